"""What purses of the house give towards an order: received at once, in the transaction of what it pays for."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from booking.models import Booking
from shop.models import Part, Payment
from shop.sharing import Due, share, within_reach
from shop.till import Purse, ask, means
from shop.verbs.purses import note, ref_of, stand_in_line
from shop.verbs.sales import ZERO, Deal, Sale, owed


def spend(deal: Deal, purse: Purse, given: Mapping[int | None, Decimal], *, user: Any, now: datetime) -> Payment | None:
    """Moves what the purse gives into the accounts of the lines it is given for; None when it gives nothing.

    `user`: whose order it is. Refused: the purse has not so much any more.
    """
    if not given:
        return None
    stand_in_line(deal.order.currency)
    amount = sum(given.values(), ZERO)
    payment = Payment.objects.create(
        order=deal.order, means=purse.means, source=purse.source, amount=amount, received=amount, state=Payment.PAID,
        opened_at=now, paid_at=now,
    )  # fmt: skip
    Part.objects.bulk_create(Part(payment=payment, line_id=line, amount=some) for line, some in given.items())
    for line, some in given.items():
        means(purse.means).take(
            some, source=purse.source, into=deal.pot(line).purse, ref=ref_of(payment, line), user=user, by=user, now=now
        )
    note(deal.order, payment)
    return payment


def draw(sale: Sale, purses: Sequence[Purse], *, by: Any, now: datetime) -> None:
    """What these purses can give for one session: what is due of it now, then the rest of its price."""
    dues = [due_of(sale.booking, sale.pot.line_id)]
    offered = ask(purses, whole=within_reach(dues), user=by, now=now)
    shares = share(dues, [one.most for one in offered])
    deal = Deal(sale.order, {sale.booking.sale.line_id: sale})
    for one, given in zip(offered, shares.given, strict=True):
        spend(deal, one.purse, given, user=by, now=now)


def due_of(booking: Booking, line: int | None) -> Due:
    """What is still owed for a held session: the rest of its deposit, and the rest of its price after that."""
    first = max(ZERO, owed(booking, Payment.DEPOSIT))
    return Due(line, first, max(ZERO, owed(booking, Payment.BALANCE)) - first)
