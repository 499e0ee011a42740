"""Points in the staff pages."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from loyalty.models import Programme
from loyalty.queries import balance
from loyalty.verbs import award, give
from tests.staff.desk import come, somebody
from tests.world import World

MEMBERS, RULES = "/cms/points/", "/cms/points/programme/"
KEY = "6f1f6a3e-5a53-4d8e-9d5e-0b5f6a3e1c11"


@pytest.fixture(autouse=True)
def programme(world: World) -> None:
    Programme.objects.create()


def member(world: World) -> str:
    return reverse("points_member", args=[world.client.pk])


def by_hand(way: str, points: int, key: str = KEY) -> dict[str, object]:
    return {"way": way, "points": points, "reason": "a kind word", "key": key}


def test_clients_are_found_by_name_and_those_who_hold_most_stand_first(inside: Client, world: World) -> None:
    for user, points in ((world.client, 50), (world.stranger, 70)):
        give(user_id=user.pk, points=points, reason="x", key=str(user.pk), by=None, now=world.now)
    page = inside.get(MEMBERS).content.decode()
    assert page.index("Petro Chuzhyi") < page.index("Maria Koval") and "expert@example.org" not in page
    found = inside.get(MEMBERS, {"q": "koval"}).content.decode()
    assert "Maria Koval" in found and "Petro" not in found and member(world) in found
    assert "Nobody was found" in inside.get(MEMBERS, {"q": "nobody at all"}).content.decode()


def test_points_are_given_and_taken_once_with_a_reason(inside: Client, world: World) -> None:
    for _ in range(2):
        assert inside.post(member(world), by_hand("give", 50)).status_code == 302
    assert balance(world.client.pk) == 50
    told = ModelLogEntry.objects.get(action="points.given")
    assert (told.data["reason"], told.user) == ("a kind word", world.staff)
    page = inside.get(member(world)).content.decode()
    assert "From the house" in page and "+50" in page and "Vira Kalnova" in page
    assert inside.post(member(world), by_hand("take", 20, KEY.replace("6f", "7f"))).status_code == 302
    assert balance(world.client.pk) == 30


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"points": 51}, "You have 50 points"), ({"points": 0}, ""), ({"reason": ""}, ""), ({"way": "burn"}, ""),
     ({"key": "x"}, "")],
)  # fmt: skip
def test_what_cannot_be_done_is_told_and_changes_nothing(
    inside: Client, world: World, wrong: dict[str, object], said: str
) -> None:
    give(user_id=world.client.pk, points=50, reason="x", key="a", by=None, now=world.now)
    answer = inside.post(member(world), by_hand("take", 10) | wrong)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert balance(world.client.pk) == 50


def test_what_is_owed_is_shown(inside: Client, world: World) -> None:
    award(user_id=world.client.pk, ref="order:A", base=Decimal(1000), by=None, now=world.now)
    inside.post(member(world), by_hand("take", 30))
    award(user_id=world.client.pk, ref="order:A", base=Decimal(0), by=None, now=world.now)
    assert "<dt>Owed</dt><dd>30</dd>" in inside.get(member(world)).content.decode()


def test_the_rules_are_changed_and_told(inside: Client, world: World) -> None:
    assert 'value="20.00"' in inside.get(RULES).content.decode()
    rules = {"per": "25", "points": 2, "value": "0.5", "share": 40, "minimum": "300", "months": 12, "warn_days": 14}
    assert inside.post(RULES, rules).status_code == 302
    found = Programme.objects.get().rules
    assert (found.per, found.points, found.value, found.share, found.months) == (25, 2, Decimal("0.5"), 40, 12)
    assert ModelLogEntry.objects.get(action="points.programme_changed").data["old"]["per"] == "20.00"
    assert inside.post(RULES, rules | {"share": 101}).status_code == 422


@pytest.mark.parametrize("role", ["reception", "editor", "warehouse"])
def test_whoever_may_not_give_changes_nothing_by_a_post(client: Client, world: World, role: str) -> None:
    come(client, somebody(world, role))
    client.post(member(world), by_hand("give", 50))
    client.post(RULES, {"per": "1"})
    assert balance(world.client.pk) == 0 and Programme.objects.get().per == 20


def test_the_stranger_sees_nothing_of_it(client: Client, world: World) -> None:
    client.force_login(world.stranger, backend="accounts.backends.EmailBackend")
    assert {client.get(address).status_code for address in (MEMBERS, RULES, member(world))} <= {302, 403}


def test_a_list_of_many_costs_no_more_queries(inside: Client, world: World) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            inside.get(MEMBERS)
        return len(asked)

    give(user_id=world.client.pk, points=5, reason="x", key="a", by=None, now=world.now)
    inside.get(MEMBERS)
    few = cost()
    for user in (world.expert, world.stranger, world.staff):
        give(user_id=user.pk, points=5, reason="x", key=f"k{user.pk}", by=None, now=world.now)
    assert cost() <= few
