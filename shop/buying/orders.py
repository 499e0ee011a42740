"""What was bought: an order's page, its receipt, and the list of a client's purchases."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

import clock
from accounts.queries import frame
from accounts.roles import client_only
from accounts.verbs import hold_back
from booking import shows
from booking.access import person
from booking.core.decisions import Refused
from facts import last, origin
from money import show_money
from paging import pager_of
from shop.buying import things, told
from shop.buying.basket import actor
from shop.buying.entry import Order, mine, remember_link
from shop.buying.printed import drawn
from shop.buying.receipts import receipt as receipt_of
from shop.partner.strategy import BOOKING
from shop.verbs import basket as baskets
from shop.verbs import cancel_unpaid
from shop.verbs.cancelling import CANCEL, can_be_cancelled
from shop.verbs.sales import deal_seen
from words import say

MOST, WINDOW = 60, 10 * 60
PAGE = 20


def _whole(request: Any, number: str) -> Any:
    """The order, if this visitor may look at it, with all that is told of it."""
    return told.with_all(Order.objects).get(pk=mine(request, number).pk)


@never_cache
@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Where the order and its money stand. A signed link opens it; its token does not stay in the address."""
    if "t" in request.GET:
        return _by_link(request, number, "order")
    return _page(request, _whole(request, number), clock.now())


def _by_link(request: HttpRequest, number: str, to: str) -> HttpResponse:
    hold_back(f"link@{origin()}", limit=MOST, window_seconds=WINDOW, now=clock.now())
    if not remember_link(request, number):
        raise Http404
    asked = request.GET.copy()
    del asked["t"]
    return redirect(reverse(to, args=[number]) + (f"?{asked.urlencode()}" if asked else ""))


def _page(request: HttpRequest, order: Any, now: datetime) -> HttpResponse:
    zone, bought, asked = settings.HOUSE_ZONE, told.purchase_of(order), told.waiting(order)
    news = _news(order, request.GET.get("paid", ""), now)
    context = {
        "order": order, "state": told.state_of(order), "news": news, "robots": "noindex",
        "thanks": request.GET.get("paid") == "done" and not asked and order.status != "Cancelled",
        "email": bought.email if bought else "", "bought": bought, "delivery": _delivery(bought),
        "lines": [_faced(line) for line in told.lines(order)], "sums": told.reckoning(order),
        "came": told.money_in(order, zone),
        "went": told.money_back(order, zone), "due": asked.amount if asked else None, "later": told.later(order),
        "kept": told.kept(order), "urls": _urls(order, asked),
    }  # fmt: skip
    return render(request, "shop/order.html", context)


def _faced(line: told.Shown) -> told.Shown:
    """A session with the face of whoever holds it."""
    return line | {"photo": shows.who(line["booking"])["photo"]} if line["booking"] else line


def _delivery(bought: Any) -> str:
    if not bought or not bought.delivery:
        return ""
    way = say(f"orders.by.{bought.delivery}", address=bought.address)
    return f"{way}\n{say('orders.parcel', number=bought.parcel)}" if bought.parcel else way


def _urls(order: Any, asked: Any) -> dict[str, str]:
    """Addresses of what is possible now."""
    number, over = [order.number], order.status == "Cancelled"
    came = bool(told.paid(order))
    found = {"pay": reverse("card-pay", args=[asked.key])} if asked else {}
    found |= {"cancel": reverse("order-cancel", args=number)} if can_be_cancelled(deal_seen(order)) else {}
    found |= {"again": reverse("order-again", args=number)} if over and not came else {}
    return found | ({"receipt": reverse("order-receipt", args=number)} if came else {})


