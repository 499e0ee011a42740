"""Messages in the client area."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

import clock
import moments
from accounts.queries import frame
from accounts.roles import client_only
from notifications import queries, verbs
from notifications.models import Message
from paging import pager_of
from words import say

PAGE = 20


@client_only
@never_cache
@require_GET
def messages(request: Any) -> HttpResponse:
    """What the house has written, newest first; opening the page changes nothing."""
    now, page = clock.now(), Paginator(queries.inbox(request.user), PAGE).get_page(request.GET.get("page"))
    context = frame(request) | {
        "letters": [_shown(one, request.user.zone or settings.HOUSE_ZONE, now) for one in page],
        "pager": pager_of(page),
        "unread": queries.unread(request.user),
        "empty": {"text": say("empty.messages.text")},
    }  # fmt: skip
    return render(request, "me/messages.html", context)


def _shown(message: Message, zone: str, now: datetime) -> dict[str, Any]:
    told = message.context.get("told", {})
    link = told.get("link", "")
    return {
        "pk": message.pk, "subject": told.get("subject", ""), "text": told.get("text", ""),
        "at": moments.near(message.sent_at or message.not_before, zone, now), "unread": message.read_at is None,
        "url": link if _ours(link) else "", "url_label": say("me.open"),
    }  # fmt: skip


def _ours(link: str) -> bool:
    host = str(settings.SITE_ADDRESS).partition("://")[2]
    return url_has_allowed_host_and_scheme(link, allowed_hosts={host})


@client_only
@require_POST
def read(request: Any, pk: int | None = None) -> HttpResponse:
    """One message, or all of them, are not new any more. Somebody else's are left alone."""
    verbs.mark_read(user=request.user, pk=pk, now=clock.now())
    return redirect("me_messages")
