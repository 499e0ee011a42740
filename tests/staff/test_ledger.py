"""The ledger as staff read it."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledger.models import Account, Transfer
from ledger.verbs import move, open_account
from tests.staff.desk import booked
from tests.world import World

ACCOUNTS, TRANSFERS = "/cms/ledger_accounts/", "/cms/ledger_transfers/"


def sheet(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode()


def test_accounts_say_what_they_hold_and_that_the_books_balance(inside: Client, world: World) -> None:
    booking = booked(world, paid=400)
    page = inside.get(ACCOUNTS, {"try": "1"}).content.decode()
    assert f"booking:{booking.code}" in page and "₴400" in page and "−₴400" in page and "The books balance" in page


def test_the_books_are_added_up_only_when_somebody_asks(
    inside: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []
    monkeypatch.setattr("ledger.wagtail_hooks.trial_balance", lambda: tried.append(1) or [])
    page = inside.get(ACCOUNTS).content.decode()
    assert 'href="?try=1"' in page and "The books balance" not in page and not tried
    assert "The books balance" in inside.get(ACCOUNTS, {"try": "1"}).content.decode() and tried == [1]


def test_books_that_do_not_balance_are_told_with_the_account(inside: Client, world: World) -> None:
    booking = booked(world, paid=400)
    Account.objects.filter(code=booking.account).update(balance=390)
    page = inside.get(ACCOUNTS, {"try": "1"}).content.decode()
    assert "The books do not balance" in page and f"{booking.account}: ₴390 is kept, the movements give ₴400" in page


def test_a_statement_tells_each_movement_with_its_sign(inside: Client, world: World) -> None:
    booking = booked(world, paid=400)
    account = Account.objects.get(code=booking.account)
    move(
        Decimal(150),
        source=account,
        target=open_account("fees:UAH"),
        reason="fee",
        ref="x",
        now=world.now,
        by=world.staff,
    )
    page = inside.get(reverse("ledger_accounts:inspect", args=[account.pk])).content.decode()
    for told in ("₴250", "₴400", "−₴150", "fees:UAH", "card:UAH", "Vira Kalnova"):
        assert told in page, told


def test_movements_are_searched_and_filtered(inside: Client, world: World) -> None:
    booking = booked(world, paid=400)
    move(
        Decimal(1),
        source=Account.objects.get(code=booking.account),
        target=open_account("fees:UAH"),
        reason="fee",
        ref="x",
        now=world.now,
    )

    def found(**asked: str) -> list[str]:
        return [row.reason for row in inside.get(TRANSFERS, asked).context["object_list"]]

    assert (
        found() == ["fee", "payment"] and found(q=booking.code) == ["fee", "payment"] and found(reason="fee") == ["fee"]
    )
    assert (
        found(q="nothing") == []
        and found(at__date__lte="2027-02-28") == []
        and found(at__date__gte="2027-03-01") == ["fee", "payment"]
    )


@pytest.mark.parametrize("address", [ACCOUNTS, TRANSFERS])
def test_both_lists_are_taken_along_as_sheets(inside: Client, world: World, address: str) -> None:
    booking = booked(world, paid=400)
    assert booking.code in sheet(inside.get(address, {"export": "csv"}))
    assert b"".join(inside.get(address, {"export": "xlsx"}).streaming_content)[:2] == b"PK"


def test_a_name_never_becomes_a_formula(inside: Client, world: World) -> None:
    booking = booked(world, paid=400)
    world.stranger.first_name, world.stranger.last_name = "=HYPERLINK(1)", ""
    world.stranger.save()
    Transfer.objects.filter(ref__contains=booking.code).update(by=world.stranger, ref="@SUM(1)")
    told = sheet(inside.get(TRANSFERS, {"export": "csv"}))
    assert "'=HYPERLINK(1)" in told and "'@SUM(1)" in told and ",=HYPERLINK" not in told


def test_the_lists_cost_the_same_for_few_and_for_many(inside: Client, world: World) -> None:
    def cost(address: str) -> int:
        inside.get(address)
        with CaptureQueriesContext(connection) as seen:
            inside.get(address)
        return len(seen)

    booking = booked(world, paid=400)
    few = cost(ACCOUNTS), cost(TRANSFERS)
    purse, card = Account.objects.get(code=booking.account), open_account("card:UAH", floor=None)
    for n in range(8):
        move(Decimal(1), source=card, target=purse, reason="payment", ref=f"more {n}", now=world.now, by=world.staff)
        open_account(f"extra:{n}")
    assert (cost(ACCOUNTS), cost(TRANSFERS)) == few
