"""A certificate from its draft to its end."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from oscar.core.loading import get_model

from accounts.verbs import TooMany
from booking.core.decisions import Refused
from ledger.queries import balance, trial_balance
from shop.models import Gift, GiftRules
from shop.verbs import gifts
from tests.shop.gifts.given import PASSING, bought, drafted, facts, fresh, left, put_back, said_no, spend, wish
from tests.world import World

Basket = get_model("basket", "Basket")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def balanced(world: World) -> Any:
    yield
    assert trial_balance() == []


@pytest.mark.parametrize("amount", [299, 20001, 0, -5])
def test_the_sum_has_bounds(world: World, amount: int) -> None:
    with pytest.raises(Refused) as no:
        drafted(world.now, amount)
    assert said_no(no) == "gift_amount"
    assert no.value.reasons[0].numbers == {"min": 300, "max": 20000}


def test_staff_set_the_bounds(world: World) -> None:
    GiftRules.objects.create(lowest=100, highest=200)
    assert drafted(world.now, 150).amount == 150


def test_a_service_is_worth_what_its_dearest_expert_asks(world: World) -> None:
    world.resource.offers.filter(service=world.service).update(price=1500)
    assert drafted(world.now, service=world.service).amount == 1500


def test_a_draft_is_a_line_of_its_own_at_its_own_price(world: World) -> None:
    basket = Basket.objects.create()
    one, two = drafted(world.now, 500), drafted(world.now, 700)
    for gift in (one, two, one):
        gifts.put_gift(basket, gift, now=world.now)
    assert _prices(basket) == [500, 700]
    gifts.edit(one, wish(900), now=world.now)
    assert _prices(basket) == [700, 900]


def _prices(basket: Any) -> list[Decimal]:
    basket._lines = None  # Oscar remembers the lines it has read
    return sorted(line.purchase_info.price.incl_tax for line in basket.all_lines())


def test_two_of_one_certificate_cannot_be_bought(world: World) -> None:
    basket = Basket.objects.create()
    line = gifts.put_gift(basket, drafted(world.now), now=world.now)
    assert line.purchase_info.availability.is_purchase_permitted(1)[0]
    assert not line.purchase_info.availability.is_purchase_permitted(2)[0]


def test_a_paid_one_can_be_neither_edited_nor_bought_again(world: World) -> None:
    gift = bought(world.now)
    with pytest.raises(Refused) as no:
        gifts.edit(gift, wish(900), now=world.now)
    assert said_no(no) == "already_ordered"
    line = gifts.put_gift(Basket.objects.create(), gift, now=world.now)
    assert not line.purchase_info.availability.is_purchase_permitted(1)[0]


def test_it_lives_once_and_until_the_end_of_a_day_in_a_year(world: World) -> None:
    gift = bought(world.now)
    assert not gifts.paid(gift, now=world.now)
    assert gift.valid_until == datetime(2028, 3, 1, 21, 59, 59, tzinfo=UTC)  # midnight in Kyiv
    assert facts(gift) == ["gift.bought", "gift.delivered"]


def test_it_is_delivered_at_its_hour_and_not_before(world: World) -> None:
    gift = bought(world.now, deliver_at=world.now + 3 * DAY)
    assert gift.delivered_at is None
    assert gifts.deliver_due(now=world.now + 2 * DAY) == 0
    with pytest.raises(Refused) as no:
        spend(gift, 10, world.now)
    assert said_no(no) == "gift_not_yet"
    assert [gifts.deliver_due(now=world.now + 3 * DAY) for _ in range(2)] == [1, 0]
    spend(gift, 10, world.now + 3 * DAY)


def test_a_year_counts_from_its_delivery(world: World) -> None:
    gift = bought(world.now, deliver_at=world.now + 60 * DAY)
    assert gift.valid_until == datetime(2028, 4, 30, 20, 59, 59, tzinfo=UTC)


def test_it_is_accepted_once_and_its_holder_is_kept(world: World) -> None:
    gift = bought(world.now)
    assert gifts.accept(gift, by=world.client, now=world.now)
    assert not gifts.accept(gift, by=world.stranger, now=world.now)
    assert (fresh(gift).holder, facts(gift).count("gift.accepted")) == (world.client, 1)


def test_what_is_left_is_passed_on_with_a_new_code_and_the_old_one_stops(world: World) -> None:
    gift = bought(world.now, 1000)
    spend(gift, 400, world.now)
    heir = gifts.pass_on(gift, PASSING, by=world.client, now=world.now)
    assert (left(gift), left(heir), heir.amount) == (0, 600, 600)
    assert heir.code != gift.code and heir.valid_until == gift.valid_until and heir.delivered_at
    for attempt in (
        lambda: spend(gift, 1, world.now, "z"),
        lambda: gifts.pass_on(gift, PASSING, by=None, now=world.now),
    ):
        with pytest.raises(Refused) as no:
            attempt()
        assert said_no(no) == "gift_passed"
    assert facts(gift)[-1] == "gift.passed"
    spend(heir, 600, world.now, "b")
    put_back(gift, 400, world.now)
    assert (left(gift), fresh(gift).state) == (400, Gift.LIVE)


def test_another_address_gets_a_new_code_and_the_first_letter_is_worth_nothing(world: World) -> None:
    gift = bought(world.now)
    old = gift.code
    gifts.readdress(gift, email="Right@example.org", reason="a slip", by=world.staff, now=world.now)
    assert "gift.readdressed" in facts(gift)
    assert fresh(gift).code != old and gift.email == "right@example.org" and gift.delivered_at
    assert (left(gift), balance(f"gift:{old}")) == (1000, 0)
    with pytest.raises(Refused):
        gifts.look_up(old, tries=["a"], now=world.now)
    gifts.accept(gift, by=None, now=world.now)
    with pytest.raises(Refused) as no:
        gifts.readdress(gift, email="other@example.org", reason="no", by=world.staff, now=world.now)
    assert said_no(no) == "gift_accepted"


def test_the_letter_is_sent_again_where_there_is_an_address(world: World) -> None:
    gift = bought(world.now)
    gifts.resend(gift, by=world.staff, now=world.now)
    assert facts(gift)[-1] == "gift.resent"
    with pytest.raises(Refused) as no:
        gifts.resend(bought(world.now, email=""), by=world.staff, now=world.now)
    assert said_no(no) == "gift_no_address"


def test_staff_stop_it_and_let_it_go_again(world: World) -> None:
    gift = bought(world.now)
    how = {"by": world.staff, "now": world.now}
    assert [gifts.block(gift, reason="stolen card", **how) for _ in range(2)] == [True, False]
    with pytest.raises(Refused) as no:
        spend(gift, 1, world.now)
    assert said_no(no) == "gift_blocked"
    assert [gifts.unblock(fresh(gift), reason="a mistake", **how) for _ in range(2)] == [True, False]
    spend(gift, 1, world.now)
    assert facts(gift)[2:4] == ["gift.blocked", "gift.unblocked"]


def test_a_stopped_one_is_not_delivered(world: World) -> None:
    gift = bought(world.now, deliver_at=world.now + DAY)
    gifts.block(gift, reason="stolen card", by=world.staff, now=world.now)
    assert gifts.deliver_due(now=world.now + 2 * DAY) == 0


def test_it_is_extended_once_even_after_its_end(world: World) -> None:
    gift = bought(world.now)
    late = world.now + 400 * DAY
    gifts.extend(gift, reason="was ill", by=world.staff, now=late)
    assert fresh(gift).valid_until == datetime(2028, 6, 3, 20, 59, 59, tzinfo=UTC)
    assert facts(gift)[-1] == "gift.extended"
    spend(gift, 10, late)
    with pytest.raises(Refused) as no:
        gifts.extend(gift, reason="again", by=world.staff, now=late)
    assert said_no(no) == "gift_extended"


def test_its_money_is_the_houses_when_nobody_can_extend_it_any_more(world: World) -> None:
    gift, kept = bought(world.now, 1000), bought(world.now, 500)
    gifts.block(kept, reason="a quarrel", by=world.staff, now=world.now)
    spend(gift, 400, world.now)
    assert gifts.expire_gifts(now=world.now + 367 * DAY) == 0
    late = world.now + 430 * DAY
    assert [gifts.expire_gifts(now=late) for _ in range(2)] == [1, 0]
    assert (left(gift), balance("breakage:UAH"), fresh(gift).state) == (0, 600, Gift.EXPIRED)
    assert facts(gift)[-1] == "gift.expired"
    assert (left(kept), fresh(kept).state) == (500, Gift.LIVE)
    with pytest.raises(Refused) as no:
        gifts.extend(gift, reason="too late", by=world.staff, now=late)
    assert said_no(no) == "gift_ended"


def test_its_holder_is_reminded_once_for_each_of_the_days(world: World) -> None:
    gift, empty = bought(world.now), bought(world.now)
    spend(empty, 1000, world.now)
    end = gift.valid_until
    assert end
    told = [gifts.remind_holders(now=end - days * DAY) for days in (61, 59, 58, 13, 12, 2, 1)]
    assert told == [0, 1, 0, 1, 0, 1, 0]
    assert facts(gift).count("gift.ending") == 3


def test_whoever_is_late_hears_only_the_nearest_reminder(world: World) -> None:
    gift = bought(world.now)
    assert gift.valid_until
    assert [gifts.remind_holders(now=gift.valid_until - 2 * DAY) for _ in range(2)] == [1, 0]


def test_the_desk_redeems_an_amount_with_a_note_once(world: World) -> None:
    gift = bought(world.now, 1000)
    how = {"note": "tea and a cake", "key": "k1", "by": world.staff, "now": world.now}
    assert gifts.redeem(gift, Decimal(250), **how) == 750
    assert gifts.redeem(gift, Decimal(250), **how) == 750
    assert balance("sales:UAH") == 250
    with pytest.raises(Refused) as no:
        gifts.redeem(gift, Decimal(751), **how | {"key": "k2"})
    assert said_no(no) == "gift_not_covering"
    assert "gift.redeemed" in facts(gift)


def test_whoever_guesses_too_often_is_not_told_even_of_a_right_code(world: World) -> None:
    gift, wrong = bought(world.now), "ABCD2345EFGH"
    for _ in range(20):
        assert gifts.look_up(gift.printed, tries=["1.2.3.4", "browser"], now=world.now) == gift  # right ones count not
    for _ in range(10):
        with pytest.raises(Refused) as no:
            gifts.look_up(wrong, tries=["1.2.3.4", "browser"], now=world.now)
        assert said_no(no) == "code_unknown"
    for tries in (["1.2.3.4", "another browser"], ["5.6.7.8", "browser"]):
        with pytest.raises(TooMany):
            gifts.look_up(gift.printed, tries=tries, now=world.now)
    assert gifts.look_up(gift.code, tries=["5.6.7.8", "other"], now=world.now) == gift
