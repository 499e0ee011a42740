"""Editing a letter: every language is written, and only placeholders that the letter knows are used."""

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminModelForm

from notifications.lines import source
from notifications.models import Letter
from words import HOLE, say

PARTS = ("subject", "preheader", "body", "button")
LONELY = re.compile(r"[{}]")
ALWAYS = {"code", "dear", "link", "service", "when", "where", "who", "who_line", "zone"}
"""What every letter about a booking may say."""


def known(code: str) -> set[str]:
    """The placeholders that letter `code` may use: those it was made with, and those of every letter."""
    return ALWAYS | set(HOLE.findall(str(source()["letters"].get(code, ""))))


class LetterForm(WagtailAdminModelForm):
    class Meta:
        model = Letter
        fields = PARTS

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        for part in PARTS:
            for text in (cleaned.get(part) or {}).values():
                self._check(part, text)
        for part in {"subject", "body"} & cleaned.keys():
            written = {code for code, text in (cleaned[part] or {}).items() if text.strip()}
            if written < set(dict(settings.LANGUAGES)):
                self.add_error(part, ValidationError(say("outbox.missing_language")))
        return cleaned

    def _check(self, part: str, text: str) -> None:
        allowed = known(self.instance.code)
        unknown = sorted(set(HOLE.findall(text)) - allowed)
        if unknown:
            found, names = (", ".join(f"{{{name}}}" for name in some) for some in (unknown, sorted(allowed)))
            self.add_error(part, ValidationError(say("outbox.unknown_placeholder", found=found, known=names)))
        elif LONELY.search(HOLE.sub("", text)):
            self.add_error(part, ValidationError(say("outbox.stray_brace", example="{service}")))
