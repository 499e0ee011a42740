"""Outbox rows: written in the transaction of the fact they tell of, dropped when they stop being true."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from notifications.channels import REACHABLE
from notifications.door import ABOUT
from notifications.models import Message
from notifications.notices import DROPS, NOTICES, NOW, Notice
from notifications.subjects import Reader, Subject, knows, subject_of

OVER = (Message.SENT, Message.FAILED, Message.DROPPED)


def post(verb: str, subject: models.Model, *, by: Any, now: datetime, data: dict[str, Any]) -> None:
    """Reaction to every fact: drops what it makes pointless and writes what NOTICES say, each row once.

    Told again, the same fact writes nothing new. Reminders whose moment has passed are not written.
    """
    notices = [notice for notice in NOTICES.get(verb, ()) if notice.suits(data)]
    if not knows(subject) or not (notices or verb in DROPS):
        return
    told = subject_of(subject)
    drop(about=told.about, letters=DROPS.get(verb, ()))
    plain = json.loads(json.dumps(data, cls=DjangoJSONEncoder, default=str))
    rows = [(notice, row) for notice in notices for row in _rows(notice, told, verb, now, plain)]
    Message.objects.bulk_create((row for _, row in rows), ignore_conflicts=True)
    _revive([row for notice, row in rows if notice.before], now)


def _rows(notice: Notice, told: Subject, verb: str, now: datetime, data: dict[str, Any]) -> Iterator[Message]:
    moment = _moment(notice, told, now)
    if moment is None:
        return
    later = moment > now  # by then a guest may have become a client, so it is seen then who can be reached
    for to, reader in told.those(notice.to).items():
        for channel in notice.channels:
            if later or REACHABLE[channel](reader):
                yield _row(notice._replace(to=to), told, reader, channel, moment, f"{verb}:{now.isoformat()}", data)


def _moment(notice: Notice, told: Subject, now: datetime) -> datetime | None:
    if notice.before == NOW:
        return now + notice.after
    moment = told.begins - notice.before if told.begins else now
    return moment if moment > now else None


def _row(
    notice: Notice, told: Subject, reader: Reader, channel: str, moment: datetime, fact: str, data: dict[str, Any]
) -> Message:
    """A reminder is known by what it reminds of, all else by the fact: so each is written once."""
    occasion = f"-{notice.before}:{told.begins}" if notice.before else fact
    return Message(
        channel=channel, letter=notice.letter, audience=notice.to, user_id=reader.user_id, address=reader.address,
        language=reader.language, zone=reader.zone, about=told.about, not_before=moment, context={"data": data},
        key=f"{told.about}:{notice.letter}:{notice.to}:{channel}:{occasion}"[:160],
    )  # fmt: skip


def _revive(rows: list[Message], now: datetime) -> None:
    """Moved away and back again: the reminder that was dropped is due after all."""
    dropped = Message.objects.filter(key__in=[row.key for row in rows], state=Message.DROPPED, not_before__gt=now)
    dropped.update(state=Message.WAITING, error="")


def drop(*, about: str, letters: Iterable[str] | None = None) -> int:
    """What waits about this subject (only these letters, if named) is not sent; says how many. Sent ones stay."""
    rows = Message.objects.filter(about=about, state=Message.WAITING)
    if letters is not None:
        rows = rows.filter(letter__in=list(letters))
    return rows.update(state=Message.DROPPED)


def resend(*, message: Message, now: datetime) -> bool:
    """Puts a sent, failed or dropped message back into the outbox, to be written anew from its subject as it is now.

    False when it is waiting anyway, and for a letter of the front door: only its reader asks for that. A sent one gets
    a new Message-ID: it is meant to come twice.
    """
    over = Message.objects.filter(pk=message.pk, state__in=OVER).exclude(about=ABOUT)
    return bool(
        over.update(
            state=Message.WAITING, not_before=now, attempts=0, claimed_at=None, error="", stamp=Message.new_stamp()
        )
    )


def mark_read(*, user: Any, now: datetime, pk: int | None = None) -> int:
    """The person has read this message, or all of them; says how many were new."""
    rows = Message.objects.filter(user=user, channel="in_app", state=Message.SENT, read_at=None)
    return (rows if pk is None else rows.filter(pk=pk)).update(read_at=now)
