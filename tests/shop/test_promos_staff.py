"""Promotions in the staff pages: who comes in, what the list says, and that what is made there works."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

import clock
from booking.core.decisions import Refused
from shop.models import Promo
from shop.promos import Promotions
from shop.verbs.promo import apply_code
from tests.shop.promos import on_shelf, promo
from tests.shop.shopper import Shopper
from tests.shop.till import Till
from tests.staff.desk import come, somebody
from tests.world import World

NEW: dict[str, Any] = {
    "name_en": "A tenth off", "name_uk": "Десята частина", "conditions_en": "", "conditions_uk": "", "code": "tenth",
    "kind": "percent", "value": "10", "goods": "on", "min_items": "1", "min_total": "0",
}  # fmt: skip
PAGES: dict[str, Callable[[Promo], str]] = {
    "list": lambda made: reverse("promo:index"), "new": lambda made: reverse("promo:add"),
    "edit": lambda made: reverse("promo:edit", args=[made.pk]),
    "end": lambda made: reverse("promo:end", args=[made.pk]),
    "history": lambda made: reverse("promo:history", args=[made.pk]),
}  # fmt: skip


@pytest.fixture
def marketer(client: Client, world: World) -> Client:
    return come(client, somebody(world, "marketer"))


def seen(client: Client, **asked: str) -> BeautifulSoup:
    answer = client.get(reverse("promo:index"), asked)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content.decode(), "html.parser")


def rows(client: Client, **asked: str) -> list[str]:
    """The codes that the list shows."""
    found = [" ".join(row.get_text(" ").split()) for row in seen(client, **asked).select("table.listing tbody tr")]
    return [next(word for word in row.split() if word.isupper() or word == "everybody") for row in found]


def makes(client: Client, **told: Any) -> Any:
    return client.post(reverse("promo:add"), {name: value for name, value in (NEW | told).items() if value is not None})


@pytest.mark.parametrize("role", ["admin", "marketer", "reception", "warehouse", "editor"])
def test_the_administrator_and_the_marketer_open_promotions(
    client: Client, till: Till, world: World, role: str
) -> None:
    made = promo(till)
    come(client, somebody(world, role))
    opened = {name for name, where in PAGES.items() if client.get(where(made)).status_code == 200}
    assert opened == (set(PAGES) if role in ("admin", "marketer") else set())


@pytest.mark.parametrize("who", ["client", "expert", "stranger"])
def test_nobody_else_comes_in(client: Client, till: Till, world: World, who: str) -> None:
    made = promo(till)
    assert {client.get(where(made)).status_code for where in PAGES.values()} == {302}
    come(client, getattr(world, who), verified=False)
    assert {client.get(where(made)).status_code for where in PAGES.values()} == {403}
    assert client.post(PAGES["end"](made)).status_code == 403
    assert till.fresh(made.voucher).end_datetime.year == 2999


def test_nobody_deletes_what_receipts_speak_of(marketer: Client, till: Till) -> None:
    assert marketer.post(reverse("promo:delete", args=[promo(till).pk])).status_code in (302, 403)
    assert Promo.objects.count() == 1


def test_a_code_made_here_works_in_its_days(marketer: Client, till: Till, shopper: Shopper, jar: Any) -> None:
    """The days are the house's: the last one lasts until its midnight, whatever the clock of the machine says."""
    good = on_shelf(jar)
    told = {"first": "2027-03-02", "last": "2027-03-03", "goods": None, "shelves": [good.shelf_id]}
    assert makes(marketer, **told).status_code == 302
    made = Promo.objects.get()
    assert (made.voucher.code, made.value, made.offer.name) == ("TENTH", 10, "TENTH")
    shopper.takes(jar)
    for day, hour, works in [(1, 22, True), (1, 21, False), (3, 21, True), (3, 22, False)]:
        moment = datetime(2027, 3, day, hour, 30, tzinfo=UTC)
        try:
            apply_code(shopper.basket, "tenth", buyer=shopper.buyer, now=moment)
        except Refused as refused:
            assert not works and refused.reasons[0].code in ("promo_unknown", "promo_expired"), (day, hour)
        else:
            assert works, (day, hour)
    till.now = datetime(2027, 3, 3, 10, tzinfo=UTC)
    order, _ = shopper.orders()
    assert (order.total_incl_tax, till.fresh(made.voucher).num_orders) == (288, 1), "not by the machine's clock"


