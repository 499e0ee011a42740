"""What other rooms ask about people."""

from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from words import say


def person(request: HttpRequest) -> User:
    """The row of whoever has signed in; `request.user` is a lazy stand-in that the activity log does not recognise."""
    row: User = User.objects.get(pk=request.user.pk)
    return row


class Tab(NamedTuple):
    url: str
    label: str
    current: bool


def tabs(request: HttpRequest) -> list[Tab]:
    """The tabs of the client area, from settings.CLIENT_AREA; the current one is the nearest above the page."""
    shown = [(reverse(name), key) for name, key in settings.CLIENT_AREA]
    here = max((url for url, _ in shown if request.path.startswith(url)), key=len, default="")
    return [Tab(url, say(key), url == here) for url, key in shown]


def frame(request: HttpRequest) -> dict[str, Any]:
    """What me/frame.html needs beside a tab's own things: `tabs` and `greeting`."""
    dear = getattr(request.user, "dear", "")
    hello = say("account.greeting", dear=dear) if dear else say("account.greeting_plain")
    return {"tabs": tabs(request), "greeting": hello}
