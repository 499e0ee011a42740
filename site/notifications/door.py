"""Letters of the front door as outbox rows. A row says what was asked for and never holds the secret of the letter."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings

from accounts import letters
from accounts.models import User
from notifications.channels import hand_over, headers_of
from notifications.models import Message
from notifications.notices import EMAIL

ABOUT = "door"
PAUSES = (timedelta(seconds=15), timedelta(minutes=1), timedelta(minutes=5))
"""After the first, second and third failed attempt: somebody is waiting."""
FRESH = timedelta(minutes=15)
"""Older wishes are not answered: whoever still wants to come in has asked again."""


def wish(kind: str, *, email: str, language: str, onward: str, now: datetime) -> Message:
    """An outbox row for the letter that answers this wish ("link", "reset")."""
    return Message.objects.create(
        channel=EMAIL, letter=f"door_{kind}", address=email, language=language or settings.LANGUAGE_CODE,
        zone=settings.HOUSE_ZONE, about=ABOUT, key=f"{ABOUT}:{uuid.uuid4()}", not_before=now,
        context={"kind": kind, "onward": onward, "asked": now.isoformat()},
    )  # fmt: skip


def answer(message: Message, now: datetime) -> dict[str, str] | None:
    """Sends it; what was told, or None when it has waited too long. An address of nobody's is forgotten then."""
    asked = message.context
    if now > datetime.fromisoformat(asked["asked"]) + FRESH:
        return None
    mail = letters.write(asked["kind"], email=message.address, language=message.language, onward=asked["onward"])
    mail.extra_headers = headers_of(message)
    hand_over(mail)
    user = User.objects.by_address(message.address)
    message.user_id, message.address = (user.pk, user.email) if user else (None, "")
    return {"subject": str(mail.subject)}
