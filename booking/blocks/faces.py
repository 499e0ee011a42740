"""Where a resource or a service is written about: pages know, and booking asks through a setting."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

import editions


class Picture(Protocol):
    """What a template needs of a picture; sizes in pixels."""

    url: str
    width: int
    height: int


class Face(NamedTuple):
    """The page of one resource or service in the language asked for; `picture` only if its page has one."""

    url: str
    picture: Picture | None


NOBODY = Face("", None)


def faces(kind: str, ids: Iterable[int], language: str) -> dict[int, Face]:
    """`kind`: "resource" or "service". Those without a live page in the language are missing."""
    if not settings.FACES:
        return {}
    find = import_string(settings.FACES)
    return editions.kept_each(("face", kind, language), ids, lambda missing: find(kind, missing, language))
