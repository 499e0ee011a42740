"""Reading certificates: whether one can be used, and what lies on it. Nothing here writes."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import CharField, DecimalField, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from booking.core.codes import is_code, tidy
from booking.core.decisions import Reason, Refused
from booking.models import Offer, Service
from ledger.models import Account
from ledger.queries import balance, statement
from shop.models import Foundation, Gift, GiftRules

ZERO, SUM = Decimal(0), DecimalField(max_digits=12, decimal_places=2)


def rules() -> GiftRules:
    """What staff have set, or what holds until they do."""
    return GiftRules.objects.first() or GiftRules()


def by_code(text: str) -> Gift | None:
    """As typed by a person. Certificates that were never paid for are nobody's yet and are not found."""
    code = tidy(text)
    if not is_code(code):
        return None
    rows = Gift.objects.exclude(state=Gift.DRAFT).select_related("design", "service", "holder", "buyer")
    return rows.filter(code=code).first()


def left_on(gift: Gift) -> Decimal:
    """What it is worth now, in its currency."""
    return balance(gift.account)


def with_left(rows: QuerySet[Gift]) -> Any:
    """The rows, each with `left`, what lies on it, by one statement."""
    account = Concat(Value("gift:"), OuterRef("code"), output_field=CharField())
    lies = Account.objects.filter(code=account).values("balance")
    return rows.annotate(left=Coalesce(Subquery(lies, output_field=SUM), Value(ZERO), output_field=SUM))


def with_given(rows: QuerySet[Foundation]) -> Any:
    """Foundations, each with `given`, what lies here for it in the house's currency, by one statement."""
    currency = settings.OSCAR_DEFAULT_CURRENCY
    account = Concat(Value("donations:"), OuterRef("code"), Value(f":{currency}"), output_field=CharField())
    lies = Account.objects.filter(code=account).values("balance")
    return rows.annotate(given=Coalesce(Subquery(lies, output_field=SUM), Value(ZERO), output_field=SUM))


def graceful_end(gift: Gift, days: int) -> datetime | None:
    """Until when an expired one can still be extended: its money waits so long."""
    return gift.valid_until and gift.valid_until + timedelta(days=0 if gift.extended else days)


def why_not(gift: Gift, *, left: Decimal, now: datetime) -> Reason | None:
    """Why it cannot be used at this moment; None: it can."""
    code = hindrance(gift, left, now)
    return Reason(code, NUMBERS[code](gift)) if code else None


def hindrance(gift: Gift, left: Decimal, now: datetime) -> str:
    """The code of that reason, or nothing. Asks the database nothing."""
    return next((code for code, stands in HINDRANCES.items() if stands(gift, left, now)), "")


def usable(gift: Gift | None, *, now: datetime) -> Decimal:
    """What can be taken from it. Refused: nothing, with the reason."""
    if gift is None:
        raise Refused(Reason("code_unknown"))
    left = left_on(gift)
    reason = why_not(gift, left=left, now=now)
    if reason:
        raise Refused(reason)
    return left


Stands = Callable[[Gift, Decimal, datetime], bool]
Numbers = Callable[[Gift], Mapping[str, Any]]


def _over(gift: Gift, now: datetime) -> bool:
    return (gift.valid_until or now) < now


def _none(gift: Gift) -> Mapping[str, Any]:
    return {}


def _end(gift: Gift) -> Mapping[str, Any]:
    return {"date": _seconds(gift.valid_until)}


def _grace(gift: Gift) -> Mapping[str, Any]:
    return {"date": _seconds(gift.valid_until), "n": rules().grace_days}


def _start(gift: Gift) -> Mapping[str, Any]:
    return {"at": _seconds(gift.deliver_at)}


def _last_use(gift: Gift) -> Mapping[str, Any]:
    return {"at": _seconds(statement(gift.account).aggregate(at=Max("at"))["at"])}


def _seconds(moment: datetime | None) -> int:
    return int(moment.timestamp()) if moment else 0


HINDRANCES: dict[str, Stands] = {
    "code_unknown": lambda gift, left, now: gift.state == Gift.DRAFT,
    "gift_returned": lambda gift, left, now: gift.state == Gift.RETURNED,
    "gift_passed": lambda gift, left, now: gift.state == Gift.PASSED,
    "gift_blocked": lambda gift, left, now: bool(gift.blocked),
    "gift_ended": lambda gift, left, now: gift.state == Gift.EXPIRED or (gift.extended and _over(gift, now)),
    "gift_expired": lambda gift, left, now: _over(gift, now),
    "gift_not_yet": lambda gift, left, now: gift.delivered_at is None,
    "gift_spent": lambda gift, left, now: left <= 0,
}
"""Why a certificate cannot be used, in the order in which it is said."""
NUMBERS: defaultdict[str, Numbers] = defaultdict(
    lambda: _none,
    {"gift_ended": _end, "gift_expired": _grace, "gift_not_yet": _start, "gift_spent": _last_use},
)


def state_of(gift: Gift, left: Decimal, now: datetime) -> str:
    """A key of `gifts.states` in the words."""
    code = hindrance(gift, left, now)
    if code:
        return STATES[code]
    if left < gift.amount:
        return "partly_used"
    return "accepted" if gift.accepted_at else "delivered"


STATES = {
    "code_unknown": "draft", "gift_returned": "returned", "gift_passed": "passed", "gift_blocked": "blocked",
    "gift_ended": "expired", "gift_expired": "expired", "gift_not_yet": "scheduled", "gift_spent": "used",
}  # fmt: skip


def price_of(service: Service) -> Decimal:
    """What a certificate for the service must hold: with it any expert who does it is paid in full."""
    offers = Offer.objects.filter(service=service, live=True, resource__live=True).select_related("service")
    return max((offer.charge for offer in offers), default=service.price)


def given_as_services() -> list[Service]:
    """What can be given by name: what is booked online, costs something, and is no variant."""
    rows = Service.objects.filter(bookable=True, price__gt=0, variant_of=None, offers__live=True)
    return list(rows.select_related("direction").distinct())


def held_by(user: Any) -> Any:
    """Those that the client may spend: accepted by him, or sent to his proven address."""
    mine = Q(holder=user)
    if getattr(user, "email_verified_at", None):
        mine |= Q(holder=None, email__iexact=user.email, delivered_at__isnull=False)
    return with_left(Gift.objects.filter(mine).exclude(state=Gift.DRAFT)).select_related("design", "service")


def bought_by(user: Any) -> QuerySet[Gift]:
    """Those that he has given; passed on ones count too."""
    rows = Gift.objects.filter(buyer=user).exclude(state=Gift.DRAFT)
    return rows.select_related("design", "service").order_by("-pk")
