"""One-time links: what the letter is worth, and what the screen gives away."""

import time
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from wagtail.models import ModelLogEntry

from accounts import links
from accounts.limits import LIMITS
from accounts.models import User
from tests.accounts.doors import PASSWORD, device_of, link_in_letter, seen, signed_in, try_password
from tests.world import World
from words import say

ASK = "/account/link/"
OPEN = "/account/link/open/?sesame="


def ask(client: Client, email: str, **more: Any) -> Any:
    return client.post(ASK, {"email": email}, **more)


def test_the_letter_brings_a_client_in(client: Client, world: World) -> None:
    assert ask(client, world.client.email).status_code == 200
    assert mail.outbox[0].to == [world.client.email]
    assert client.post(link_in_letter()).headers["Location"] == "/en/me/"
    assert signed_in(client)


def test_looking_at_a_link_does_not_burn_it(client: Client, world: World) -> None:
    ask(client, world.client.email)
    for _ in range(3):
        assert client.get(link_in_letter()).status_code == 200
        assert client.head(link_in_letter()).status_code in (200, 405)
    assert not signed_in(client)
    assert client.post(link_in_letter()).status_code == 302


def test_a_link_works_once(client: Client, world: World) -> None:
    ask(client, world.client.email)
    client.post(link_in_letter())
    again = Client()
    assert again.post(link_in_letter()).status_code == 400
    assert not signed_in(again)


def test_a_link_that_another_request_has_just_spent_is_dead(client: Client, world: World, monkeypatch: Any) -> None:
    from accounts import views

    ask(client, world.client.email)
    stale = User.objects.get(pk=world.client.pk)
    client.post(link_in_letter())
    monkeypatch.setattr(views, "_guest", lambda request, token: stale)  # both had read the row before one of them wrote
    late = Client()
    assert late.post(link_in_letter()).status_code == 400
    assert not signed_in(late)


@pytest.mark.parametrize("email", ["client@example.org", "brand.new@example.org"])
def test_a_link_dies_after_a_quarter_of_an_hour(client: Client, world: World, monkeypatch: Any, email: str) -> None:
    ask(client, email)
    later = time.time() + 15 * 60 + 5
    monkeypatch.setattr(time, "time", lambda: later)
    assert client.post(link_in_letter()).status_code == 400
    assert not signed_in(client)


@pytest.mark.parametrize("change", [{"email": "moved@example.org"}, {"password": "another"}])
def test_a_link_dies_with_the_address_or_password_it_was_made_for(
    client: Client, world: World, change: dict[str, str]
) -> None:
    ask(client, world.client.email)
    User.objects.filter(pk=world.client.pk).update(**change)
    assert client.post(link_in_letter()).status_code == 400


@pytest.mark.parametrize("token", ["", "x", "a:b", "💥", "AAAA" * 3000, "%00", "../../etc"])
def test_a_made_up_token_is_refused(client: Client, world: World, token: str) -> None:
    assert client.get(OPEN + token).status_code == 200
    assert client.post(OPEN + token).status_code == 400
    assert not signed_in(client)


def test_tokens_cannot_be_guessed_for_long(client: Client, world: World) -> None:
    for n in range(LIMITS["open.ip"].most):
        assert client.post(f"{OPEN}{n}").status_code == 400
    ask(client, world.client.email)
    assert client.post(link_in_letter()).status_code == 429


def test_known_and_unknown_addresses_get_the_same_answer(client: Client, world: World) -> None:
    known, unknown = (ask(client, email) for email in ("client@example.org", "nobody@example.org"))
    assert known.status_code == unknown.status_code == 200
    assert seen(known).replace("client@", "nobody@") == seen(unknown)
    assert [letter.to for letter in mail.outbox] == [["client@example.org"], ["nobody@example.org"]]


def test_asking_makes_no_account_but_opening_does(client: Client, world: World) -> None:
    ask(client, " Guest@Example.org ")
    assert User.objects.by_address("guest@example.org") is None
    client.post(link_in_letter(), HTTP_ACCEPT_LANGUAGE="uk")
    guest = User.objects.by_address("guest@example.org")
    assert guest and guest.email == "guest@example.org" and guest.language == "uk"
    assert not guest.has_usable_password() and guest.email_verified_at == world.now
    told = ModelLogEntry.objects.filter(object_id=guest.pk).order_by("pk").values_list("action", flat=True)
    assert list(told) == ["account.registered", "account.verified", "account.signed_in"]


def test_a_newcomers_link_is_dead_once_the_account_exists(client: Client, world: World) -> None:
    ask(client, "guest@example.org")
    first = link_in_letter()
    client.post(first)
    again = Client()
    assert again.post(first).status_code == 400 and not signed_in(again)
    assert User.objects.filter(email="guest@example.org").count() == 1


