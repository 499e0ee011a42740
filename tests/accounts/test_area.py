"""The client area's frame: who one is, and how pages speak."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from accounts import zones
from accounts.models import User
from tests.world import World
from words import has_words, in_language

PROFILE = "/en/me/profile/"
GOOD = {
    "dear": "Maria",
    "first_name": "Maria",
    "last_name": "Koval",
    "phone": "+380 44 000-00-00",
    "language": "uk",
    "zone": "Europe/Kyiv",
}


@pytest.fixture
def inside(client: Client, world: World) -> Client:
    client.force_login(world.client, backend="accounts.backends.EmailBackend")
    return client


def who(world: World) -> User:
    return User.objects.get(pk=world.client.pk)


@pytest.mark.parametrize("address", ["/en/me/", PROFILE, "/uk/me/profile/", "/en/me/password/"])
def test_a_visitor_signs_in_first_and_comes_back(client: Client, world: World, address: str) -> None:
    assert client.get(address).headers["Location"] == f"/account/login/?next={address}"


def test_the_area_opens_at_its_first_tab(inside: Client) -> None:
    with in_language("en"):
        assert inside.get("/en/me/").headers["Location"] == reverse(settings.CLIENT_AREA[0][0])


def test_every_tab_has_its_words_and_its_address() -> None:
    for name, key in settings.CLIENT_AREA:
        for code in ("en", "uk"):
            with in_language(code):
                assert has_words(key) and reverse(name)


def test_the_tab_one_is_on_is_marked(inside: Client) -> None:
    page = inside.get(PROFILE).content.decode()
    assert f'<a href="{PROFILE}" aria-current="page">' in page and page.count("aria-current") == 1


def test_the_profile_is_kept(inside: Client, world: World) -> None:
    answer = inside.post(PROFILE, GOOD)
    assert answer.headers["Location"] == "/uk/me/profile/" and answer.cookies["django_language"].value == "uk"
    person = who(world)
    assert (person.dear, person.phone, person.language, person.zone) == ("Maria", "+380440000000", "uk", "Europe/Kyiv")
    assert "Збережено." in inside.get("/uk/me/profile/").content.decode()


def test_the_log_names_what_changed_and_not_to_what(inside: Client, world: World) -> None:
    inside.post(PROFILE, GOOD)
    inside.post(PROFILE, GOOD)
    entry = ModelLogEntry.objects.get(action="account.profile_changed")
    assert entry.data["fields"] == ["dear", "phone", "language", "zone"]
    assert "380" not in str(entry.data) and entry.user == world.client


def test_nobody_can_change_what_the_form_does_not_ask(inside: Client, world: World) -> None:
    inside.post(PROFILE, GOOD | {"email": "other@example.org", "is_staff": "on", "is_superuser": "on", "id": "1"})
    person = who(world)
    assert person.email == "client@example.org" and not person.is_staff and not person.is_superuser


@pytest.mark.parametrize(
    ("field", "value", "remedy"),
    [
        ("phone", "044 000 00 00", "Write the number with the country code"),
        ("phone", "+38o440000000", "Write the number with the country code"),
        ("phone", "+1" * 500, "Write the number with the country code"),
        ("dear", "я" * 10_000, "Please keep it to 60 characters."),
        ("first_name", "x" * 61, "Please keep it to 60 characters."),
        ("last_name", "a\x00b", ""),
        ("language", "xx", "Choose one of the options."),
        ("language", "", "Please fill this in."),
        ("zone", "Mars/Olympus", "Choose one of the options."),
        ("zone", "../../etc/passwd", "Choose one of the options."),
    ],
)
def test_bad_input_names_the_field_and_its_remedy(
    inside: Client, world: World, field: str, value: str, remedy: str
) -> None:
    answer = inside.post(PROFILE, GOOD | {field: value})
    page = answer.content.decode()
    assert answer.status_code == 400 and f'href="#id_{field}"' in page and f'id="id_{field}_error"' in page
    assert remedy in page
    assert who(world).dear == "" and who(world).phone == ""


def test_names_are_shown_and_never_run(inside: Client, world: World) -> None:
    inside.post(PROFILE, GOOD | {"dear": "<script>alert(1)</script>", "language": "en"})
    page = inside.get(PROFILE).content.decode()
    assert "Hello, &lt;script&gt;alert(1)&lt;/script&gt;" in page and "<script>alert(1)" not in page


def test_every_kind_of_name_is_welcome(inside: Client, world: World) -> None:
    inside.post(PROFILE, GOOD | {"dear": "Ґалю 💐", "first_name": "Ñoël", "last_name": "O’Їжак"})
    assert who(world).dear == "Ґалю 💐" and who(world).get_full_name() == "Ñoël O’Їжак"


def test_another_person_sees_their_own_profile(inside: Client, world: World) -> None:
    inside.post(PROFILE, GOOD | {"language": "en"})
    other = Client()
    other.force_login(world.stranger, backend="accounts.backends.EmailBackend")
    assert "+380440000000" not in other.get(PROFILE).content.decode()


def test_zones_are_known_under_their_present_names() -> None:
    assert {"Europe/Kyiv", "America/New_York", "UTC"} <= zones.names()
    assert not {"Europe/Kiev", "Etc/GMT+3", "EST"} & zones.names()


@pytest.mark.parametrize(("code", "city"), [("en", "Kyiv"), ("uk", "Київ")])
def test_zones_are_called_by_their_cities(code: str, city: str) -> None:
    with in_language(code):
        called = dict(zones.choices())
    assert called["Europe/Kyiv"] == f"{city} (Europe/Kyiv)" and len(called) == len(zones.names())


def test_an_old_name_of_a_zone_is_still_understood(inside: Client, world: World) -> None:
    User.objects.filter(pk=world.client.pk).update(zone="Europe/Kiev")
    assert '<option value="Europe/Kyiv" selected>' in inside.get(PROFILE).content.decode()


def test_the_profile_asks_the_database_little(inside: Client, django_assert_max_num_queries: Any) -> None:
    inside.get(PROFILE)
    with django_assert_max_num_queries(100) as asked:
        inside.get(PROFILE)
    assert len([one for one in asked if "accounts_" in one["sql"] or "otp_" in one["sql"]]) == 2


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example", "", "javascript:1"])
def test_choosing_a_language_cannot_leave_the_site(client: Client, world: World, onward: str) -> None:
    assert client.get("/account/language/uk/", {"next": onward}).headers["Location"] == "/"


def test_a_language_is_chosen_for_pages_that_name_none(client: Client, world: World) -> None:
    answer = client.get("/account/language/uk/?next=/account/login/")
    assert answer.headers["Location"] == "/account/login/"
    assert 'lang="uk"' in client.get("/account/login/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert client.get("/account/language/xx/", follow=True).status_code == 404


def test_opening_a_page_of_another_language_chooses_it(inside: Client) -> None:
    assert "django_language" not in inside.get(PROFILE, HTTP_ACCEPT_LANGUAGE="en").cookies
    assert inside.get("/uk/me/profile/", HTTP_ACCEPT_LANGUAGE="en").cookies["django_language"].value == "uk"
    assert "django_language" not in inside.get("/uk/me/profile/", HTTP_ACCEPT_LANGUAGE="en").cookies


def test_the_sign_in_page_offers_the_other_language_and_keeps_the_way_on(client: Client, world: World) -> None:
    page = client.get("/account/login/?next=/en/me/profile/").content.decode()
    link = "/account/language/uk/?next=%2Faccount%2Flogin%2F%3Fnext%3D%2Fen%2Fme%2Fprofile%2F"
    assert f'href="{link}"' in page
    assert client.get(link).headers["Location"] == "/account/login/?next=/en/me/profile/"
