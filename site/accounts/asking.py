"""Asking for a letter: which one goes out depends on the account, what the visitor sees does not."""

from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string


class NotSent(Exception):
    """The mail server does not take the letter, and asking it again is of no use."""


def ask(wish: str, *, email: str, language: str, now: datetime, onward: str = "") -> bool:
    """Asks for a letter ("link", "reset") and says whether it has gone; if not, it goes as soon as it can.

    Whoever asks is waiting at the screen, so it is tried at once. Raises NotSent.
    """
    state = import_string(settings.DOOR_POST)(wish, email=email, language=language, onward=onward, now=now)
    if state == "failed":
        raise NotSent(wish)
    return bool(state == "sent")
