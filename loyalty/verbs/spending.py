"""Points as a means of payment, as the shop's till asks for it."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from booking.core.decisions import Reason, Refused
from ledger.models import Account
from ledger.verbs import Insufficient, move, open_account
from loyalty.core import MINIMUM, SHARE, Rules, Spendable, as_points, part_back
from loyalty.models import Programme
from loyalty.queries import PAID, REPAID, RETURNED, SPENT, paid_into, programme, repaid_from, rules, spendable, standing
from loyalty.verbs.expiring import end
from loyalty.verbs.purses import come, done, house, locked, tell


class PointsMeans:
    """`source` is the number of the person whose points they are. Only the person spends them."""

    def offer(self, source: str, *, whole: Decimal, user: Any, now: datetime) -> Decimal:
        """The most that the points give towards `whole`. Refused: points_short, points_share, points_min, no_rights."""
        found, user_id = rules(), _owner(source, user)
        if found is None:
            raise Refused(Reason("points_short", {"n": 0, "amount": Decimal(0)}))
        spending = spendable(user_id, whole, now=now)
        if not spending.points:
            raise Refused(why(spending, whole, found))
        return spending.amount

    def holds(self, source: str, *, now: datetime) -> Decimal:
        """What these points are worth now, whatever an order allows."""
        return int(standing(int(source), now=now).live) * _value()

    def take(self, amount: Decimal, *, source: str, into: Account, ref: str, user: Any, by: Any, now: datetime) -> None:
        """Moves points to the house and their money into the account of what is bought, once a `ref`.

        Refused: points_short, no_rights.
        """
        user_id = _owner(source, user)
        with transaction.atomic():
            purse = locked(user_id)
            if done(SPENT, ref):
                return
            purse = end(purse, user_id, now=now)
            points = as_points(amount, _value())
            move(amount, source=world(into.currency), target=into, reason=PAID, ref=ref, now=now, by=by)
            try:
                move(points, source=purse, target=house(), reason=SPENT, ref=ref, now=now, by=by)
            except Insufficient as short:
                raise Refused(_short(purse.balance)) from short
            tell("points.spent", user_id, by=by, now=now, points=points, amount=amount, ref=ref)

    def give_back(self, amount: Decimal, *, source: str, out_of: Account, ref: str, by: Any, now: datetime) -> None:
        """Moves money out of there, and the points that it was paid with back into the purse, once a `ref`.

        They last as long as if they had come now.
        """
        user_id = int(source)
        with transaction.atomic():
            purse = locked(user_id)
            if done(RETURNED, ref):
                return
            points = _worth(user_id, out_of, amount)
            move(amount, source=out_of, target=world(out_of.currency), reason=REPAID, ref=ref, now=now, by=by)
            come(user_id, points, reason=RETURNED, ref=ref, by=by, now=now, purse=purse)
            tell("points.returned", user_id, by=by, now=now, points=points, amount=amount, ref=ref)


def world(currency: str) -> Account:
    """Where the money that points stand for comes from: below zero by what they have paid."""
    return open_account(f"points:{currency}", currency=currency, floor=None)


def _owner(source: str, user: Any) -> int:
    if not source.isdecimal() or str(getattr(user, "pk", None)) != source:
        raise Refused(Reason("no_rights"))
    return int(source)


def _value() -> Decimal:
    return (programme() or Programme()).value


def _worth(user_id: int, account: Account, amount: Decimal) -> Decimal:
    """As many points as have paid this money there, whatever a point pays today."""
    points, money = paid_into(user_id, account)
    back = repaid_from(user_id, account)
    if back + amount > money:
        return as_points(amount, _value())
    return part_back(points, money, back, amount)


def why(spending: Spendable, whole: Decimal, found: Rules) -> Reason:
    """What stands in the way of paying more of `whole` with points."""
    if spending.limit == MINIMUM:
        return Reason("points_min", {"amount": found.minimum, "due": found.minimum - whole})
    if spending.limit == SHARE:
        return Reason("points_share", {"percent": found.share, "amount": spending.amount})
    return Reason("points_short", {"n": spending.points, "amount": spending.amount})


def _short(balance: Decimal) -> Reason:
    points = int(balance)
    return Reason("points_short", {"n": points, "amount": points * _value()})
