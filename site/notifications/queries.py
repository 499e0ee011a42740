"""Reading the notifications room."""

from typing import Any

from django.db.models import QuerySet

from notifications.models import Message
from notifications.notices import IN_APP


def inbox(user: Any) -> QuerySet[Message]:
    """What the house has told this person inside the site, newest first. What was told stays as it was told."""
    return Message.objects.filter(user=user, channel=IN_APP, state=Message.SENT).order_by("-sent_at", "-pk")


def unread(user: Any) -> int:
    """How many of them are new."""
    return inbox(user).filter(read_at=None).count()
