"""E-mail and password: how one comes in, and how long one may guess."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from wagtail.models import ModelLogEntry

import clock
from accounts.limits import LIMITS
from accounts.models import Throttle, User
from tests.accounts.doors import LOGIN, signed_in, try_password
from tests.world import World

MOST = LIMITS["password.address"].most


def lock(client: Client, email: str) -> None:
    for _ in range(MOST):
        assert try_password(client, email, "wrong").status_code == 200


def test_a_client_comes_in_and_goes_to_the_area(client: Client, world: World) -> None:
    answer = try_password(client, world.client.email)
    assert answer.status_code == 302 and answer.headers["Location"] == "/en/me/"
    assert signed_in(client)


@pytest.mark.parametrize("spelling", ["CLIENT@example.org", " client@Example.ORG "])
def test_the_case_of_an_address_does_not_matter(client: Client, world: World, spelling: str) -> None:
    assert try_password(client, spelling).status_code == 302
    assert signed_in(client)


def test_two_spellings_of_an_address_cannot_be_two_people(world: World) -> None:
    assert User.objects.create_user("New@Example.org").email == "new@example.org"
    assert User.objects.by_address("NEW@example.org") is not None


def test_the_lock_holds_against_the_right_password(client: Client, world: World) -> None:
    lock(client, world.client.email)
    answer = try_password(client, world.client.email)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) == LIMITS["password.address"].seconds
    assert not signed_in(client)
    assert "in 15 minutes" in answer.content.decode()


def test_the_lock_holds_whatever_the_case_of_the_address(client: Client, world: World) -> None:
    lock(client, "Client@example.org")
    assert try_password(client, "client@EXAMPLE.org").status_code == 429


def test_the_lock_opens_when_the_window_has_passed(client: Client, world: World) -> None:
    lock(client, world.client.email)
    with clock.standing_at(world.now + timedelta(seconds=LIMITS["password.address"].seconds)):
        assert try_password(client, world.client.email).status_code == 302


def test_a_locked_address_does_not_lock_others(client: Client, world: World) -> None:
    lock(client, world.client.email)
    assert try_password(client, world.stranger.email).status_code == 302


def test_one_ip_cannot_guess_through_many_addresses(client: Client, world: World) -> None:
    for n in range(LIMITS["password.ip"].most):
        assert try_password(client, f"nobody{n}@example.org", "wrong").status_code == 200
    assert try_password(client, world.client.email).status_code == 429
    assert try_password(client, world.client.email, REMOTE_ADDR="10.9.8.7").status_code == 302


def test_a_right_password_forgives_the_wrong_ones_before_it(client: Client, world: World) -> None:
    for _ in range(3):
        for _ in range(MOST - 1):
            try_password(client, world.client.email, "wrong")
        assert try_password(client, world.client.email).status_code == 302


def test_the_lock_is_told_once_with_its_ip(client: Client, world: World) -> None:
    lock(client, world.client.email)
    try_password(client, world.client.email)
    entry = ModelLogEntry.objects.get(action="account.locked")
    assert entry.object_id == str(world.client.pk) and entry.data == {"ip": "127.0.0.1"}


def test_tries_keep_no_address(client: Client, world: World) -> None:
    try_password(client, world.client.email, "wrong")
    assert Throttle.objects.count() == 2
    assert not Throttle.objects.filter(key__contains="client").exists()


def _known(world: World) -> str:
    return str(world.client.email)


def _passwordless(world: World) -> str:
    return str(User.objects.create_user("linker@example.org").email)


def _disabled(world: World) -> str:
    User.objects.filter(pk=world.stranger.pk).update(is_active=False)
    return str(world.stranger.email)


@pytest.mark.parametrize("address", [_known, _passwordless, _disabled, lambda world: "nobody@example.org"])
def test_each_address_gets_the_same_answer_at_the_same_cost(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch, address: Any
) -> None:
    email = address(world)
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        hashed.append(password)
        return str(encode(self, password, salt))

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    answer = try_password(client, email, "wrong")
    assert answer.status_code == 200
    assert "The address and the password do not match." in answer.content.decode()
    assert len(hashed) == 1


def test_a_disabled_person_does_not_come_in(client: Client, world: World) -> None:
    try_password(client, _disabled(world))
    assert not signed_in(client)


BAD = [
    {},
    {"sign_in-current_step": "nonsense"},
    {"sign_in-current_step": "token", "token-otp_token": "123456"},
    {"sign_in-current_step": "backup", "backup-otp_token": "x"},
    {"challenge_device": "otp_totp.totpdevice/1"},
    {"wizard_goto_step": "token"},
    {"sign_in-current_step": "auth", "auth-username": "я" * 10_000, "auth-password": "x"},
    {"sign_in-current_step": "auth", "auth-username": "a\x00b@example.org", "auth-password": "x"},
    {"sign_in-current_step": "auth", "auth-username": "<script>alert(1)</script>", "auth-password": "💥" * 5000},
    {"sign_in-current_step": "auth"},
]


@pytest.mark.parametrize("data", BAD)
def test_a_spoilt_form_is_refused_and_never_breaks(client: Client, world: World, data: dict[str, str]) -> None:
    answer = client.post(LOGIN, data)
    assert answer.status_code in (200, 302, 400)
    assert "<script>alert(1)</script>" not in answer.content.decode()
    assert not signed_in(client)


@pytest.mark.parametrize(
    ("onward", "goes_to"),
    [
        ("/en/me/profile/", "/en/me/profile/"),
        ("/uk/shop/basket/", "/uk/shop/basket/"),
        ("https://evil.example/", "/en/me/"),
        ("//evil.example/", "/en/me/"),
        ("/\\evil.example", "/en/me/"),
        ("javascript:alert(1)", "/en/me/"),
        ("http:///evil.example", "/en/me/"),
    ],
)
def test_the_way_on_cannot_leave_the_site(client: Client, world: World, onward: str, goes_to: str) -> None:
    assert try_password(client, world.client.email, onward=onward).headers["Location"] == goes_to


def test_signing_in_is_told_with_its_means(client: Client, world: World) -> None:
    try_password(client, world.client.email)
    entry = ModelLogEntry.objects.get(action="account.signed_in")
    assert entry.user == world.client and entry.data == {"means": "password", "ip": "127.0.0.1"}


def test_a_session_gets_a_new_key_at_the_door(client: Client, world: World) -> None:
    client.get(LOGIN)
    try_password(client, world.client.email, "wrong")
    before = client.session.session_key
    try_password(client, world.client.email)
    assert client.session.session_key != before


def test_only_a_post_signs_out(client: Client, world: World) -> None:
    for address in ("/account/logout/", "/cms/logout/", "/django-admin/logout/", "/en/shop/accounts/logout/"):
        client.force_login(world.client, backend="accounts.backends.EmailBackend")
        assert client.get(address).status_code == 200 and signed_in(client), address
        assert client.post(address).status_code == 302 and not signed_in(client), address
    assert ModelLogEntry.objects.filter(action="account.signed_out", user=world.client).count() == 4


def test_signing_out_needs_the_token_of_the_form(world: World) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.client, backend="accounts.backends.EmailBackend")
    assert strict.post("/account/logout/").status_code == 403
    assert signed_in(strict)


@pytest.mark.parametrize(
    "door",
    [
        "/cms/login/",
        "/cms/password_reset/",
        "/django-admin/login/",
        "/en/shop/accounts/login/",
        "/uk/shop/accounts/register/",
    ],
)
def test_every_door_leads_to_the_one_sign_in(client: Client, world: World, door: str) -> None:
    answer = client.get(door + "?next=/cms/reports/")
    assert answer.headers["Location"] == "/account/login/?next=/cms/reports/"


def test_the_shop_has_no_password_pages_of_its_own(client: Client, world: World) -> None:
    assert client.get("/en/shop/password-reset/").headers["Location"] == "/account/password/reset/"
    assert client.get("/en/shop/accounts/profile/delete/").headers["Location"] == "/en/me/"


def test_the_page_speaks_ukrainian(client: Client, world: World) -> None:
    page = client.get(LOGIN, HTTP_ACCEPT_LANGUAGE="uk").content.decode()
    assert "Електронна пошта" in page and "Пароль" in page
    answer = try_password(client, "nobody@example.org", "wrong", HTTP_ACCEPT_LANGUAGE="uk").content.decode()
    assert "Адреса й пароль не збігаються." in answer


def test_the_first_visit_teaches_us_the_language(client: Client, world: World) -> None:
    try_password(client, world.client.email, HTTP_ACCEPT_LANGUAGE="uk")
    assert User.objects.get(pk=world.client.pk).language == "uk"


def test_the_language_of_the_person_comes_with_them(client: Client, world: World) -> None:
    User.objects.filter(pk=world.client.pk).update(language="uk")
    answer = try_password(client, world.client.email, HTTP_ACCEPT_LANGUAGE="en")
    assert answer.cookies["django_language"].value == "uk"
    assert client.get("/", HTTP_ACCEPT_LANGUAGE="en").headers["Location"] == "/uk/"


def test_signed_in_pages_ask_the_database_little(
    client: Client, world: World, django_assert_max_num_queries: Any
) -> None:
    try_password(client, world.client.email)
    with django_assert_max_num_queries(100) as asked:
        client.get("/account/logout/")
    assert len([one for one in asked if "accounts_" in one["sql"] or "otp_" in one["sql"]]) == 1
