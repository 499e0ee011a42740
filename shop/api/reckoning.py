"""Codes of a basket, and what it costs as it would be paid, for headless fronts."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

import clock
from booking.api.examples import shown
from booking.core.decisions import Refused
from shop.api import basket_shapes as shapes
from shop.api.basket_shapes import CODE, EMPTY, ENTERED, FULL, QUOTE, QUOTED
from shop.api.baskets import TROUBLE, change_of
from shop.api.holding import HOLDERS, basket_of
from shop.api.ordering import choices
from shop.api.telling import buyer_of, reckoned, refused_as, told_of
from shop.api.telling import shown as told_as
from shop.buying.checkout import in_words
from shop.buying.codes import enter
from shop.quoting import Quote, QuotedPurse
from shop.verbs import basket as baskets
from shop.verbs.promo import remove_code
from wire import Wrong, answer

router = Router(tags=["basket"])
NOTHING = EMPTY | {"delivery_price": "0.00", "purses": [], "said": ""}


@router.post(
    "/baskets/current/codes", auth=HOLDERS, response={200: shapes.Entered} | TROUBLE,
    openapi_extra=shown(ENTERED, asked=CODE, refusal=True),
)  # fmt: skip
def code(request: HttpRequest, asked: shapes.CodeAsked) -> HttpResponse:
    """A promo code goes into the basket. A certificate is only looked at: its holder sends it, as `gift`, with the
    quote and the checkout. 429: too many codes have been tried from this address."""
    basket, now, text = basket_of(request), clock.now(), asked.code.strip()
    if not text:
        raise Wrong("code", "required")
    try:
        entered = enter(basket, text, buyer=buyer_of(request, basket), now=now)
    except Refused as refused:
        return refused_as(refused)
    gift = entered.code if entered.gift else ""
    return told_of(request, basket, now, gift=gift, amount=f"{entered.amount:.2f}")


@router.delete(
    "/baskets/current/codes/{code}", auth=HOLDERS, response={200: shapes.BasketTold} | TROUBLE,
    openapi_extra=shown(FULL),
)  # fmt: skip
def drop(request: HttpRequest, code: str) -> HttpResponse:
    """Takes a promo code out. A certificate is taken out by not sending it any more."""
    basket, now = basket_of(request), change_of(request)
    if not remove_code(basket, code):
        raise Wrong("code", "unknown_code", status=404)
    return told_of(request, basket, now)


@router.post(
    "/baskets/current/quote", auth=HOLDERS, response={200: shapes.Quoted} | TROUBLE,
    openapi_extra=shown(QUOTED, asked=QUOTE),
)  # fmt: skip
def price(request: HttpRequest, asked: shapes.PayingAsked) -> HttpResponse:
    """What the checkout will ask for, said before: `due_now` is its `shown`. Nothing is written."""
    basket, now = basket_of(request), clock.now()
    baskets.tidy(basket, person=buyer_of(request, basket).person)
    wishes = choices(request, basket, asked, now).wishes(asked.dict())
    told = reckoned(request, basket, wishes, now)
    return answer(told_as(basket, told) | _more(told, now) if told else NOTHING)


def _more(told: Quote, now: datetime) -> dict[str, Any]:
    return {
        "delivery_price": f"{told.delivery:.2f}", "said": in_words(told),
        "purses": [_purse(one) for one in told.purses],
    }  # fmt: skip


def _purse(one: QuotedPurse) -> dict[str, Any]:
    return {
        "means": one.purse.means, "gives": f"{one.gives:.2f}", "left": f"{one.left:.2f}",
        "refusal": one.reasons[0].code if one.reasons else None,
    }  # fmt: skip
