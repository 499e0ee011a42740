"""Certificates of a journey, read from the site's own database; and one that somebody has been given already."""

from datetime import timedelta
from decimal import Decimal

import clock
from ledger.queries import balance
from notifications.models import Message
from shop.models import Gift
from tests.journeys.books import WAITING
from tests.journeys.house import House, until
from tests.shop.gifts.given import bought


def given_by(house: House, email: str) -> Gift:
    """The newest one that was bought with this address."""
    with house.rows():
        return Gift.objects.filter(giver_email=email).latest("pk")


def passed_on(house: House, gift: Gift) -> Gift:
    """What was made of it."""
    with house.rows():
        return Gift.objects.get(passed_from=gift)


def left(house: House, gift: Gift) -> Decimal:
    with house.rows():
        return balance(gift.account)


def told(house: House, gift: Gift) -> set[str]:
    """Letters that have gone out, as "giver:gift_bought", once none that is due waits."""
    with house.rows():
        rows = Message.objects.filter(about=f"gift:{gift.key}")
        until(lambda: not rows.filter(state__in=WAITING, not_before__lte=clock.now()).exists(), what="Letters")
        return {f"{row.audience}:{row.letter}" for row in rows.filter(state=Message.SENT)}


def its_hour_comes(house: House, gift: Gift) -> None:
    """As if the moment at which it is to be delivered were now."""
    with house.rows():
        moved = Gift.objects.filter(pk=gift.pk, delivered_at=None)
        assert moved.update(deliver_at=clock.now() - timedelta(seconds=1))
        until(lambda: Gift.objects.filter(pk=gift.pk, delivered_at__isnull=False).exists(), what="Its delivery")


def given(house: House, amount: int, *, email: str, language: str) -> Gift:
    """Paid for and delivered."""
    with house.rows():
        return bought(clock.now(), amount, email=email, language=language)
