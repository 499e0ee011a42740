"""A part of a certificate goes to a foundation, and the rest stays where it is."""

from decimal import Decimal
from typing import Any

import pytest

from booking.core.decisions import Refused
from ledger.queries import trial_balance
from shop.models import Gift
from shop.verbs import gifts
from tests.shop.donations.given import foundation, lies
from tests.shop.gifts.given import bought, facts, fresh, left, said_no, spend
from tests.shop.gifts.test_opening import opened
from tests.world import World


def donated(gift: Gift, world: World, amount: str | int, shown: str | int) -> Decimal:
    to = foundation()
    return gifts.donate(gift, to, amount=Decimal(amount), shown=Decimal(shown), by=world.client, now=world.now)


def test_a_part_goes_and_the_rest_can_be_spent(world: World) -> None:
    gift = bought(world.now, 1000)
    assert donated(gift, world, "250.50", 1000) == Decimal("250.50")
    assert (left(gift), lies(), fresh(gift).state) == (Decimal("749.50"), Decimal("250.50"), Gift.LIVE)
    spend(gift, 700, world.now)
    assert donated(gift, world, "49.50", "49.50") and left(gift) == 0
    assert (lies(), facts(gift).count("gift.donated"), trial_balance()) == (300, 2, [])


@pytest.mark.parametrize("amount", ["0", "-1", "0.99", "1000.01", "10.005", "NaN"])
def test_no_more_than_lies_there_and_not_next_to_nothing(world: World, amount: str) -> None:
    gift = bought(world.now, 1000)
    with pytest.raises(Refused) as no:
        donated(gift, world, amount, 1000)
    assert (said_no(no), left(gift), lies()) == ("donation_amount", 1000, 0)


def test_the_last_kopecks_may_go(world: World) -> None:
    gift = bought(world.now, 1000)
    donated(gift, world, "999.60", 1000)
    assert donated(gift, world, "0.40", "0.40") == Decimal("0.40")


def test_pressed_twice_it_goes_once(world: World) -> None:
    gift = bought(world.now, 1000)
    donated(gift, world, 300, 1000)
    with pytest.raises(Refused) as no:
        donated(gift, world, 300, 1000)
    assert (said_no(no), left(gift), lies()) == ("quote_changed", 700, 300)


def test_the_page_asks_how_much_and_says_what_is_left(client: Any, world: World) -> None:
    gift, to = bought(world.now, 1000), foundation()
    opened(client, gift)
    address = f"/en/g/{gift.code}/donate/"
    said = client.get(address).content.decode()
    assert 'name="amount"' in said and 'max="1000"' in said and "From ₴1 to ₴1,000" in said
    told = {"foundation": to.code, "shown": "1000"}
    for amount in ("1000.01", "0", "-3", "much", "1e9", "1.234"):
        assert client.post(address, told | {"amount": amount}).status_code == 400, amount
    assert client.post(address, told | {"shown": "1e400"}).status_code == 400
    done = client.post(address, told | {"amount": "400"}).content.decode()
    assert "₴400 goes to: Quiet Shore" in done and "Left on the certificate: ₴600" in done
    assert client.post(address, told | {"amount": "400"}).status_code == 302, "it was shown another sum"
    assert (left(gift), lies()) == (600, 400)


def test_a_stranger_donates_no_part_of_it(client: Any, world: World) -> None:
    gift, to = bought(world.now, 1000), foundation()
    client.force_login(world.stranger)
    told = {"foundation": to.code, "shown": "1000", "amount": "400"}
    assert client.post(f"/en/g/{gift.code}/donate/", told).status_code == 404
    assert (left(gift), lies()) == (1000, 0)
