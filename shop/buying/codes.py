"""One field for promo codes and certificates: a promo code is kept by the basket, a certificate by the browser."""

from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from accounts.verbs import hold_back
from booking.core.codes import is_code, tidy
from booking.core.decisions import Reason, Refused
from facts import origin
from money import show_money
from shop.buying import things
from shop.models.gifts import LENGTH
from shop.models.money import named
from shop.quoting import Buyer
from shop.till import GIFT, Purse, ask
from shop.verbs.promo import apply_code, remove_code
from words import say

MOST, WINDOW = 20, 10 * 60
"""Codes tried from one address of the network in so many seconds."""
LONGEST = 64
LARGEST = Decimal(10) ** 8
"""More than any basket costs: only whether a certificate can pay at all is asked."""


class Heard(NamedTuple):
    """What became of a code, in a sentence."""

    text: str
    good: bool


class Entered(NamedTuple):
    """A code that is good. `amount`: what a promo code takes off, or what lies on a certificate (`gift`)."""

    code: str
    amount: Decimal
    gift: bool


def enter(basket: Any, text: str, *, buyer: Buyer, now: datetime) -> Entered:
    """A promo code goes into the basket; a certificate is only looked at: whoever brings it keeps it.

    Guesses are throttled (TooMany). Refused: why it cannot be used.
    """
    hold_back(f"code@{origin()}", limit=MOST, window_seconds=WINDOW, now=now)
    if is_certificate(text):
        return Entered(tidy(text), _lies_on(text, buyer, now), True)
    if basket.is_empty:
        raise Refused(Reason("basket_empty"))
    applied = apply_code(basket, text, buyer=buyer, now=now)
    return Entered(applied.code, applied.amount, False)


def hear(request: Any, *, buyer: Buyer, now: datetime) -> Heard | None:
    """Takes `code` in, or `drop`s one; None when nothing was written. Guesses are throttled (TooMany)."""
    drop, text = request.POST.get("drop", "")[:LONGEST], request.POST.get("code", "")[:LONGEST].strip()
    if drop:
        return _drop(request, drop)
    if not text:
        return None
    try:
        entered = enter(request.basket, text, buyer=buyer, now=now)
    except Refused as refused:
        return Heard(things.sentence(refused.reasons[0]), False)
    if entered.gift:
        request.session[GIFT] = entered.code
        return Heard(say("checkout.gift_in", amount=show_money(entered.amount)), True)
    return Heard(say("basket.promo_applied", promo=entered.code, amount=show_money(entered.amount)), True)


def is_certificate(text: str) -> bool:
    """By its length and its check letter; nothing is looked up."""
    return len(tidy(text)) == LENGTH and is_code(tidy(text))


def _lies_on(text: str, buyer: Buyer, now: datetime) -> Decimal:
    offered = ask([Purse(GIFT, tidy(text))], whole=LARGEST, user=buyer.user, now=now)[0]
    if offered.reasons:
        raise Refused(*offered.reasons)
    return offered.most


def _drop(request: Any, code: str) -> Heard | None:
    """`code`: of a promotion, or a certificate as the page names it."""
    if GIFT in request.session and named(GIFT, request.session[GIFT]) == code:
        del request.session[GIFT]
        return Heard(say("checkout.dropped", code=code), True)
    gone = request.basket.pk is not None and remove_code(request.basket, code)
    return Heard(say("checkout.dropped", code=code), True) if gone else None
