"""Promo codes: entered into a basket, counted when its order is placed, made by staff."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Q
from oscar.core.loading import get_class, get_model

import moments
from booking.core.decisions import Reason, Refused
from booking.models import Booking
from facts import announce
from shop.models import Promo
from shop.promos import AFTER_OFFERS, Cover, Promotions, number_of, taken_off, total_of
from shop.quoting import Buyer, read_anew
from shop.texts import scope
from words import can_be_kept

Offer, Condition = get_model("offer", "ConditionalOffer"), get_model("offer", "Condition")
Benefit, Voucher = get_model("offer", "Benefit"), get_model("voucher", "Voucher")
Application = get_model("voucher", "VoucherApplication")
OrderCreator = get_class("order.utils", "OrderCreator")
ALWAYS = datetime(2000, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)
MOMENT = timedelta(seconds=1)
"""Oscar's last moment counts as still running: what is ended now has ended a moment ago."""
STOOD = ("pending", "confirmed", "started", "completed", "missed")
"""States of a booking that was really made."""


class Applied(NamedTuple):
    """`amount`: what the code takes off this basket now. `instead_of`: the code that it has replaced, or nothing."""

    code: str
    name: str
    amount: Decimal
    instead_of: str = ""


def apply_code(basket: Any, text: str, *, buyer: Buyer, now: datetime) -> Applied:
    """Puts the code into the basket. A basket has one code: of two the better stays.

    Refused: promo_unknown, promo_expired, promo_used_up, promo_once, promo_first, promo_not_applicable,
    promo_min_items, promo_min_total; promo_combined: the other one takes off more.
    """
    voucher = _find(text)
    _may(voucher, buyer, now)
    amount = _worth(basket, voucher, buyer, now)
    others = list(basket.vouchers.exclude(pk=voucher.pk).select_related("promo"))
    for other in others:
        better = _worth_or_nothing(basket, other, buyer, now)
        if better >= amount:
            raise Refused(Reason("promo_combined", {"promo": other.code, "amount": better}))
    with transaction.atomic():
        basket.vouchers.set([voucher])
    return Applied(voucher.code, str(voucher.promo), amount, others[0].code if others else "")


def remove_code(basket: Any, text: str) -> bool:
    """False when the basket has no such code."""
    found = basket.vouchers.filter(code=_tidy(text)).first()
    if found:
        basket.vouchers.remove(found)
    return found is not None


def _tidy(text: str) -> str:
    return "".join(text.split()).upper()[:128]


def _find(text: str) -> Any:
    named = Voucher.objects.filter(code=_tidy(text)) if can_be_kept(text) else Voucher.objects.none()
    found = named.exclude(promo=None).select_related("promo").first()
    if found is None:
        raise Refused(Reason("promo_unknown", {"promo": _tidy(text)}))
    return found


def _may(voucher: Any, buyer: Buyer, now: datetime) -> None:
    """Refused: its time, its number of uses, or whom it is for stands against it."""
    if now < voucher.start_datetime:
        raise Refused(Reason("promo_unknown", {"promo": voucher.code}))
    if now > voucher.end_datetime:
        day = moments.full_date(voucher.end_datetime, settings.HOUSE_ZONE)
        raise Refused(Reason("promo_expired", {"promo": voucher.code, "date": day}))
    if voucher.promo.uses_max is not None and voucher.num_orders >= voucher.promo.uses_max:
        raise Refused(Reason("promo_used_up", {"n": voucher.promo.uses_max, "code": voucher.code}))
    _is_for(voucher, buyer)


def _is_for(voucher: Any, buyer: Buyer) -> None:
    used = Application.objects.filter(_of_orders(buyer), voucher=voucher).order_by("date_created").first()
    if voucher.promo.once_per_client and used:
        day = moments.on_day(used.order.date_placed, settings.HOUSE_ZONE)
        raise Refused(Reason("promo_once", {"promo": voucher.code, "on_day": day}))
    if voucher.promo.first_booking_only and Booking.objects.filter(_of_bookings(buyer), state__in=STOOD).exists():
        raise Refused(Reason("promo_first", {"promo": voucher.code}))


def _of_orders(buyer: Buyer) -> Q:
    """The person is known by the account and by the address: a new session must not give a second use."""
    by_address = Q(order__purchase__email__iexact=buyer.email) if buyer.email else Q(pk=None)
    return by_address | Q(order__user=buyer.user) if buyer.user else by_address


def _of_bookings(buyer: Buyer) -> Q:
    by_address = Q(email__iexact=buyer.email) if buyer.email else Q(pk=None)
    return by_address | Q(client=buyer.user) if buyer.user else by_address


def _worth(basket: Any, voucher: Any, buyer: Buyer, now: datetime) -> Decimal:
    """What the code takes off after the offers for everybody. Refused: nothing, and why."""
    promo = voucher.promo
    _with_offers(basket, buyer, now)
    found = Cover(promo, basket).found()
    if not found:
        raise Refused(Reason("promo_not_applicable", {"promo": voucher.code, "scope": scope(promo)}))
    if number_of(found) < promo.min_items:
        n = promo.min_items - number_of(found)
        raise Refused(Reason("promo_min_items", {"promo": voucher.code, "n": n, "scope": scope(promo)}))
    if total_of(found) < promo.min_total:
        numbers = {"amount": promo.min_total, "due": promo.min_total - total_of(found), "currency": basket.currency}
        raise Refused(Reason("promo_min_total", numbers))
    return sum(taken_off(promo, found), Decimal(0))


