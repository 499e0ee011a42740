"""Points in the client area."""

from datetime import datetime
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

import clock
import moments
from accounts.queries import frame
from accounts.roles import client_only
from loyalty import queries
from loyalty.core import Lot, ends
from loyalty.models import Programme
from loyalty.texts import Line, lines, show_points
from money import show_money
from paging import pager_of
from words import say

PAGE, DAYS = 20, 4
"""Movements on a page; days that are named on which points end."""


@client_only
@never_cache
@require_GET
def points(request: Any) -> HttpResponse:
    """How many there are and what they are worth, what ends when, and every movement."""
    user, now = request.user, clock.now()
    zone, rules = user.zone or settings.HOUSE_ZONE, queries.programme() or Programme()
    standing = queries.standing(user.pk, now=now)
    page = Paginator(queries.statement(user.pk), PAGE).get_page(request.GET.get("page"))
    live, owed = int(standing.live), int(queries.owed(user.pk))
    context = frame(request) | {
        "balance": say("loyalty.balance", n=live, amount=show_money(live * rules.value)), "live": live,
        "owed": say("loyalty.owed", n=owed) if owed else "",
        "ends": _ends(standing.lots, rules, zone), "how": how(rules),
        "lines": [_shown(one, zone, now) for one in lines(user.pk, page)], "pager": pager_of(page),
        "empty": {
            "text": say("empty.points.text"), "picture": "tea.svg",
            "actions": [{"label": say("empty.points.button"), "url": reverse("me_points") + "#how"}],
        },
    }  # fmt: skip
    return render(request, "me/points.html", context)


def _ends(found: list[Lot], rules: Programme, zone: str) -> list[str]:
    """The next days on which points end, with how many."""
    days = groupby(found, lambda lot: moments.local(ends(lot.at, rules.months), zone).date())
    told = [(list(group), day) for day, group in days][:DAYS]
    return [
        say("loyalty.expire", n=int(sum(lot.left for lot in group)),
            on_day=moments.on_full_day(ends(group[0].at, rules.months), zone))
        for group, _day in told
    ]  # fmt: skip


def how(rules: Programme) -> list[str]:
    """The programme's rules in words."""
    value, minimum = show_money(rules.value), show_money(rules.minimum)
    return [
        say("loyalty.how_earn", amount=show_money(rules.per), points=say("counts.points", n=rules.points)),
        say("loyalty.how_spend", amount=value, percent=rules.share, minimum=minimum),
        say("loyalty.how_end", months=say("loyalty.months", n=rules.months)),
    ]


def _shown(one: Line, zone: str, now: datetime) -> dict[str, Any]:
    at = moments.date(one.transfer.at, zone, now)
    return {"at": at, "text": one.text, "points": show_points(one.points, signed=True), "gone": one.points < 0}