def _news(order: Any, came: str, now: datetime) -> Mapping[str, str] | None:
    """What the visitor should know first: text and tone."""
    asked, refund = told.waiting(order), show_money(told.returned(order), order.currency)
    if stuck := told.stuck(order):
        return {"text": say("orders.back_stuck", refund=show_money(stuck, order.currency)), "tone": "sunny"}
    if order.status == "Cancelled":
        late = any(one.reason == "late" for payment in order.payments.all() for one in payment.refunds.all())
        text = say("orders.late", refund=refund) if late else say(f"orders.{_end(order)}")
        return {"text": text, "tone": "sunny"} if late or not told.paid(order) else None
    if asked is None:
        return None
    if came in ("processing", "done"):
        return {"text": say("orders.checking"), "tone": "", "again": f"?paid={came}"}
    if came == "failed":
        return {"text": say("orders.failed"), "tone": "bad"}
    until = told.until(order, now)
    return {"text": say("orders.awaiting", until=until), "tone": "sunny"} if until else None


def _end(order: Any) -> str:
    """Whether somebody has cancelled it, or nobody has paid."""
    states = [line.session.booking.state for line in order.lines.all() if hasattr(line, "session")]
    return "was_cancelled" if last(CANCEL, order) or "cancelled" in states else "lapsed"


@require_POST
def cancel(request: Any, number: str) -> HttpResponse:
    """Gives up an order that nobody has paid for."""
    order, now = mine(request, number), clock.now()
    hold_back(f"order@{origin()}", limit=MOST, window_seconds=WINDOW, now=now)
    try:
        cancel_unpaid(order, by=actor(request), now=now)
    except Refused:
        messages.warning(request, say("orders.not_now"))
    else:
        messages.success(request, say("orders.cancelled"))
    return redirect("order", order.number)


@require_POST
def again(request: Any, number: str) -> HttpResponse:
    """The same things into the basket once more, as far as they can be had."""
    order, now = mine(request, number), clock.now()
    hold_back(f"order@{origin()}", limit=MOST, window_seconds=WINDOW, now=now)
    for line in order.lines.select_related("session__booking", "product__sellable").order_by("pk"):
        gone = _as_removed(line)
        if gone:
            _put_back(request, gone, now)
    return redirect("basket")


def _as_removed(line: Any) -> baskets.Removed | None:
    """None for what is not sold twice under the same words: a certificate, a donation."""
    if hasattr(line, "session"):
        return baskets.Removed(line.product_id, 1, {BOOKING: line.session.booking.code})
    plain = line.product is not None and not hasattr(line.product, "sellable")
    return baskets.Removed(line.product_id, line.quantity) if plain else None


def _put_back(request: Any, gone: baskets.Removed, now: datetime) -> None:
    try:
        baskets.put_back(request.basket, gone, person=person(request), now=now)
    except Refused as refused:
        messages.warning(request, things.why_not(refused.reasons[0], gone.options.get(BOOKING, ""), now))


@never_cache
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """For looking at and printing. A signed link opens it as it opens the order."""
    if "t" in request.GET:
        return _by_link(request, number, "order-receipt")
    order = _whole(request, number)
    if not told.paid(order):
        raise Http404
    context = {"receipt": receipt_of(order), "order": order, "robots": "noindex"}
    return render(request, "shop/receipt.html", context)


@never_cache
@require_safe
def receipt_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The same on paper."""
    order = _whole(request, number)
    if not told.paid(order):
        raise Http404
    answer = HttpResponse(drawn(receipt_of(order)), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="receipt-{order.number}.pdf"'
    return answer


@client_only
@never_cache
@require_GET
def purchases(request: Any) -> HttpResponse:
    """All that this client has ordered, the newest first."""
    rows = told.with_all(Order.objects.filter(user=request.user)).order_by("-date_placed", "-pk")
    shown = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = frame(request) | {
        "purchases": [told.row(order, reverse("order", args=[order.number])) for order in shown],
        "pager": pager_of(shown),
        "empty": {
            "text": say("empty.purchases.text"),
            "actions": [{"label": say("empty.purchases.button"), "url": "/"}],
        },
    }  # fmt: skip
    return render(request, "me/purchases.html", context)
