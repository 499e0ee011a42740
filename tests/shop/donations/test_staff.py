"""Staff see what has come for each foundation, and whoever may hands it over."""

from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.users.models import UserProfile

from accounts.models import User
from accounts.roles import ROLES, found
from ledger.models import Transfer
from ledger.queries import balance
from tests.shop.donations.given import comes, foundation, lies
from tests.shop.test_staff import enter
from tests.world import World, person

NOTE = {"note": "Transfer No 17"}


def helper(*names: str) -> User:
    user = person("helper@example.org", "Rita Chytalko", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *names]))
    return user


@pytest.fixture
def door(world: World) -> str:
    comes(300, world.now)
    return reverse("foundation_card", args=[foundation().pk])


def test_strangers_and_clients_find_the_door_closed(client: Any, world: World, door: str) -> None:
    assert client.get(door).status_code == 302
    for user in (world.client, world.stranger, world.expert):
        client.force_login(user)
        assert {client.get(door).status_code, client.post(door, NOTE | {"shown": "300"}).status_code} == {403}
    assert lies() == 300


def test_whoever_may_look_may_not_hand_over(client: Any, world: World, door: str) -> None:
    enter(client, helper("view_foundation"))
    said = client.get(door).content.decode()
    assert "₴300" in said and 'name="note"' not in said
    client.post(door, NOTE | {"shown": "300"})
    assert lies() == 300


def test_all_that_lies_there_is_handed_over_once(client: Any, world: World, door: str) -> None:
    enter(client, helper("view_foundation", "hand_over_donations"))
    assert client.post(door, {"shown": "300"}).status_code == 422, "by what paper?"
    done = client.post(door, NOTE | {"shown": "300"}, follow=True).content.decode()
    assert "₴300 is handed over to: Quiet Shore" in done and "Handed over" in done
    again = client.post(door, NOTE | {"shown": "300"})
    assert again.status_code == 422 and (lies(), balance("bank:UAH")) == (0, 300)
    row = Transfer.objects.get(reason="donation.handed_over")
    assert row.by and row.by.email == "helper@example.org"


def test_what_came_meanwhile_is_asked_about_again(client: Any, world: World, door: str) -> None:
    enter(client, world.staff)
    comes(50, world.now, "later")
    answer = client.post(door, NOTE | {"shown": "300"})
    assert answer.status_code == 422 and "₴350" in answer.content.decode() and lies() == 350


@pytest.mark.parametrize("shown", ["", "much", "-300", "NaN", "1e400"])
def test_a_form_that_makes_no_sense_moves_nothing(client: Any, world: World, door: str, shown: str) -> None:
    enter(client, world.staff)
    assert client.post(door, NOTE | {"shown": shown}).status_code == 422 and lies() == 300


def test_the_list_says_what_waits_and_asks_the_database_the_same_whatever_there_is(
    client: Any, world: World, door: str
) -> None:
    enter(client, world.staff)
    address = reverse("foundation:index")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        said = client.get(address).content.decode()
    assert "₴300" in said and door in said
    for n in range(6):
        foundation(f"more-{n}")
        comes(10, world.now, f"more-{n}", f"more-{n}")
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


def test_the_card_costs_the_same_however_much_has_moved(client: Any, world: World, door: str) -> None:
    enter(client, world.staff)
    client.get(door)
    with CaptureQueriesContext(connection) as few:
        client.get(door)
    for n in range(8):
        comes(10, world.now, f"n{n}")
    with CaptureQueriesContext(connection) as many:
        said = client.get(door).content.decode()
    assert len(many) == len(few) and f"₴{Decimal(380)}" in said


def test_roles_say_who_may(world: World) -> None:
    codes = {name: {row.codename for row in found(role.permissions)} for name, role in ROLES.items()}
    assert [name for name, may in codes.items() if "hand_over_donations" in may] == ["admin"]
    assert [name for name, may in codes.items() if "change_donationrules" in may] == ["admin", "marketer"]


PLACE = {"en": "Place in the list", "uk": "Місце у списку"}


@pytest.mark.parametrize("language", PLACE)
@pytest.mark.parametrize("form", ["foundation:add", "giftdesign:add"])
def test_where_it_stands_in_its_list_is_not_called_an_order(
    client: Any, world: World, language: str, form: str
) -> None:
    enter(client, world.staff)
    UserProfile.objects.update_or_create(user=world.staff, defaults={"preferred_language": language})
    page = BeautifulSoup(client.get(reverse(form)).content, "html.parser")
    labels = {" ".join(one.get_text().replace("*", "").split()) for one in page.select("label")}
    assert PLACE[language] in labels and not labels & {"Order", "Замовлення"}
