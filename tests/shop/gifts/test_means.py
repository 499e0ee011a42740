"""A certificate as a means of payment: what it gives, takes and gets back. First what must never happen."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings

from booking.core.codes import ALPHABET, is_code
from booking.core.decisions import Refused
from ledger.queries import balance, trial_balance
from ledger.verbs import move, open_account
from shop.models import Gift
from shop.till import means
from shop.verbs import gifts
from shop.verbs.gifts import GiftMeans
from tests.shop.gifts.given import bought, drafted, facts, fresh, fund, left, pot, put_back, said_no, spend
from tests.world import World

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def balanced(world: World) -> Any:
    """The books are tried at the end of every story."""
    yield
    assert trial_balance() == []


def test_the_house_knows_a_certificate_as_a_means_of_payment() -> None:
    assert isinstance(means("gift"), GiftMeans) and settings.TILL["gift"]


def test_a_code_is_twelve_signs_without_look_alikes_and_with_a_check_letter(world: World) -> None:
    gift = bought(world.now)
    assert len(gift.code) == 12 and is_code(gift.code) and set(gift.code) <= set(ALPHABET)
    assert not set("0O1ILSU") & set(ALPHABET)
    assert gift.printed == f"{gift.code[:4]}-{gift.code[4:8]}-{gift.code[8:]}"
    wrong = ALPHABET[(ALPHABET.index(gift.code[0]) + 1) % len(ALPHABET)] + gift.code[1:]
    assert not is_code(wrong)


def test_the_log_shows_only_the_end_of_a_code(world: World) -> None:
    gift = bought(world.now)
    assert str(gift) == f"•••• {gift.code[-4:]}"


def test_it_gives_what_it_holds_and_no_more_than_is_asked(world: World) -> None:
    gift, ask = bought(world.now, 1000), GiftMeans().offer
    assert ask(gift.code, whole=Decimal(400), user=None, now=world.now) == 400
    assert ask(gift.printed.lower(), whole=Decimal(1700), user=None, now=world.now) == 1000
    assert left(gift) == 1000


def test_what_it_gave_is_where_it_was_meant_for(world: World) -> None:
    gift = bought(world.now, 1000)
    spend(gift, 700, world.now)
    assert (left(gift), balance("order:A")) == (300, 700)
    assert facts(gift)[-2:] == ["gift.accepted", "gift.used"]


def test_the_same_reference_takes_once_and_gives_back_once(world: World) -> None:
    gift = bought(world.now, 1000)
    for _ in range(2):
        spend(gift, 1000, world.now)
    assert (left(gift), facts(gift).count("gift.spent")) == (0, 1)
    for _ in range(2):
        put_back(gift, 1000, world.now)
    assert (left(gift), facts(gift).count("gift.refilled")) == (1000, 1)


def test_a_gift_cannot_buy_a_gift(world: World) -> None:
    gift, other = bought(world.now), drafted(world.now)
    with pytest.raises(Refused) as no:
        spend(gift, 500, world.now, into=pot(other.account))
    assert (said_no(no), left(gift), left(other)) == ("gift_for_gift", 1000, 0)


def test_it_pays_in_its_own_currency_only(world: World) -> None:
    gift = bought(world.now)
    with pytest.raises(Refused) as no:
        spend(gift, 500, world.now, into=pot("order:EUR", "EUR"))
    assert (said_no(no), left(gift)) == ("gift_currency", 1000)


def test_it_never_gives_more_than_it_holds(world: World) -> None:
    gift = bought(world.now, 1000)
    with pytest.raises(Refused) as no:
        spend(gift, 1001, world.now)
    assert (said_no(no), left(gift), balance("order:A")) == ("gift_not_covering", 1000, 0)


REASONS: list[tuple[str, dict[str, Any], timedelta]] = [
    ("gift_returned", {"state": Gift.RETURNED}, DAY),
    ("gift_passed", {"state": Gift.PASSED}, DAY),
    ("gift_blocked", {"blocked": "stolen card"}, DAY),
    ("gift_ended", {"state": Gift.EXPIRED}, DAY),
    ("gift_ended", {"extended": True}, 370 * DAY),
    ("gift_expired", {}, 370 * DAY),
    ("gift_not_yet", {"delivered_at": None}, DAY),
    ("code_unknown", {"state": Gift.DRAFT}, DAY),
]


@pytest.mark.parametrize(("reason", "changes", "later"), REASONS)
def test_it_says_why_it_gives_nothing(world: World, reason: str, changes: dict[str, Any], later: timedelta) -> None:
    gift = bought(world.now)
    Gift.objects.filter(pk=gift.pk).update(**changes)
    for attempt in (
        lambda: GiftMeans().offer(gift.code, whole=Decimal(10), user=None, now=world.now + later),
        lambda: spend(gift, 10, world.now + later),
    ):
        with pytest.raises(Refused) as no:
            attempt()
        assert said_no(no) == reason
    assert left(gift) == 1000


def test_an_empty_one_says_that_it_is_spent(world: World) -> None:
    gift = bought(world.now)
    spend(gift, 1000, world.now)
    with pytest.raises(Refused) as no:
        GiftMeans().offer(gift.code, whole=Decimal(10), user=None, now=world.now)
    assert said_no(no) == "gift_spent"


def test_an_unknown_code_gives_nothing(world: World) -> None:
    with pytest.raises(Refused) as no:
        GiftMeans().offer("ABCD2345EFGH", whole=Decimal(10), user=None, now=world.now)
    assert said_no(no) == "code_unknown"
    with pytest.raises(Refused):
        GiftMeans().take(
            Decimal(1), source="ABCD2345EFGH", into=pot(), ref="x", user=None, by=None, now=world.now
        )  # fmt: skip


def test_money_comes_back_to_one_that_has_ended_and_it_lives_again_for_a_while(world: World) -> None:
    gift = bought(world.now)
    spend(gift, 1000, world.now)
    late = world.now + 430 * DAY
    assert gifts.expire_gifts(now=late) == 1 and fresh(gift).state == Gift.EXPIRED
    put_back(gift, 1000, late)
    assert (left(gift), fresh(gift).state) == (1000, Gift.LIVE)
    assert fresh(gift).valid_until >= late + 60 * DAY  # type: ignore[operator]


def test_the_purchase_can_be_given_back_only_as_far_as_it_is_unspent(world: World) -> None:
    gift = bought(world.now, 1000)
    spend(gift, 700, world.now)
    assert gifts.refundable(gift) == 300
    with pytest.raises(Refused) as no:
        gifts.take_out(gift, Decimal(1000), by=None, now=world.now)
    assert (said_no(no), fresh(gift).state) == ("gift_used", Gift.LIVE)
    gifts.take_out(gift, Decimal(300), by=world.staff, now=world.now)
    returning = open_account("returning:UAH")
    move(Decimal(300), source=open_account(gift.account), target=returning, reason="refund", ref="r", now=world.now)
    assert (left(gift), fresh(gift).state) == (0, Gift.RETURNED)
    assert facts(gift)[-1] == "gift.returned"


def test_what_was_never_paid_for_cannot_be_used(world: World) -> None:
    gift = drafted(world.now)
    fund(gift, world.now)
    with pytest.raises(Refused) as no:
        spend(gift, 10, world.now)
    assert said_no(no) == "code_unknown"
