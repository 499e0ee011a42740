"""What lies on a gift certificate, by its code. Whoever guesses is held back, and a wrong code is as good as none."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

import clock
import moments
from booking.api.examples import shown
from booking.core.decisions import Refused
from facts import origin
from shop.gifts.reading import left_on, state_of
from shop.gifts.telling import sentence
from shop.models import Gift
from shop.verbs import gifts
from wire import Told, Trouble, Wrong, answer

router = Router(tags=["gift certificates"])
BALANCE = {
    "left": "1500.00", "currency": "UAH", "state": "delivered", "valid_until": "2028-03-01T23:59:59+02:00",
    "service": None,
}  # fmt: skip


class Balance(Told):
    """`state`: delivered, accepted, partly_used, used, scheduled, expired, blocked, passed or returned."""

    left: str
    currency: str
    state: str
    valid_until: str | None
    service: str | None


@router.get(
    "/gifts/{code}", response={200: Balance, 404: Trouble, 422: Trouble, 429: Trouble}, openapi_extra=shown(BALANCE)
)
def gift(request: HttpRequest, code: str) -> HttpResponse:
    """The code may have its hyphens. 429: too many have been tried from this address."""
    now = clock.now()
    try:
        found = gifts.look_up(code[:40], tries=[origin()], now=now)
    except Refused as refused:
        reason = refused.reasons[0]
        raise Wrong("code", reason.code, status=404, text=sentence(reason, now=now)) from refused
    return answer(_told(found, now))


def _told(found: Gift, now: datetime) -> dict[str, Any]:
    left, ends = left_on(found), found.valid_until
    return {
        "left": f"{left:.2f}", "currency": found.currency, "state": state_of(found, left, now),
        "valid_until": moments.local(ends, found.zone).isoformat() if ends else None,
        "service": found.service.code if found.service else None,
    }  # fmt: skip
