"""The second factor: no staff page without it, and no way around it."""

import base64
import re
from functools import partial
from typing import Any
from urllib.parse import unquote

import pytest
from django.contrib.auth.models import Permission
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.models import ModelLogEntry

from accounts.models import User
from config import urls
from tests.accounts.doors import LOGIN, code_of, device_of, digits, signed_in, try_code, try_password
from tests.world import World

SETUP = "/account/two_factor/setup/"
CODES = "/account/two_factor/backup/tokens/"
OFF = "/account/two_factor/disable/"
STAFF = re.compile(r"/((?:en|uk)/)?(cms|django-admin|shop/dashboard)/")
OPEN = ("/cms/login/", "/cms/logout/", "/cms/password_reset/", "/django-admin/login/", "/django-admin/logout/")


def routes(resolver: Any, before: str = "") -> Any:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, before + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield before + str(pattern.pattern)


def concrete(route: str) -> str:
    route = re.sub(r"\(\?P<[^>]+>(?:[^()]|\([^()]*\))*\)|<[^>]+>", "1", route)
    return "/" + re.sub(r"\\Z|[\^$\\]", "", route)


def staff_addresses() -> list[str]:
    found = {concrete(route) for route in set(routes(get_resolver()))}
    return sorted(address for address in found if STAFF.match(address) and not address.startswith(OPEN))


def _come(client: Client, user: User) -> None:
    client.force_login(user, backend="accounts.backends.EmailBackend")


def test_there_are_staff_pages_behind_all_three_doors() -> None:
    doors = {str(STAFF.match(address)[2]) for address in staff_addresses()}  # type: ignore[index]
    assert doors == {"cms", "django-admin", "shop/dashboard"} and len(staff_addresses()) > 300


def _bare(status: int, request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=status)


@pytest.mark.parametrize(
    "who", ["anonymous", "client", "expert", "staff without a code", "staff whose device was added later"]
)
def test_no_staff_page_opens(client: Client, world: World, monkeypatch: pytest.MonkeyPatch, who: str) -> None:
    for status in (403, 404):  # a bare answer: drawing the page nine hundred times is not what is tried here
        monkeypatch.setattr(urls, f"handler{status}", partial(_bare, status), raising=False)
    people = {"client": world.client, "expert": world.expert}
    if who != "anonymous":
        _come(client, people.get(who, world.staff))
    if who.startswith("staff whose"):
        device_of(world.staff)
    to = {"anonymous": LOGIN, "staff without a code": SETUP, "staff whose device was added later": LOGIN}.get(who)
    for address in staff_addresses():
        answer = client.get(address)
        if to is None:
            assert answer.status_code in (403, 404), (address, answer.status_code)
        elif answer.status_code != 404:
            assert answer.status_code == 302 and answer.headers["Location"].startswith(to), (address, answer)


def test_a_post_does_not_pass_the_gate_either(client: Client, world: World) -> None:
    _come(client, world.staff)
    answer = client.post("/cms/users/new/", {"email": "x@example.org"})
    assert answer.headers["Location"] == SETUP
    assert not User.objects.filter(email="x@example.org").exists()


@pytest.mark.parametrize("permission", ["access_admin", "dashboard_access"])
def test_staff_is_whoever_may_open_a_staff_page(client: Client, world: World, permission: str) -> None:
    world.client.user_permissions.add(Permission.objects.get(codename=permission))
    _come(client, world.client)
    assert client.get("/cms/").headers["Location"] == SETUP


def key_on(page: Any) -> bytes:
    found = re.search(r'class="secret" href="([^"]+)"', page.content.decode())
    assert found
    secret = re.search(r"secret=([A-Z2-7]+)", unquote(found[1]))
    assert secret
    return base64.b32decode(secret[1])


def begin(client: Client) -> bytes:
    assert client.get(SETUP).status_code == 200
    return key_on(client.post(SETUP, {"setup-current_step": "welcome"}))