def test_an_offer_for_everybody_needs_no_code(marketer: Client, till: Till, shopper: Shopper, jar: Any) -> None:
    told = {"code": "", "kind": "amount", "value": "20", "first": "2027-03-02"}
    assert makes(marketer, **told).status_code == 302
    shopper.takes(jar)
    offers = [len(Promotions(now=till.now + timedelta(days=days)).get_site_offers()) for days in (0, 2)]
    assert offers == [0, 1]
    till.now += timedelta(days=2)
    assert shopper.asks().due_now == 300


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"name_en": "", "name_uk": ""}, "name"), ({"value": "0"}, "value"), ({"value": "101"}, "value"),
        ({"value": "-5"}, "value"), ({"value": "ten"}, "value"), ({"goods": None}, "sessions"),
        ({"first": "2027-03-05", "last": "2027-03-04"}, "last"), ({"first": "soon"}, "first"),
        ({"code": "ДЕСЯТЬ"}, "code"), ({"code": "a b"}, "code"), ({"code": "x" * 33}, "code"),
        ({"code": "", "once_per_client": "on"}, "once_per_client"), ({"code": "", "uses_max": "5"}, "uses_max"),
        ({"code": "", "first_booking_only": "on"}, "first_booking_only"), ({"min_total": "-1"}, "__all__"),
        ({"code": "GIFT"}, "code"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_not_made(
    marketer: Client, till: Till, told: dict[str, Any], field: str, monkeypatch: Any
) -> None:
    monkeypatch.setattr("shop.staff.promo_form.is_certificate", lambda text: text == "GIFT")
    answer = makes(marketer, **told)
    assert answer.status_code == 200 and list(answer.context["form"].errors) == [field]
    assert Promo.objects.count() == 0


def test_a_code_is_given_once(marketer: Client, till: Till) -> None:
    promo(till)
    assert list(makes(marketer).context["form"].errors) == ["code"]
    assert Promo.objects.count() == 1


def test_rules_are_changed_and_the_log_says_which(marketer: Client, till: Till) -> None:
    made = promo(till, days=3)
    ends = made.voucher.end_datetime
    page = marketer.get(PAGES["edit"](made)).content.decode()
    assert 'value="TENTH"' in page and 'value="2027-03-04"' in page
    told = NEW | {"name_en": str(made), "name_uk": "Акція TENTH", "code": "OTHER", "value": "15", "last": "2027-03-04"}
    assert marketer.post(PAGES["edit"](made), told | {"sessions": "on"}).status_code == 302
    made = Promo.objects.get()
    assert (made.value, made.voucher.code, made.voucher.end_datetime) == (15, "TENTH", ends), "a day that stays is kept"
    entry = ModelLogEntry.objects.get(action="promo.changed")
    assert (entry.data["old"], entry.data["new"]) == ({"value": "10.00"}, {"value": "15"})
    assert entry.user and entry.user.email == "marketer@example.org"


@pytest.mark.parametrize("code", ["TENTH", ""])
def test_a_promotion_is_ended_once(marketer: Client, till: Till, shopper: Shopper, jar: Any, code: str) -> None:
    made = promo(till, code)
    shopper.takes(jar)
    if code:
        apply_code(shopper.basket, code, buyer=shopper.buyer, now=till.now)
    assert shopper.asks().due_now == 288
    assert "Orders that have been placed keep their prices" in marketer.get(PAGES["end"](made)).content.decode()
    assert ModelLogEntry.objects.filter(action="promo.ended").count() == 0, "asked first"
    with clock.standing_at(till.now):
        for _ in range(2):
            assert marketer.post(PAGES["end"](made)).status_code == 302
    assert ModelLogEntry.objects.filter(action="promo.ended").count() == 1
    assert shopper.asks().due_now == 320


def test_the_list_is_searched_filtered_and_says_how_things_stand(marketer: Client, till: Till, world: World) -> None:
    promo(till, "RUNNING")
    promo(till, "OVER", days=-1)
    promo(till, "FULL", uses_max=3, used=3)
    promo(till, "")
    with clock.standing_at(till.now):
        assert sorted(rows(marketer)) == ["FULL", "OVER", "RUNNING", "everybody"]
        assert rows(marketer, q="running") == ["RUNNING"] == rows(marketer, q="Акція RUNNING")
        assert rows(marketer, state="ended") == ["OVER"] and rows(marketer, state="used_up") == ["FULL"]
        assert sorted(rows(marketer, state="active")) == ["RUNNING", "everybody"]
        assert rows(marketer, with_code="false") == ["everybody"] and rows(marketer, state="planned") == []
        text = seen(marketer).get_text(" ")
        assert "3 / 3" in text and "any session, any goods" in text and "10%" in text


def test_an_empty_list_shows_the_way_in(marketer: Client, world: World) -> None:
    page = seen(marketer)
    assert reverse("promo:add") in str(page.select_one("main"))


def test_long_lists_are_paged_and_cost_no_more_queries(marketer: Client, till: Till, world: World, jar: Any) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            seen(marketer)
        return len(asked)

    things = [on_shelf(jar)]
    for number in range(3):
        promo(till, f"CODE{number}", services=[world.service], things=things)
    seen(marketer)
    few = cost()
    for number in range(3, 60):
        promo(till, f"CODE{number}", services=[world.service], things=things)
    assert cost() <= few + 1, "the number of pages"
    assert len(rows(marketer)) == 50 and len(rows(marketer, p="2")) == 10


@pytest.mark.parametrize(("language", "said"), [("en", "Promotions"), ("uk", "Акції")])
def test_the_pages_speak_both_languages(client: Client, till: Till, world: World, language: str, said: str) -> None:
    made, user = promo(till), somebody(world, "marketer")
    UserProfile.objects.create(user=user, preferred_language=language)
    come(client, user)
    assert said in seen(client).get_text(" ")
    for name in ("new", "edit", "end"):
        assert "staff.promos" not in client.get(PAGES[name](made)).content.decode()
