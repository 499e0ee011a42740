"""Ways to reach somebody: each takes one message and says what the reader was told."""

from collections.abc import Callable
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from notifications.models import Letter, Message
from notifications.notices import EMAIL, IN_APP, SAID
from notifications.rendering import fill, write
from notifications.subjects import Reader, Telling
from words import language, say

PERMANENT = 500
"""SMTP codes from here on mean that trying again is no use."""


class Failed(Exception):
    """Not delivered this time; worth trying again."""


class Refused(Exception):
    """Not delivered, and it never will be: the address does not exist, the letter is not taken."""


def email(message: Message, reader: Reader, told: Telling) -> dict[str, str]:
    """HTML and text, with its own Message-ID at every attempt: a server that met the letter before can tell."""
    written = write(Letter.objects.get(code=message.letter), told)
    reply_to = [told.reply_to] if told.reply_to else None
    mail = EmailMultiAlternatives(
        written.subject, written.text, to=[reader.address], headers=headers_of(message), reply_to=reply_to
    )
    mail.attach_alternative(written.html, "text/html")
    for one in told.attachments:
        mail.attach(one.name, one.content, one.kind)
    hand_over(mail)
    return {"subject": written.subject}


def headers_of(message: Message) -> dict[str, str]:
    return {"Message-ID": f"<{message.stamp}@{_host()}>", "Auto-Submitted": "auto-generated"}


def _host() -> str:
    return str(settings.SITE_ADDRESS).partition("://")[2].partition(":")[0]


def hand_over(mail: EmailMultiAlternatives) -> None:
    """To the mail server. Raises Failed, Refused."""
    try:
        mail.send()
    except SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        raise (Refused if code >= PERMANENT else Failed)(f"{code} {_readable(text)}") from error
    except SMTPResponseException as error:
        again = error.smtp_code < PERMANENT or _ours(error.smtp_code)
        raise (Failed if again else Refused)(f"{error.smtp_code} {_readable(error.smtp_error)}") from error
    except (SMTPException, OSError) as error:
        raise Failed(f"{type(error).__name__}: {error}") from error


def _ours(code: int) -> bool:
    """Refusals of the house, not of the letter (wrong password, service closed): somebody will mend them."""
    return 530 <= code <= 539


def _readable(text: Any) -> str:
    return text.decode(errors="replace") if isinstance(text, bytes) else str(text)


def in_app(message: Message, reader: Reader, told: Telling) -> dict[str, str]:
    """Stays as a row, which the person finds in the client area; so what was said is kept in it."""
    words = {name: word() if callable(word) else word for name, word in told.words.items()}
    subject = fill(Letter.objects.get(code=message.letter).subject.say(language()), words)
    return {"subject": subject, "text": say(f"notices.{told.said or SAID[message.letter]}", **words), "link": told.link}


Channel = Callable[[Message, Reader, Telling], dict[str, str]]
CHANNELS: dict[str, Channel] = {EMAIL: email, IN_APP: in_app}
REACHABLE: dict[str, Callable[[Reader], bool]] = {
    EMAIL: lambda reader: bool(reader.address),
    IN_APP: lambda reader: reader.user_id is not None,
}
"""Whether this reader can be reached over the channel at all."""
