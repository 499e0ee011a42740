"""What letters are about belongs to other rooms: they say who is told, and what a letter says when it is sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string

Word = str | Callable[[], str]


@dataclass(frozen=True)
class Reader:
    """Where somebody can be reached, and how he wants to be spoken to. `user_id` and `address` may be missing."""

    user_id: int | None
    address: str
    language: str
    zone: str


@dataclass(frozen=True)
class Subject:
    """`begins`: what reminders count from. `readers`: "client", "expert", "staff" -> whoever that is now.

    Where a notice is to several people, each has a name of his own after it: "store:17".
    """

    about: str
    begins: datetime | None
    readers: Mapping[str, Reader]

    def those(self, audience: str) -> dict[str, Reader]:
        return {name: reader for name, reader in self.readers.items() if name.partition(":")[0] == audience}


@dataclass(frozen=True)
class Attachment:
    name: str
    content: bytes
    kind: str


@dataclass(frozen=True)
class Telling:
    """What one letter says: `words` fill its placeholders; those that cost something are called when asked for."""

    words: Mapping[str, Word]
    link: str
    dear: str = ""
    reply_to: str = ""
    said: str = ""
    """Key of the short text inside the site, where it is not the letter's usual one."""
    attachments: tuple[Attachment, ...] = field(default=())
    footer: str = "footer"
    """Which text of the frame says why this letter came."""


def _port(kind: str, name: str) -> Any:
    return import_string(settings.LETTER_SUBJECTS[kind][name])


def knows(row: models.Model) -> bool:
    return row._meta.model_name in settings.LETTER_SUBJECTS


def subject_of(row: models.Model) -> Subject:
    found: Subject = _port(str(row._meta.model_name), "subject")(row)
    return found


def subject_about(about: str) -> Subject | None:
    """The subject as it stands now, None when it is gone. `about`: "booking:K7RM2XA"."""
    kind, _, code = about.partition(":")
    found: Subject | None = _port(kind, "find")(code)
    return found


def telling(
    about: str, *, letter: str, audience: str, language: str, zone: str, data: Mapping[str, Any], now: datetime
) -> Telling | None:
    """What the letter says now, in the active language; None when it would no longer be true."""
    kind, _, code = about.partition(":")
    found: Telling | None = _port(kind, "context")(
        code, letter=letter, audience=audience, language=language, zone=zone, data=data, now=now
    )
    return found
