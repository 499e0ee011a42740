"""The client's certificates: those received, with what is left, and those given."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

import clock
import moments
from accounts import queries
from accounts.roles import client_only
from shop.gifts.reading import bought_by, held_by, why_not
from shop.gifts.telling import standing, standing_for_giver
from shop.models import Gift
from words import say


@client_only
@never_cache
@require_safe
def certificates(request: HttpRequest) -> HttpResponse:
    user, now = queries.person(request), clock.now()
    received = [_received(gift, now) for gift in held_by(user)]
    given = [_given(gift, now) for gift in bought_by(user)]
    empty = {
        "text": say("empty.gifts.text"), "picture": "gift-winter.svg",
        "actions": [{"label": say("empty.gifts.button"), "url": reverse("gift")}],
    }  # fmt: skip
    return render(
        request, "me/gifts.html", queries.frame(request) | {"received": received, "given": given, "empty": empty}
    )


def _received(gift: Any, now: Any) -> dict[str, Any]:
    usable = why_not(gift, left=gift.left, now=now) is None
    return _common(gift) | {
        "state": standing(gift, gift.left, now=now), "left": gift.left, "printed": gift.printed,
        "url": reverse("gift-open", args=[gift.code]) if usable else "",
    }  # fmt: skip


def _given(gift: Gift, now: Any) -> dict[str, Any]:
    """He has no need to know how much is left: what becomes of it is not his."""
    by_hand = not gift.email and gift.state == Gift.LIVE
    paper = reverse("gift-paper", args=[gift.key]) if by_hand else ""
    return _common(gift) | {"state": standing_for_giver(gift, now=now), "amount": gift.amount, "paper": paper}


def _common(gift: Gift) -> dict[str, Any]:
    until = moments.full_date(gift.valid_until, gift.zone) if gift.valid_until else ""
    return {
        "design": gift.design, "giver": gift.giver, "recipient": gift.recipient, "until": until,
        "currency": gift.currency, "service": gift.service,
    }  # fmt: skip
