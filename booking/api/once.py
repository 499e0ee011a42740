"""Requests that may come twice: the header Idempotency-Key makes them one."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

import clock
from booking import links
from booking.core.decisions import Refused
from booking.models import Booking, IdempotentAnswer
from booking.verbs import answering
from wire import Wrong, answer, reason, trouble
from words import say

LONGEST = 200
Done = tuple[int, dict[str, Any]]
Do = Callable[[Any, Any, IdempotentAnswer], Done]
Secrets = Callable[[dict[str, Any]], dict[str, Any]]


def once(request: Any, asked: Any, do: Do, secrets: Secrets | None = None) -> HttpResponse:
    """`do(request, asked, row)` at most once for this caller's key: its status and its answer are kept for a day.

    `secrets`: what is told besides and never kept, from the answer; a booking's own if none is given.

    What was not understood, or broke, is not kept: the same key may be used again.
    """
    now, key = clock.now(), _key(request)
    body = json.dumps(json.loads(request.body), sort_keys=True)  # however it was spaced
    try:
        row = answering.claim(key=key, request=_digest(body), now=now)
    except answering.KeyReused:
        raise Wrong("Idempotency-Key", "key_reused") from None
    except Refused:
        return trouble(409, [reason("in_progress", say("refusals.in_progress.text"))], headers={"Retry-After": "2"})
    if row.status is not None:
        return _told(row.status, row.body, {"Idempotent-Replayed": "true"}, secrets or _of_booking)
    try:
        status, told = do(request, asked, row)
    except BaseException:
        answering.give_up(row=row, now=now)
        raise
    answering.keep(row=row, status=status, body=told)
    return _told(status, told, {}, secrets or _of_booking)


def _key(request: Any) -> str:
    """The caller's own word, and nobody else's: another's same word is another key."""
    word = request.headers.get("Idempotency-Key", "").strip()
    if not word or len(word) > LONGEST:
        raise Wrong("Idempotency-Key", "key_needed", n=LONGEST)
    return _digest(f"{getattr(request.auth, 'pk', request.auth)}\n{request.path}\n{word}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def _told(status: int, body: dict[str, Any], headers: dict[str, str], secrets: Secrets) -> HttpResponse:
    if status != 201:
        return answer(body, status=status, headers=headers)
    return answer(body | secrets(body), status=status, headers=headers)


def _of_booking(body: dict[str, Any]) -> dict[str, Any]:
    """They follow from its code."""
    booking = Booking.objects.only("code", "language").get(code=body["code"])
    return {"token": links.token(booking), "manage_url": links.address(booking)}
