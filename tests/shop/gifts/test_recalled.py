"""A purchase is given back after the gift was passed on: whoever loses value by it is told, and nobody else."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail

from notifications.models import Message
from notifications.verbs import deliver, load_letters
from shop.models import Gift
from shop.verbs import gifts
from tests.shop.gifts.given import PASSING, bought, fresh, left, spend
from tests.world import World

DAY = timedelta(days=1)
SAID = {
    "en": ("has been taken off your certificate", "On it now: ₴0"),
    "uk": ("знято", "Зараз на ньому: 0 ₴"),
}


def recalled(gift: Gift) -> list[tuple[str, str]]:
    """Those who are told, with how much they lost."""
    rows = Message.objects.filter(about=f"gift:{gift.key}", letter="gift_recalled")
    return [(row.audience, str(row.context["data"]["lost"])) for row in rows]


def chain(now: datetime, by: Any) -> tuple[Gift, Gift, Gift]:
    """Bought for 1000, passed on after 400 were spent, and passed on again."""
    gift = bought(now, 1000)
    spend(gift, 400, now)
    heir = gifts.pass_on(gift, PASSING, by=by, now=now)
    return gift, heir, gifts.pass_on(heir, PASSING, by=by, now=now)


def test_the_last_in_the_chain_is_told_and_those_before_him_are_not(world: World) -> None:
    gift, heir, last = chain(world.now, world.client)
    gifts.take_out(gift, Decimal(600), by=world.staff, now=world.now)
    assert (left(heir), left(last), fresh(last).state) == (0, 0, Gift.RETURNED)
    assert (recalled(last), recalled(heir), recalled(gift)) == ([("recipient", "600.00")], [], [])


def test_who_holds_it_himself_is_told_of_what_he_loses(world: World) -> None:
    gift = bought(world.now, 1000)
    gifts.take_out(gift, Decimal(300), by=world.staff, now=world.now)
    assert recalled(gift) == [("recipient", "300")]


def test_who_has_not_got_it_yet_is_not_told_that_it_is_gone(world: World) -> None:
    gift = bought(world.now, 1000, deliver_at=world.now + 2 * DAY)
    gifts.take_out(gift, Decimal(1000), by=world.staff, now=world.now)
    assert recalled(gift) == []


@pytest.mark.parametrize("language", SAID)
def test_the_letter_says_how_much_is_gone_and_why_and_what_is_left(world: World, language: str) -> None:
    load_letters()
    _, _, last = chain(world.now, world.client)
    Gift.objects.filter(pk=last.pk).update(language=language)
    gifts.take_out(Gift.objects.get(passed_from=None), Decimal(600), by=world.staff, now=world.now)
    mail.outbox.clear()
    deliver(now=world.now)
    letter = next(one for one in mail.outbox if SAID[language][0] in one.subject)
    assert letter.to == ["p@example.org"] and "600" in letter.subject
    assert SAID[language][1] in str(letter.body).replace("\xa0", " ") and last.printed in letter.body
