"""The outbox is drained here: claim one row by a conditional UPDATE, send it outside any transaction, mark it.

Each row is sent once, but for one case: a worker that dies after the mail server took the letter and before the row was
marked. Its claim goes stale, and the letter is sent again with the same Message-ID, by which servers and programs may
recognise it. A worker that dies before that loses nothing: the claim goes stale, and the letter is sent.
"""

import logging
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q, QuerySet

from notifications import door
from notifications.channels import CHANNELS, REACHABLE, Failed, Refused
from notifications.models import Message
from notifications.subjects import subject_about, telling
from words import in_language

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
"""Pauses after the first, second, … failed attempt; after the last of them the message has failed."""
BUDGET = 20.0
"""Seconds for one round: other jobs of the worker get their turn, and a claim is never old when it is made."""
log = logging.getLogger("atrium.letters")


def deliver(*, now: datetime, limit: int = 200) -> int:
    """Sends what is due, at most `limit` messages; says how many were sent. May run in many processes at once."""
    until, sent = time.monotonic() + BUDGET, 0
    for pk in _due(now).order_by("not_before", "pk").values_list("pk", flat=True)[:limit]:
        if time.monotonic() > until:
            break
        sent += _claim(pk, now) and _attempt(Message.objects.get(pk=pk), now)
    return sent


def deliver_at_once(wish: str, *, email: str, language: str, onward: str, now: datetime) -> str:
    """A letter of the front door, tried before anybody's answer is awaited; the state of its row after that.

    What could not be sent now is left to `deliver`.
    """
    row = door.wish(wish, email=email, language=language, onward=onward, now=now)
    if _claim(row.pk, now):
        _attempt(Message.objects.get(pk=row.pk), now)
    row.refresh_from_db(fields=["state"])
    return row.state


def _claim(pk: int, now: datetime) -> bool:
    claim = {"state": Message.SENDING, "claimed_at": now, "attempts": F("attempts") + 1}
    return bool(_due(now).filter(pk=pk).update(**claim))


def _due(now: datetime) -> QuerySet[Message]:
    stale = now - timedelta(seconds=settings.STALE_CLAIM)
    waiting = Q(state=Message.WAITING, not_before__lte=now)
    return Message.objects.filter(waiting | Q(state=Message.SENDING, claimed_at__lte=stale))


def _attempt(message: Message, now: datetime) -> bool:
    """Whether it was sent. Nothing may escape: one bad letter must not hold up the rest."""
    try:
        said = _send(message, now)
    except Refused as error:
        return _mark(message, state=Message.FAILED, error=_short(error))
    except Failed as error:
        return _try_again(message, error, now)
    except Exception as error:
        log.exception("Message %s cannot be written", message.pk)
        return _try_again(message, error, now)
    if said is None:
        return _mark(message, state=Message.DROPPED)
    _mark(
        message,
        state=Message.SENT,
        sent_at=now,
        error="",
        context=message.context | {"told": said},
        user_id=message.user_id,
        address=message.address,
    )
    return True


def _send(message: Message, now: datetime) -> dict[str, str] | None:
    """What was told, or None when there is nothing true left to tell, or nobody who could be reached."""
    if message.about == door.ABOUT:
        return door.answer(message, now)
    subject = subject_about(message.about)
    reader = subject.readers.get(message.audience) if subject else None
    if reader is None or not REACHABLE[message.channel](reader):
        return None
    message.user_id, message.address = reader.user_id, reader.address
    with in_language(reader.language):
        told = telling(
            message.about, letter=message.letter, audience=message.audience, language=reader.language, zone=reader.zone,
            data=message.context.get("data", {}), now=now,
        )  # fmt: skip
        return CHANNELS[message.channel](message, reader, told) if told else None


def _try_again(message: Message, error: Exception, now: datetime) -> bool:
    pauses = door.PAUSES if message.about == door.ABOUT else BACK_OFF
    if message.attempts > len(pauses):
        return _mark(message, state=Message.FAILED, error=_short(error))
    pause = pauses[message.attempts - 1]
    return _mark(message, state=Message.WAITING, not_before=now + pause, error=_short(error))


def _short(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:300]


def _mark(message: Message, **changes: object) -> bool:
    """Only the claim's own row: whoever took a stale claim over goes on alone."""
    rows = Message.objects.filter(pk=message.pk, state=Message.SENDING, claimed_at=message.claimed_at)
    rows.update(**changes)
    return False
