"""Staff take things back and give money back: pieces of a line, part of a price, delivery, a session, a
certificate, a donation.

Money walks backwards through what came for that very line. What was earned is taken out of the house's sales first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Sum

from booking import verbs as bookings
from booking.core.decisions import Reason, Refused
from facts import announce
from ledger.queries import balance
from ledger.verbs import move, open_account
from shop.models import Payment, Refund, Return
from shop.sharing import ZERO
from shop.verbs.delivering import SALES, earning
from shop.verbs.goods import goods_received, goods_total, pass_on, pieces_left, sells_nothing
from shop.verbs.purses import stand_in_line
from shop.verbs.returning import give_back, kept
from shop.verbs.sales import CANCELLED, Deal, Pot, deal_of, goods_lines, lines_apart, seller, set_status
from shop.verbs.stock import release, take_back, with_buyer

FEES = "fees"
TO_COME = frozenset({"held", "pending", "confirmed"})
OVER = {"completed": SALES, "missed": FEES, "cancelled": FEES}
"""State of a session that is over -> account of the house that what was kept of it lies in."""


@dataclass(frozen=True)
class Item:
    """What is taken back. `line` None: of the delivery. `amount` None: the price of the pieces, or all that is left.

    `shelf`: what the buyer brings back stands on the shelf again; else it is thrown away. `waive`: a session is
    cancelled as if by the house, without the fee that its rules say.
    """

    line: int | None
    quantity: int = 0
    amount: Decimal | None = None
    shelf: bool = True
    waive: bool = False


class Going(NamedTuple):
    """So much goes back there. `source`: a certificate's code, a client's number, "cash", "terminal"."""

    means: str
    source: str
    amount: Decimal


def refund(order: Any, items: Sequence[Item], *, reason: str, by: Any, now: datetime) -> list[Refund]:
    """Takes the items back and writes what goes back for them. Returned rows are of what these items gave back.

    Refused: "return_too_much" (pieces or price beyond what was sold and is left), "gift_used", "donation_handed_over",
    "already_over", and what the booking's own rules say.
    """
    with transaction.atomic():
        deal = deal_of(order.pk, now=now)
        stand_in_line(deal.order.currency)  # before the house's sales, which other refunds take first
        before = set(Refund.objects.filter(payment__order=deal.order).values_list("pk", flat=True))
        act = f"return:{Return.objects.filter(order=deal.order).count()}"
        for item in items:
            _kind(deal, item)(deal, item, _Act(act, reason, by, now))
        _settle_goods(deal, _Act(act, reason, by, now))
        _close(deal, items)
        rows = Refund.objects.filter(payment__order=deal.order).exclude(pk__in=before)
        made = list(rows.select_related("payment").order_by("pk"))
        amount = sum((row.amount for row in made), ZERO)
        back = {row.payment.means: Decimal(0) for row in made}
        for row in made:
            back[row.payment.means] += row.amount
        told = {"amount": amount, "reason": reason, "back": {means: str(sum_) for means, sum_ in back.items()}}
        told |= {"goes": "back" if made else "nowhere"} | earning(deal.order)
        announce("order.returned", deal.order, by=by, now=now, **told)
    return made


def preview(order: Any, items: Sequence[Item], *, by: Any, now: datetime) -> list[Going]:
    """Where the money would go, by doing it and undoing it: so the two cannot disagree. Refused as `refund`."""
    with transaction.atomic():
        made = refund(order, items, reason="", by=by, now=now)
        going = [Going(row.payment.means, row.payment.source, row.amount) for row in made]
        transaction.set_rollback(True)
    return going


class _Act(NamedTuple):
    """One act of staff: what its refunds are called by, why, who and when."""

    name: str
    reason: str
    by: Any
    now: datetime


def _kind(deal: Deal, item: Item) -> Callable[[Deal, Item, _Act], None]:
    """Of an order that is over only what was kept of its sessions can still be given back."""
    if item.line in deal.sales:
        return _session
    if deal.order.status == CANCELLED:
        raise Refused(Reason("already_over"))
    if item.line is None:
        return _delivery
    return _apart if any(line.pk == item.line for line in lines_apart(deal.order)) else _goods


def _line(deal: Deal, item: Item) -> Any:
    return deal.order.lines.select_related("stockrecord").get(pk=item.line)


def _goods(deal: Deal, item: Item, act: _Act) -> None:
    line = _line(deal, item)
    sold, off = _taken(deal, line.pk)
    left, price = line.quantity - sold, line.line_price_incl_tax - off
    amount = item.amount if item.amount is not None else _price_of(line, item.quantity, left, price)
    if item.quantity > left or not 0 <= amount <= price or not (item.quantity or amount):
        raise Refused(Reason("return_too_much", {"n": left, "amount": price, "currency": deal.order.currency}))
    _note(deal, line, item.quantity, amount, act)
    waiting = min(item.quantity, line.num_allocated or 0)
    if waiting:
        release(line=line, quantity=waiting, by=act.by, now=act.now)
    if item.shelf and (brought := min(item.quantity - waiting, with_buyer(line))):
        take_back(line=line, quantity=brought, reason=act.reason, by=act.by, now=act.now)


def _price_of(line: Any, quantity: int, left: int, price: Decimal) -> Decimal:
    """The last pieces take the rest with them, so that no kopeck stays behind."""
    return price if quantity >= left else round(line.line_price_incl_tax * quantity / line.quantity, 2)


def _delivery(deal: Deal, item: Item, act: _Act) -> None:
    left = deal.order.shipping_incl_tax - _taken(deal, None)[1]
    amount = left if item.amount is None else item.amount
    if not 0 < amount <= left:
        raise Refused(Reason("return_too_much", {"n": 0, "amount": left, "currency": deal.order.currency}))
    _note(deal, None, 0, amount, act)


def _session(deal: Deal, item: Item, act: _Act) -> None:
    """One that is to come is cancelled by its rules; of one that is over, so much is given back as staff say: of its
    price, or of the fee of whoever did not come.
    """
    booking = deal.sales[item.line or 0].booking
    if booking.state in TO_COME:
        bookings.cancel(booking=booking, by=act.by, by_house=item.waive, reason=act.reason, now=act.now)
        _note(deal, _line(deal, item), 1, booking.price, act)
        return
    pot, most = deal.pot(item.line), of_session(deal.order, item.line, booking.state)
    amount = most if item.amount is None else item.amount
    if not 0 < amount <= most:
        raise Refused(Reason("return_too_much", {"n": 0, "amount": most, "currency": deal.order.currency}))
    _note(deal, _line(deal, item), 0, amount, act)
    _give(pot, amount, act, earned=OVER[booking.state])
    _ask_no_more(deal, item.line)


def _ask_no_more(deal: Deal, line: int | None) -> None:
    """Whoever gives a fee back does not ask for the rest of it. Who pays it all the same gets that back, as ever."""
    asked = Payment.objects.filter(order=deal.order, line=line, purpose=Payment.FEE, state=Payment.OPEN)
    asked.update(state=Payment.VOID, not_before=None)


def of_session(order: Any, line: int | None, state: str) -> Decimal:
    """What can be given back of a session in this state without cancelling it: what was kept of it, fees included."""
    return kept(order, line, fees=True) if state in OVER else ZERO


def _apart(deal: Deal, item: Item, act: _Act) -> None:
    line = _line(deal, item)
    most = min(kept(deal.order, line.pk), seller(line).returnable(line))
    amount = most if item.amount is None else item.amount
    if not 0 < amount <= most:
        numbers = {"left": most, "asked": amount, "currency": deal.order.currency}
        raise Refused(Reason(seller(line).SPENT, numbers))
    _note(deal, line, 0, amount, act)
    give_back(deal.pot(line.pk), amount, reason="returned", act=act.name, now=act.now)


def _settle_goods(deal: Deal, act: _Act) -> None:
    """What was paid for the goods beyond what they cost now goes back; when none are left, their way is over."""
    excess = goods_received(deal.order) - goods_total(deal.order)
    if excess > 0:
        _give(deal.goods, excess, act)
    if goods_lines(deal.order).exists() and not pieces_left(deal.order):
        pass_on(deal.order, "take_back", now=act.now)


def _close(deal: Deal, items: Sequence[Item]) -> None:
    """An order of which all things were taken back sells nothing any more. Sessions that end close it by themselves."""
    deal.order.refresh_from_db(fields=["status"])
    if any(item.line not in deal.sales for item in items) and sells_nothing(deal.order):
        set_status(deal.order, CANCELLED)


def _give(pot: Pot, amount: Decimal, act: _Act, *, earned: str = SALES) -> None:
    """Out of what the house has `earned`, if it is there already."""
    missing = amount - balance(pot.account)
    if missing > 0:
        source = open_account(f"{earned}:{pot.order.currency}", currency=pot.order.currency)
        ref = f"{pot.order.number}:{pot.line_id or 'goods'}:{act.name}"
        move(missing, source=source, target=pot.purse, reason="unearned", ref=ref, now=act.now, by=act.by)
    give_back(pot, amount, reason="returned", act=act.name, now=act.now, fees=earned == FEES)


def _returns(deal: Deal) -> Any:
    return Return.objects.filter(order=deal.order)


def _taken(deal: Deal, line: int | None) -> tuple[int, Decimal]:
    """Pieces and price that were taken back of it before."""
    sums = _returns(deal).filter(line=line).aggregate(pieces=Sum("quantity"), price=Sum("amount"))
    return sums["pieces"] or 0, sums["price"] or ZERO


def _note(deal: Deal, line: Any, quantity: int, amount: Decimal, act: _Act) -> None:
    who = act.by if getattr(act.by, "pk", None) else None
    Return.objects.create(
        order=deal.order, line=line, quantity=quantity, amount=amount, reason=act.reason[:200], at=act.now, by=who
    )