def finish(client: Client, code: str) -> Any:
    return client.post(SETUP, {"setup-current_step": "generator", "generator-token": code})


def test_the_whole_way_of_a_new_member_of_staff(client: Client, world: World) -> None:
    assert try_password(client, world.staff.email, onward="/cms/reports/site-history/").status_code == 302
    assert client.get("/cms/reports/site-history/").headers["Location"] == SETUP
    page = client.get(SETUP).content.decode()
    assert "Everyone who works in the house" in page
    key = begin(client)
    picture = client.get("/account/two_factor/qrcode/")
    assert picture.status_code == 200 and picture.headers["Content-Type"].startswith("image/svg+xml")
    wrong = finish(client, f"{(int(digits(key)) + 1) % 1_000_000:06d}")
    assert wrong.status_code == 200 and "These digits do not fit." in wrong.content.decode()
    assert not TOTPDevice.objects.exists()
    assert finish(client, digits(key)).headers["Location"] == "/account/two_factor/setup/complete/"
    done = client.get("/account/two_factor/setup/complete/").content.decode()
    assert "/cms/reports/site-history/" in done and CODES in done
    assert client.get("/cms/reports/site-history/").status_code == 200
    assert ModelLogEntry.objects.filter(action="account.second_factor_added", user=world.staff).count() == 1


@pytest.mark.parametrize("code", ["", "abc", "-1", "99999999999", "١٢٣٤٥٦", "💥", "1" * 10_000])
def test_spoilt_digits_set_nothing_up(client: Client, world: World, code: str) -> None:
    _come(client, world.staff)
    begin(client)
    answer = finish(client, code)
    assert answer.status_code == 200 and 'id="id_generator-token_error"' in answer.content.decode()
    assert not TOTPDevice.objects.exists()


def test_a_session_from_before_cannot_add_a_device_of_its_own(client: Client, world: World) -> None:
    thief = Client()
    _come(thief, world.staff)
    key = begin(thief)
    device_of(world.staff)
    assert finish(thief, digits(key)).headers["Location"] == "/account/two_factor/"
    assert TOTPDevice.objects.count() == 1
    assert thief.get("/cms/").headers["Location"].startswith(LOGIN)


def test_password_and_code_open_the_staff_pages(client: Client, world: World) -> None:
    device = device_of(world.staff)
    assert try_password(client, world.staff.email).status_code == 200 and not signed_in(client)
    answer = try_code(client, code_of(device))
    assert answer.headers["Location"] == "/cms/"
    assert client.get("/cms/").status_code == 200
    assert ModelLogEntry.objects.get(action="account.signed_in").data["means"] == "code"


def test_the_way_on_is_kept_through_the_code(client: Client, world: World) -> None:
    device = device_of(world.staff)
    try_password(client, world.staff.email, onward="/django-admin/")
    assert try_code(client, code_of(device), onward="/django-admin/").headers["Location"] == "/django-admin/"
    assert client.get("/django-admin/").status_code == 200
    assert client.get("/en/shop/dashboard/").status_code == 200


def test_a_wrong_code_is_refused_and_codes_cannot_be_hurried(client: Client, world: World) -> None:
    device = device_of(world.staff)
    try_password(client, world.staff.email)
    wrong = f"{(int(digits(device.bin_key)) + 1) % 1_000_000:06d}"
    assert "The code is wrong or already out of date." in try_code(client, wrong).content.decode()
    hurried = try_code(client, digits(device.bin_key))  # right, but too soon after a wrong one
    assert hurried.status_code == 200 and "Too many codes in a row." in hurried.content.decode()
    assert not signed_in(client)


def test_a_code_works_once(client: Client, world: World) -> None:
    device = device_of(world.staff)
    code = code_of(device)
    for visitor, status in ((client, 302), (Client(), 200)):
        try_password(visitor, world.staff.email)
        assert try_code(visitor, code).status_code == status