def _worth_or_nothing(basket: Any, voucher: Any, buyer: Buyer, now: datetime) -> Decimal:
    try:
        _may(voucher, buyer, now)
        return _worth(basket, voucher, buyer, now)
    except Refused:
        return Decimal(0)


def _with_offers(basket: Any, buyer: Buyer, now: datetime) -> None:
    """The basket with what is for everybody taken off, codes left out."""
    read_anew(basket, now=now)
    promotions = Promotions(now=now)
    promotions.apply_offers(basket, promotions.get_site_offers())


def hold_codes(basket: Any, *, buyer: Buyer, now: datetime) -> list[Any]:
    """While the order is placed: its codes are counted one order after the other, and asked once more who may use them.

    Inside a transaction. Gives the codes that apply; others leave the basket. Refused as `apply_code`, but for what
    depends on the lines: that shows in the price.
    """
    held = []
    for voucher in basket.vouchers.select_for_update().order_by("pk"):
        if hasattr(voucher, "promo"):
            _may(voucher, buyer, now)
        elif not _lasts(voucher, now):
            basket.vouchers.remove(voucher)
            continue
        elif not voucher.is_available_to_user(user=buyer.user or AnonymousUser())[0]:
            raise Refused(Reason("promo_used_up", {"n": voucher.num_orders, "code": voucher.code}))
        held.append(voucher)
    return held


def count_codes(order: Any, codes: Sequence[Any]) -> None:
    """Oscar leaves out a code whose dates do not suit the clock of the machine: they are judged by our `now`.

    Refused("promo_used_up"): another order had the last one.
    """
    counted = set(Application.objects.filter(order=order).values_list("voucher", flat=True)) if codes else set()
    for voucher in codes:
        if voucher.pk not in counted:
            OrderCreator().record_voucher_usage(order, voucher, order.user or AnonymousUser())


def _lasts(voucher: Any, now: datetime) -> bool:
    return bool(voucher.start_datetime <= now <= voucher.end_datetime)


class About(NamedTuple):
    """What a promotion is about, beside the plain fields of Promo. Without a `code` it is for everybody."""

    code: str = ""
    starts: datetime | None = None
    ends: datetime | None = None
    services: Iterable[Any] = ()
    shelves: Iterable[Any] = ()
    things: Iterable[Any] = ()


def make_promo(about: About, *, by: Any, now: datetime, used: int = 0, **rules: Any) -> Promo:
    """A new promotion with all the rows that Oscar wants for it. `rules`: fields of Promo."""
    with transaction.atomic():
        label = about.code or rules["name"].say("en")
        offer = Offer.objects.create(
            name=label, offer_type=Offer.VOUCHER if about.code else Offer.SITE, exclusive=False,
            priority=AFTER_OFFERS if about.code else 0, max_basket_applications=1,
            condition=Condition.objects.create(proxy_class="shop.promos.Enough"),
            benefit=Benefit.objects.create(proxy_class="shop.promos.TakesOff"),
            start_datetime=None if about.code else about.starts, end_datetime=None if about.code else about.ends,
        )  # fmt: skip
        promo = Promo.objects.create(offer=offer, voucher=_voucher(about, label, offer, used), **rules)
        set_scope(promo, about)
        announce("promo.made", promo, by=by, now=now, code=about.code)
    return promo


def _voucher(about: About, label: str, offer: Any, used: int) -> Any:
    if not about.code:
        return None
    voucher = Voucher.objects.create(
        name=label, code=about.code, usage=Voucher.MULTI_USE, num_orders=used,
        start_datetime=about.starts or ALWAYS[0], end_datetime=about.ends or ALWAYS[1],
    )  # fmt: skip
    voucher.offers.add(offer)
    return voucher


def change_promo(promo: Promo, about: About, *, by: Any, now: datetime, **rules: Any) -> Promo:
    """Other rules, dates and scope from now on; what was ordered stays as it was. The code itself stays."""
    with transaction.atomic():
        row = Promo.objects.select_for_update().get(pk=promo.pk)
        old = {name: str(getattr(row, name)) for name, value in rules.items() if getattr(row, name) != value}
        Promo.objects.filter(pk=promo.pk).update(**rules)
        if promo.voucher_id:
            dates = {"start_datetime": about.starts or ALWAYS[0], "end_datetime": about.ends or ALWAYS[1]}
            Voucher.objects.filter(pk=promo.voucher_id).update(**dates)
        else:
            Offer.objects.filter(pk=promo.offer_id).update(start_datetime=about.starts, end_datetime=about.ends)
        set_scope(promo, about)
        promo.refresh_from_db()
        announce("promo.changed", promo, by=by, now=now, old=old, new={name: str(rules[name]) for name in old})
    return promo


def end_promo(promo: Promo, *, by: Any, now: datetime) -> bool:
    """It takes nothing off from now on, whatever was to come; False: it had ended before."""
    with transaction.atomic():
        if promo.voucher_id:
            rows = Voucher.objects.filter(pk=promo.voucher_id, end_datetime__gte=now)
        else:
            lasts = Q(end_datetime=None) | Q(end_datetime__gte=now)
            rows = Offer.objects.filter(lasts, pk=promo.offer_id)
        ended = rows.update(end_datetime=now - MOMENT)
        if ended:
            announce("promo.ended", promo, by=by, now=now)
    return bool(ended)


def set_scope(promo: Promo, about: About) -> None:
    promo.services.set(about.services)
    promo.shelves.set(about.shelves)
    promo.things.set(about.things)
