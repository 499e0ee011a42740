"""A forgotten password, and a changed one."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from wagtail.models import ModelLogEntry

from accounts.limits import LIMITS
from accounts.models import User
from tests.accounts.doors import PASSWORD, link_in_letter, seen, signed_in, try_password
from tests.world import World
from words import say

ASK = "/account/password/reset/"
NEW = "four quite plain words"


def ask(client: Client, email: str, **more: Any) -> Any:
    return client.post(ASK, {"email": email}, **more)


def choose(client: Client, password: str = NEW, again: str | None = None) -> Any:
    """Opens the letter; Django moves the token into the session."""
    page = client.get(link_in_letter())
    address = page.headers.get("Location", link_in_letter())
    return client.post(address, {"new_password1": password, "new_password2": password if again is None else again})


def test_a_password_is_restored_through_the_letter(client: Client, world: World) -> None:
    ask(client, "CLIENT@example.org")
    assert choose(client).headers["Location"] == "/account/password/reset/done/"
    assert client.get("/account/password/reset/done/").status_code == 200
    assert not signed_in(client), "the letter alone opens nothing"
    assert try_password(client, world.client.email, NEW).status_code == 302


def test_restoring_verifies_the_address_and_is_told(client: Client, world: World) -> None:
    User.objects.update(email_verified_at=None)
    ask(client, world.client.email)
    choose(client)
    assert User.objects.get(pk=world.client.pk).email_verified_at == world.now
    told = set(ModelLogEntry.objects.filter(object_id=world.client.pk).values_list("action", flat=True))
    assert told == {"account.password_reset", "account.verified"}


def test_the_letter_works_once(client: Client, world: World) -> None:
    ask(client, world.client.email)
    choose(client)
    page = Client().get(link_in_letter())
    assert page.status_code == 200 and "This link no longer works" in page.content.decode()
    assert choose(Client(), "five other plain words").status_code == 200
    assert try_password(client, world.client.email, "five other plain words").status_code == 200


def test_restoring_ends_other_sessions(client: Client, world: World) -> None:
    thief = Client()
    try_password(thief, world.client.email)
    ask(client, world.client.email)
    choose(client)
    assert thief.get("/en/me/").headers["Location"].startswith("/account/login/")


def test_restoring_opens_a_locked_address(client: Client, world: World) -> None:
    for _ in range(LIMITS["password.address"].most):
        try_password(client, world.client.email, "wrong")
    ask(client, world.client.email)
    choose(client)
    assert try_password(client, world.client.email, NEW).status_code == 302


def test_a_password_restored_by_staff_still_needs_the_code(client: Client, world: World) -> None:
    from tests.accounts.doors import device_of

    device_of(world.staff)
    ask(client, world.staff.email)
    choose(client)
    assert try_password(client, world.staff.email, NEW).status_code == 200
    assert not signed_in(client)


def test_known_and_unknown_addresses_get_the_same_answer(client: Client, world: World) -> None:
    known, unknown = (ask(client, email) for email in ("client@example.org", "nobody@example.org"))
    assert known.status_code == unknown.status_code == 200
    assert seen(known).replace("client@", "nobody@") == seen(unknown)
    assert len(mail.outbox) == 2
    assert mail.outbox[1].subject == say("letters.reset_unknown.subject")


def test_a_disabled_person_gets_no_link(client: Client, world: World) -> None:
    User.objects.filter(pk=world.client.pk).update(is_active=False)
    ask(client, world.client.email)
    assert "/account/password/" not in mail.outbox[0].body


@pytest.mark.parametrize(
    ("password", "again", "remedy"),
    [
        ("short", "short", "At least 9 characters."),
        ("password123", "password123", "too easy to guess"),
        (NEW, "not the same words", "The passwords differ."),
        ("", "", "Please fill this in."),
        ("x" * 1001, "x" * 1001, "1000"),
    ],
)
def test_a_poor_password_is_refused_with_its_remedy(
    client: Client, world: World, password: str, again: str, remedy: str
) -> None:
    ask(client, world.client.email)
    answer = choose(client, password, again)
    assert answer.status_code == 200 and remedy in answer.content.decode()
    assert try_password(client, world.client.email).status_code == 302


@pytest.mark.parametrize("address", ["MQ/set-password/", "AAAA/x-y/", "%F0%9F%92%A5/abc-def/", "999999/abc-def/"])
def test_a_made_up_address_is_dead(client: Client, world: World, address: str) -> None:
    answer = client.get(ASK + address)
    assert answer.status_code == 200 and "This link no longer works" in answer.content.decode()


def test_letters_are_not_sent_without_end(client: Client, world: World) -> None:
    for _ in range(LIMITS["reset.address"].most):
        ask(client, world.client.email)
    assert ask(client, world.client.email).status_code == 429
    assert len(mail.outbox) == LIMITS["reset.address"].most


def change(client: Client, old: str, new: str = NEW) -> Any:
    return client.post("/en/me/password/", {"old_password": old, "new_password1": new, "new_password2": new})


def test_a_password_is_changed_and_this_session_goes_on(client: Client, world: World) -> None:
    other = Client()
    for visitor in (client, other):
        try_password(visitor, world.client.email)
    assert change(client, PASSWORD).headers["Location"] == "/en/me/profile/"
    assert client.get("/en/me/profile/").status_code == 200
    assert other.get("/en/me/profile/").status_code == 302
    assert ModelLogEntry.objects.filter(action="account.password_changed", user=world.client).count() == 1


def test_changing_needs_the_present_password_and_cannot_be_guessed(client: Client, world: World) -> None:
    try_password(client, world.client.email)
    for _ in range(LIMITS["password.address"].most):
        answer = change(client, "wrong")
        assert answer.status_code == 400 and "This is not your present password." in answer.content.decode()
    assert change(client, PASSWORD).status_code == 429
    assert User.objects.get(pk=world.client.pk).check_password(PASSWORD)
