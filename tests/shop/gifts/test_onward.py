"""What is left goes on: to somebody else on a chosen day, or to a foundation; and what its buyer can get back."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from booking.core.decisions import Refused
from fields import Words
from ledger.queries import balance, trial_balance
from ledger.verbs import move, open_account
from shop.models import Foundation, Gift
from shop.verbs import gifts
from shop.verbs.returning import give_back
from shop.verbs.sales import pot_apart
from tests.shop.gifts.given import PASSING, bought, facts, fresh, left, put_back, said_no, spend
from tests.shop.gifts.test_opening import HAND, opened
from tests.shop.gifts.test_sold import orders_gift, settled
from tests.shop.shopper import Shopper
from tests.shop.till import Till
from tests.world import World

DAY = timedelta(days=1)
LETTER = HAND | {"way": "email", "email": "petro@example.org", "hour": "8"}


@pytest.fixture(autouse=True)
def balanced(world: World) -> Any:
    yield
    assert trial_balance() == []


def foundation(code: str = "quiet-shore", **how: Any) -> Foundation:
    words = {
        "name": Words({"en": "Quiet Shore", "uk": "Тихий берег"}),
        "summary": Words({"en": "Helps.", "uk": "Дбає."}),
    }
    return Foundation.objects.create(code=code, **words | how)


def donated(gift: Gift, to: Foundation, world: World, shown: int) -> Decimal:
    return gifts.donate(gift, to, shown=Decimal(shown), by=world.client, now=world.now)


# To a foundation -------------------------------------------------------------------------------------


def test_all_that_is_left_goes_to_the_foundation_and_to_it_alone(world: World) -> None:
    gift, to = bought(world.now, 1000), foundation()
    spend(gift, 400, world.now)
    assert donated(gift, to, world, 600) == 600
    assert (left(gift), balance(to.account("UAH")), fresh(gift).state) == (0, 600, Gift.LIVE)
    assert facts(gift)[-1] == "gift.donated"
    with pytest.raises(Refused) as no:
        donated(gift, to, world, 600)
    assert said_no(no) == "gift_spent"


def test_the_giver_hears_that_it_was_accepted_and_not_that_it_was_donated(world: World) -> None:
    from notifications.models import Message

    gift = bought(world.now, 1000, giver_email="client@example.org")
    donated(gift, foundation(), world, 1000)
    rows = Message.objects.filter(about=f"gift:{gift.key}")
    assert set(rows.filter(audience="giver").values_list("letter", flat=True)) == {"gift_bought", "gift_accepted"}
    assert rows.filter(audience="recipient", letter="gift_donated").exists()


def test_nothing_else_than_what_was_shown_is_donated(world: World) -> None:
    gift, to = bought(world.now, 1000), foundation()
    spend(gift, 400, world.now)
    with pytest.raises(Refused) as no:
        donated(gift, to, world, 1000)
    assert (said_no(no), left(gift), balance(to.account("UAH"))) == ("quote_changed", 600, 0)


def test_a_foundation_that_is_put_away_gets_nothing(world: World) -> None:
    gift, to = bought(world.now, 1000), foundation(live=False)
    with pytest.raises(Refused) as no:
        donated(gift, to, world, 1000)
    assert (said_no(no), left(gift)) == ("foundation_closed", 1000)


def test_what_comes_back_after_a_donation_can_be_donated_too(world: World) -> None:
    gift, to = bought(world.now, 1000), foundation()
    spend(gift, 400, world.now)
    donated(gift, to, world, 600)
    put_back(gift, 400, world.now)
    donated(gift, to, world, 400)
    assert (left(gift), balance(to.account("UAH"))) == (0, 1000)


def test_what_was_donated_is_spent_for_its_buyer(world: World) -> None:
    gift = bought(world.now, 1000)
    donated(gift, foundation(), world, 1000)
    with pytest.raises(Refused) as no:
        gifts.take_out(gift, Decimal(1), by=None, now=world.now)
    assert (said_no(no), gifts.refundable(gift)) == ("gift_used", 0)


def test_the_page_names_the_sum_says_there_is_no_way_back_and_thanks(client: Any, world: World) -> None:
    gift, to = bought(world.now, 1000), foundation()
    opened(client, gift)
    assert f"/en/g/{gift.code}/donate/" in client.get(f"/en/g/{gift.code}/").content.decode()
    said = client.get(f"/en/g/{gift.code}/donate/").content.decode()
    for part in ("Quiet Shore", "Helps.", "₴1,000", "cannot be undone"):
        assert part in said, part
    assert left(gift) == 1000
    assert client.post(f"/en/g/{gift.code}/donate/", {"shown": "1000"}).status_code == 400
    done = client.post(f"/en/g/{gift.code}/donate/", {"foundation": to.code, "shown": "1000"}).content.decode()
    assert "₴1,000 goes to: Quiet Shore" in done and left(gift) == 0
    assert client.get(f"/en/g/{gift.code}/donate/").status_code == 302


def test_where_there_is_no_foundation_nobody_is_asked_to_donate(client: Any, world: World) -> None:
    gift = bought(world.now, 1000)
    opened(client, gift)
    assert "/donate/" not in client.get(f"/en/g/{gift.code}/").content.decode()
    assert client.get(f"/en/g/{gift.code}/donate/").status_code == 404


def test_a_stranger_cannot_donate_what_is_not_his(client: Any, world: World) -> None:
    gift, to = bought(world.now, 1000), foundation()
    client.force_login(world.stranger)
    asked = client.post(f"/en/g/{gift.code}/donate/", {"foundation": to.code, "shown": "1000"})
    assert (asked.status_code, left(gift)) == (404, 1000)


# To somebody else ------------------------------------------------------------------------------------


def test_it_goes_on_at_the_hour_that_was_chosen_and_not_before(world: World) -> None:
    gift = bought(world.now, 1000)
    heir = gifts.pass_on(gift, replace(PASSING, deliver_at=world.now + 3 * DAY), by=None, now=world.now)
    assert (left(gift), left(heir), heir.delivered_at) == (0, 1000, None)
    with pytest.raises(Refused) as no:
        spend(heir, 1, world.now)
    assert said_no(no) == "gift_not_yet"
    assert gifts.deliver_due(now=world.now + 3 * DAY) == 1
    spend(heir, 1, world.now + 3 * DAY)


def test_it_cannot_go_on_after_its_end(world: World) -> None:
    gift = bought(world.now, 1000)
    with pytest.raises(Refused) as no:
        gifts.pass_on(gift, replace(PASSING, deliver_at=world.now + 400 * DAY), by=None, now=world.now)
    assert (said_no(no), left(gift), fresh(gift).state) == ("gift_ended", 1000, Gift.LIVE)


def test_the_page_asks_for_day_and_hour_and_says_in_which_zone(client: Any, world: World) -> None:
    gift = bought(world.now, 1000)
    opened(client, gift)
    assert "Kyiv time" in client.get(f"/en/g/{gift.code}/pass/").content.decode()
    late = client.post(f"/en/g/{gift.code}/pass/", LETTER | {"day": "2028-06-01"})
    assert late.status_code == 400 and "1 March 2028" in late.content.decode()
    answer = client.post(f"/en/g/{gift.code}/pass/", LETTER | {"day": "2027-03-14"})
    heir = Gift.objects.get(passed_from=gift)
    assert heir.deliver_at and f"{heir.deliver_at:%Y-%m-%d %H:%M}" == "2027-03-14 06:00"  # eight in Kyiv
    said = answer.content.decode()
    assert "petro@example.org" in said and "14 March" in said and "8:00" in said and heir.printed not in said


# Back to the buyer -----------------------------------------------------------------------------------


def returned(gift: Gift, amount: int, world: World) -> None:
    """As a refund of its line does it."""
    gifts.take_out(gift, Decimal(amount), by=None, now=world.now)
    target = open_account("returning:UAH")
    move(Decimal(amount), source=open_account(gift.account), target=target, reason="r", ref=str(amount), now=world.now)


def test_what_was_passed_on_and_is_unspent_goes_back_to_the_buyer(world: World) -> None:
    gift = bought(world.now, 1000)
    spend(gift, 300, world.now)
    heir = gifts.pass_on(gift, PASSING, by=None, now=world.now)
    last = gifts.pass_on(heir, PASSING, by=None, now=world.now)
    spend(last, 200, world.now, "b")
    assert gifts.refundable(gift) == 500
    with pytest.raises(Refused) as no:
        gifts.take_out(gift, Decimal(501), by=None, now=world.now)
    assert said_no(no) == "gift_used"
    returned(gift, 500, world)
    assert (left(gift), left(heir), left(last), balance("returning:UAH")) == (0, 0, 0, 500)
    assert (fresh(last).state, facts(last)[-1]) == (Gift.RETURNED, "gift.returned")


def test_a_part_leaves_the_rest_with_whoever_has_it(world: World) -> None:
    gift = bought(world.now, 1000)
    heir = gifts.pass_on(gift, PASSING, by=None, now=world.now)
    for amount in (300, 200):
        returned(gift, amount, world)
    assert (left(gift), left(heir), fresh(heir).state) == (0, 500, Gift.LIVE)
    spend(heir, 500, world.now)


def test_an_order_is_refunded_as_far_as_its_gift_is_unspent_with_whomever_it_lies(till: Till, shopper: Shopper) -> None:
    gift, order, payment = orders_gift(till, shopper)
    settled(till, payment)
    heir = gifts.pass_on(fresh(gift), PASSING, by=None, now=till.now)
    spend(heir, 250, till.now)
    pot = pot_apart(order, order.lines.get().pk)
    with pytest.raises(Refused) as no:
        give_back(pot, Decimal(1000), reason="wish", now=till.now)
    assert said_no(no) == "gift_used"
    give_back(pot, Decimal(750), reason="wish", now=till.now)
    assert (left(heir), left(gift), balance("returning:UAH")) == (0, 0, 750)
