"""A held booking becomes an order."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from oscar.apps.shipping.methods import NoShippingRequired
from oscar.core.loading import get_class, get_model
from oscar.core.prices import Price

from booking import verbs as bookings
from booking.core.decisions import Reason, Refused
from booking.core.rules import HoldTime, find
from booking.models import Booking, Service
from booking.queries.terms import agreed
from shop.models import Payment, Sellable
from shop.partner.strategy import BOOKING, House
from shop.till import Purse, carried
from shop.verbs.pages import address_to_pay
from shop.verbs.sales import Sale, ask, locked, locked_order, owed, sold
from shop.verbs.spending import draw

Basket = get_model("basket", "Basket")
Option, Product, ProductClass = (get_model("catalogue", name) for name in ("Option", "Product", "ProductClass"))
Partner, StockRecord = get_model("partner", "Partner"), get_model("partner", "StockRecord")
OrderCreator = get_class("order.utils", "OrderCreator")
OrderNumberGenerator = get_class("order.utils", "OrderNumberGenerator")
Calculator = get_class("checkout.calculators", "OrderTotalCalculator")
NOTHING: Mapping[str, Any] = MappingProxyType({})
PAYABLE = ("confirmed", "started", "completed")
CONFIRMED = ("pending", *PAYABLE)


def checkout(booking: Booking, *, now: datetime, by: Any, kept: Mapping[str, Any] = NOTHING) -> str | None:
    """Sells a held booking whose contact is written: the address to pay at, or None when nothing is due now.

    `kept`: what the visitor's browser keeps; a certificate that he came with pays first.

    May be called again at any time: the same booking has one order and one open payment. Where the payment page cannot
    be had at the moment, the address is our own page that says so and tries again. Refused: the hold is over.
    """
    payment = sell(booking, now=now, by=by, purses=carried(kept))
    return address_to_pay(payment, now=now) if payment else None


def sell(booking: Booking, *, now: datetime, by: Any, purses: Sequence[Purse] = ()) -> Payment | None:
    """The order of a held booking and the payment that it waits for; None when nothing is due and it is confirmed.

    What `purses` can give they give first; one that can give nothing is passed over, and the card is asked for more.
    Where it was ordered in a basket meanwhile, it is the payment of that.
    Opens no payment page. Refused: the hold is over, or a purse was emptied by another at this moment.
    """
    with transaction.atomic():
        return _sell(locked(booking), purses, now=now, by=by)


def at_desk(booking: Booking, *, now: datetime, by: Any) -> None:
    """Confirms a held booking that is paid for later: the order is placed, and nothing waits for the deposit any more.

    Refused: the hold is over, or it was ordered in a basket that is paid by card.
    """
    with transaction.atomic():
        row = locked(booking)
        if not _still_held(row, now):
            return
        if row.price:
            sale = sold(row)
            order = sale.order if sale else _place(row, now=now)
            if _of_basket(order):
                raise Refused(Reason("already_ordered"))
            Payment.objects.filter(order=order, state=Payment.OPEN).update(state=Payment.VOID, not_before=None)
        bookings.confirm(booking=row, by=by, now=now)


def _still_held(booking: Booking, now: datetime) -> bool:
    """False when it is confirmed already; Refused when the hold is over."""
    if booking.state in CONFIRMED:
        return False
    if booking.state != "held" or (booking.expires_at or now) <= now:
        raise Refused(Reason("hold_expired", {"n": find(agreed(booking), HoldTime).minutes}))
    return True


def _sell(booking: Booking, purses: Sequence[Purse], *, now: datetime, by: Any) -> Payment | None:
    if not _still_held(booking, now):
        return None
    payment = None
    if booking.price:
        sale = sold(booking) or Sale(booking, locked_order(_place(booking, now=now).pk))
        together = _of_basket(sale.order)
        if together:
            return together
        draw(sale, purses, by=by, now=now)
        payment = ask(sale, Payment.DEPOSIT, owed(booking, Payment.DEPOSIT), now=now)
    if payment is None:
        bookings.confirm(booking=booking, by=by, now=now)
    return payment


def _of_basket(order: Any) -> Payment | None:
    """What a basket waits for that the session was ordered in: it is paid together with the rest of it."""
    rows = Payment.objects.filter(order=order, state=Payment.OPEN, purpose=Payment.DEPOSIT)
    return rows.exclude(order__purchase=None).first()


def pay_balance(booking: Booking, *, now: datetime, by: Any = None) -> str | None:
    """Where to pay what is owed now: a fee, the deposit of a held time, or the rest of the price; None: nothing is.

    Refused: the hold is over.
    """
    if booking.state == "held":
        return checkout(booking, now=now, by=by)
    payment = bill(booking, now=now)
    return address_to_pay(payment, now=now) if payment else None


def bill(booking: Booking, *, now: datetime) -> Payment | None:
    """The open payment of what a sold booking owes now; None when it owes nothing. Opens no payment page."""
    with transaction.atomic():
        sale = sold(locked(booking))
        return _owing(sale, now) if sale else None


def _owing(sale: Sale, now: datetime) -> Payment | None:
    fee = Payment.objects.filter(order=sale.order, purpose=Payment.FEE, state=Payment.OPEN).first()
    if fee or sale.booking.state not in PAYABLE:
        return fee
    return ask(sale, Payment.BALANCE, owed(sale.booking, Payment.BALANCE), now=now)


def _place(booking: Booking, *, now: datetime) -> Any:
    """One order of one line, priced by the booking. The basket is made for it and never seen by its owner."""
    basket = Basket.objects.create()
    basket.strategy = House(now=now)
    option = Option.objects.get_or_create(code=BOOKING, defaults={"name": "Booking"})[0]
    basket.add_product(product_of(booking.service), 1, [{"option": option, "value": booking.code}])
    free = Price(currency=booking.currency, excl_tax=Decimal(0), incl_tax=Decimal(0))
    order = OrderCreator().place_order(
        basket=basket, total=Calculator().calculate(basket, free), shipping_method=NoShippingRequired(),
        shipping_charge=free, user=booking.client or AnonymousUser(), guest_email=booking.email,
        order_number=OrderNumberGenerator().order_number(basket),
    )  # fmt: skip
    basket.submit()
    return order


def product_of(service: Service) -> Any:
    """Oscar's product under which the service is sold, made at its first sale. It stands on no shelf."""
    sold = Sellable.objects.filter(service=service).select_related("product").first()
    if sold:
        return sold.product
    with transaction.atomic():
        Service.objects.select_for_update().get(pk=service.pk)  # two first sales at once make one product
        sold = Sellable.objects.filter(service=service).first()
        return sold.product if sold else _new_product(service)


def _new_product(service: Service) -> Any:
    kind, _ = ProductClass.objects.get_or_create(
        slug="session", defaults={"name": "Session", "requires_shipping": False, "track_stock": False}
    )
    product = Product.objects.create(
        product_class=kind,
        title=service.name.say("en"),
        upc=f"session-{service.code}",
        is_public=False,
        is_discountable=False,
    )
    house, _ = Partner.objects.get_or_create(code="house", defaults={"name": "House"})
    StockRecord.objects.create(
        product=product, partner=house, partner_sku=product.upc, price=Decimal(0), price_currency=service.currency
    )
    Sellable.objects.create(product=product, kind=Sellable.SESSION, service=service)
    return product
