"""An empty house in production: what `migrate` leaves, and how it is opened for its first administrator."""

import re
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client, TestCase
from wagtail.models import Locale, Page, Site

from accounts.models import User
from accounts.roles import ROLES, STAFF, found, role_of
from notifications.models import Letter
from tests.accounts.doors import try_password

PASSWORD = "four quite plain words"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def production(settings: Any, now: Any) -> None:
    settings.PRODUCTION, settings.SITE_ADDRESS = True, "http://testserver"


def opened(**how: Any) -> str:
    """What the command says."""
    said = StringIO()
    with TestCase.captureOnCommitCallbacks(execute=True):  # a translation goes live when it is committed
        call_command("open_house", admin="olha@example.org", stdout=said, **how)
    return said.getvalue()


def way_in(said: str) -> str:
    found = re.search(r"http://testserver(/account/password/\S+)", said)
    assert found, said
    return found[1]


def choose(client: Client, address: str) -> Any:
    return client.post(client.get(address).headers["Location"], {"new_password1": PASSWORD, "new_password2": PASSWORD})


@pytest.mark.parametrize("name", STAFF)
def test_a_migrated_database_has_every_staff_role_with_its_permissions(name: str) -> None:
    kept = set(Group.objects.get(name=name).permissions.values_list("pk", flat=True))
    assert kept == {one.pk for one in found(ROLES[name].permissions)}


def test_a_migrated_database_has_its_letters() -> None:
    assert Letter.objects.exists()


def test_the_house_has_a_home_in_every_language(client: Client) -> None:
    opened(name="Quiet House", name_uk="Тихий дім")
    assert set(Locale.objects.values_list("language_code", flat=True)) == {"en", "uk"}
    for code, name in (("en", "Quiet House"), ("uk", "Тихий дім")):
        page = client.get(f"/{code}/")
        assert (page.status_code, f"<h1>{name}</h1>" in page.content.decode()) == (200, True), code
        assert f'hreflang="{"uk" if code == "en" else "en"}"' in page.content.decode()
    assert Site.objects.get(is_default_site=True).hostname == "testserver"
    assert not Page.objects.filter(slug="welcome").exists()


def test_the_first_administrator_chooses_a_password_and_meets_the_second_factor(client: Client) -> None:
    said = opened()
    user = User.objects.get()
    assert (user.email, role_of(user), user.has_usable_password()) == ("olha@example.org", "admin", False)
    assert choose(client, way_in(said)).headers["Location"] == "/account/password/reset/done/"
    assert try_password(client, user.email, PASSWORD).status_code == 302
    assert client.get("/cms/").headers["Location"].startswith("/account/two_factor/setup/")


def test_a_stranger_who_finds_the_address_later_gets_nothing_by_it(client: Client) -> None:
    address = way_in(opened())
    choose(client, address)
    assert "Location" not in Client().get(address).headers, "it has been used"
    assert User.objects.get().check_password(PASSWORD)


def test_opening_twice_changes_nothing_and_tells_no_second_way_in(client: Client) -> None:
    choose(client, way_in(opened(name="Quiet House")))
    before = [(page.pk, page.latest_revision_id) for page in Page.objects.order_by("pk")]
    assert "/account/password/" not in opened(name="Another House")
    assert [(page.pk, page.latest_revision_id) for page in Page.objects.order_by("pk")] == before
    assert User.objects.get().check_password(PASSWORD)


def test_a_client_who_is_named_becomes_the_administrator(world: Any) -> None:
    call_command("open_house", admin="CLIENT@example.org", stdout=StringIO())
    assert role_of(User.objects.get(pk=world.client.pk)) == "admin"
    assert role_of(User.objects.get(pk=world.stranger.pk)) == "client"


def test_what_is_no_address_is_refused_before_anything_is_made() -> None:
    with pytest.raises(CommandError, match="not an e-mail"):
        call_command("open_house", admin="olha", stdout=StringIO())
    assert not User.objects.exists() and not Locale.objects.filter(language_code="uk").exists()