def test_a_code_without_the_password_is_nothing(client: Client, world: World) -> None:
    device = device_of(world.staff)
    assert try_code(client, code_of(device)).status_code == 200
    assert not signed_in(client)


def _inside(client: Client, user: User) -> None:
    device = device_of(user)
    try_password(client, user.email)
    assert try_code(client, code_of(device)).status_code == 302


def make_codes(client: Client) -> list[str]:
    page = client.post(CODES)
    assert page.status_code == 200
    return re.findall(r"<li>([a-z2-7]{8})</li>", page.content.decode())


def test_backup_codes_are_shown_once_and_each_works_once(client: Client, world: World) -> None:
    _inside(client, world.staff)
    codes = make_codes(client)
    assert len(codes) == 10
    assert ModelLogEntry.objects.get(action="account.backup_codes_made").user == world.staff
    shown_again = client.get(CODES).content.decode()
    assert not any(code in shown_again for code in codes) and "10 codes left" in shown_again
    for status in (302, 200):
        other = Client()
        try_password(other, world.staff.email)
        other.post(LOGIN, {"wizard_goto_step": "backup"})
        assert try_code(other, codes[0], step="backup").status_code == status
    assert "9 codes left" in client.get(CODES).content.decode()


def test_new_backup_codes_end_the_old_ones(client: Client, world: World) -> None:
    _inside(client, world.staff)
    old, new = make_codes(client), make_codes(client)
    assert not set(old) & set(new)
    other = Client()
    try_password(other, world.staff.email)
    other.post(LOGIN, {"wizard_goto_step": "backup"})
    answer = try_code(other, old[0], step="backup")
    assert answer.status_code == 200 and "There is no such code" in answer.content.decode()


def test_backup_codes_and_turning_off_ask_for_a_verified_session(client: Client, world: World) -> None:
    _come(client, world.client)
    device_of(world.client)
    for address in (CODES, OFF):
        assert client.get(address).status_code == 302 and client.post(address, {"understand": "on"}).status_code == 302
    assert TOTPDevice.objects.count() == 1


def test_a_client_may_turn_it_on_and_off(client: Client, world: World) -> None:
    _inside(client, world.client)
    assert client.post(OFF, {}).status_code == 200 and TOTPDevice.objects.count() == 1
    assert client.post(OFF, {"understand": "on"}).headers["Location"] == "/account/two_factor/"
    assert not TOTPDevice.objects.exists()
    assert ModelLogEntry.objects.filter(action="account.second_factor_removed").count() == 1


def test_staff_cannot_turn_it_off(client: Client, world: World) -> None:
    _inside(client, world.staff)
    assert OFF not in client.get("/account/two_factor/").content.decode()
    answer = client.post(OFF, {"understand": "on"}, follow=True)
    assert "cannot turn it off" in answer.content.decode()
    assert TOTPDevice.objects.count() == 1


@pytest.mark.parametrize("address", ["/account/two_factor/", SETUP, CODES, OFF, "/account/two_factor/qrcode/"])
def test_strangers_are_sent_to_the_sign_in(client: Client, world: World, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code == 302 and answer.headers["Location"].startswith(LOGIN)) or address == OFF


@pytest.mark.parametrize(
    "address", [LOGIN, SETUP, "/account/two_factor/", "/account/two_factor/setup/complete/", CODES]
)
def test_the_pages_speak_ukrainian_and_need_nothing_inline(client: Client, world: World, address: str) -> None:
    _inside(client, world.client)
    if address == SETUP:
        TOTPDevice.objects.all().delete()
        _come(client, world.client)
    client.cookies["django_language"] = "uk"
    answer = client.get(address)
    page = answer.content.decode()
    assert answer.status_code == 200 and 'lang="uk"' in page
    assert "style=" not in page and "onclick" not in page and "signin." not in page
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
