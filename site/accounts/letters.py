"""Letters of the front door. They are sent at once, outside any transaction: whoever asks is waiting at the screen."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from words import in_language, say

log = logging.getLogger("atrium.letters")

KINDS = ("link", "code_only", "disabled", "reset", "reset_unknown")
"""What a letter says: its words are letters.<kind>.subject, .text, .button, .end."""


class NotSent(Exception):
    """The mail server did not take the letter; it is in the log."""


def send(kind: str, *, to: str, language: str, address: str, dear: str = "") -> None:
    """One letter with one button that opens `address`, a path of this site. Raises NotSent."""
    with in_language(language or settings.LANGUAGE_CODE):
        told = {
            "kind": kind,
            "language": language,
            "dear": dear,
            "address": settings.SITE_ADDRESS + address,
            **{part: say(f"letters.{kind}.{part}") for part in ("subject", "text", "button", "end")},
        }
        letter = EmailMultiAlternatives(told["subject"], render_to_string("accounts/letter.txt", told), to=[to])
        letter.attach_alternative(render_to_string("accounts/letter.html", told), "text/html")
    try:
        letter.send()
    except (OSError, SMTPException) as error:
        log.exception("The letter %s was not sent", kind)
        raise NotSent(kind) from error


def front_door() -> str:
    return reverse("two_factor:login")