def test_a_newcomers_token_opens_no_other_account(client: Client, world: World) -> None:
    token = links.token_for_newcomer(world.client.email)
    assert client.post(OPEN + token).status_code == 400
    assert not signed_in(client)


@pytest.mark.parametrize("kind", ["staff", "editor of pages", "client with a second factor"])
def test_a_token_of_somebody_with_a_second_factor_is_refused(client: Client, world: World, kind: str) -> None:
    from django.contrib.auth.models import Permission

    user = world.staff if kind == "staff" else world.client
    if kind == "editor of pages":
        user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    if kind == "client with a second factor":
        device_of(user)
    token = links.token_for(user)
    assert client.post(OPEN + token).status_code == 400
    assert not signed_in(client)
    ask(client, user.email)
    assert mail.outbox[-1].subject == say("letters.code_only.subject") and "sesame" not in mail.outbox[-1].body


def test_a_token_of_a_disabled_person_is_refused(client: Client, world: World) -> None:
    token = links.token_for(world.client)
    User.objects.filter(pk=world.client.pk).update(is_active=False)
    assert client.post(OPEN + token).status_code == 400
    ask(client, world.client.email)
    assert "sesame" not in mail.outbox[-1].body


def test_a_link_session_does_not_pass_the_staff_door(client: Client, world: World) -> None:
    ask(client, world.client.email)
    client.post(link_in_letter())
    User.objects.filter(pk=world.client.pk).update(is_staff=True)
    assert client.get("/cms/").headers["Location"] == "/account/login/?next=/cms/"


def test_the_address_is_verified_by_the_link(client: Client, world: World) -> None:
    User.objects.update(email_verified_at=None)
    ask(client, world.client.email)
    client.post(link_in_letter())
    assert User.objects.get(pk=world.client.pk).email_verified_at == world.now
    assert ModelLogEntry.objects.filter(action="account.verified", user=world.client).count() == 1


def test_the_way_on_is_kept_and_stays_here(client: Client, world: World) -> None:
    client.post(ASK + "?next=/en/me/profile/", {"email": world.client.email})
    assert client.post(link_in_letter()).headers["Location"] == "/en/me/profile/"
    client.post(ASK + "?next=//evil.example/", {"email": world.stranger.email})
    assert "evil" not in mail.outbox[-1].body
    forged = link_in_letter() + "&next=https://evil.example/"
    assert client.post(forged).headers["Location"] == "/en/me/"


@pytest.mark.parametrize(
    "email", ["", "nonsense", "a@b", "x" * 300 + "@example.org", "a\x00@example.org", "a@example.org\nBcc: b@c.d"]
)
def test_a_spoilt_address_is_named_with_its_remedy(client: Client, world: World, email: str) -> None:
    answer = ask(client, email)
    assert answer.status_code == 400 and 'id="id_email_error"' in answer.content.decode()
    assert not mail.outbox


def test_one_address_is_not_flooded_with_letters(client: Client, world: World) -> None:
    for _ in range(LIMITS["link.address"].most):
        assert ask(client, world.client.email).status_code == 200
    answer = ask(client, "CLIENT@example.org")
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0
    assert "A little slower, please" in answer.content.decode()
    assert len(mail.outbox) == LIMITS["link.address"].most


def test_one_visitor_cannot_write_to_the_whole_world(client: Client, world: World) -> None:
    for n in range(LIMITS["link.ip"].most):
        ask(client, f"nobody{n}@example.org")
    assert ask(client, "another@example.org").status_code == 429


@pytest.mark.parametrize(("code", "words"), [("en", "Press the button"), ("uk", "Натисніть кнопку")])
def test_the_letter_is_in_the_language_of_the_visitor(client: Client, world: World, code: str, words: str) -> None:
    ask(client, world.client.email, HTTP_ACCEPT_LANGUAGE=code)
    letter = mail.outbox[0]
    html, kind = letter.alternatives[0][:2]
    assert kind == "text/html" and f'lang="{code}"' in html
    assert words in letter.body and words in html
    assert "{" not in letter.body + html.partition("<body")[2]


def test_a_name_cannot_put_markup_into_a_letter(client: Client, world: World) -> None:
    User.objects.filter(pk=world.client.pk).update(dear="<b>x</b>")
    ask(client, world.client.email)
    assert "<b>x</b>" in mail.outbox[0].body and "<b>x</b>" not in mail.outbox[0].alternatives[0][0]


def test_whoever_came_by_link_may_choose_a_password(client: Client, world: World) -> None:
    ask(client, "guest@example.org")
    client.post(link_in_letter())
    page = client.get("/en/me/password/").content.decode()
    assert "old_password" not in page
    new = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert client.post("/en/me/password/", new).status_code == 302
    assert signed_in(client)
    assert try_password(Client(), "guest@example.org").status_code == 302
