"""What a held booking will cost whoever confirms it in this browser, said before he does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from booking.models import Booking
from shop.quoting import QuotedPurse, told
from shop.sharing import share, total, within_reach
from shop.till import ask, carried
from shop.verbs.spending import due_of


@dataclass(frozen=True)
class Preview:
    """In the booking's currency. `due_now`: by card; `due_later`: after the visit; `purses`: what was brought along."""

    due_now: Decimal
    due_later: Decimal
    purses: tuple[QuotedPurse, ...]


def preview(booking: Booking, *, now: datetime, by: Any, kept: Mapping[str, Any]) -> Preview:
    """Writes nothing. `kept`: what the visitor's browser keeps."""
    dues = [due_of(booking, None)]
    offered = ask(carried(kept), whole=within_reach(dues), user=by, now=now)
    shares = share(dues, [one.most for one in offered])
    return Preview(total(shares.now), total(shares.later), told(offered, shares, now))
