"""Catalogues from the text that people edit (.po) to the form that the site reads (.mo), without gettext's programs."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

BEGINNING = datetime(2026, 11, 21, 12, tzinfo=UTC)
"""Stands in every header: without a date Babel writes the present minute, and no .mo would ever equal the next one."""


def catalogues() -> Iterator[Path]:
    """Every .po of the house."""
    for folder in settings.LOCALE_PATHS:
        yield from sorted(Path(folder).glob("*/LC_MESSAGES/*.po"))


def compiled(catalogue: Path) -> bytes:
    """What the .mo of this .po must hold. babel.messages.pofile.PoFileError: the .po cannot be read."""
    into = BytesIO()
    with catalogue.open("rb") as text:
        words = read_po(text, locale=catalogue.parts[-3], abort_invalid=True)
    words.creation_date = words.revision_date = BEGINNING
    write_mo(into, words)
    return into.getvalue()


def stale() -> list[Path]:
    """Catalogues whose .mo is absent or says something else than their .po."""
    return [po for po in catalogues() if not _mo(po).is_file() or _mo(po).read_bytes() != compiled(po)]


def _mo(catalogue: Path) -> Path:
    return catalogue.with_suffix(".mo")


class Command(BaseCommand):
    help = "Compile the catalogues of words that have changed."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail if a catalogue is not compiled")

    def handle(self, *args: Any, **options: Any) -> None:
        late = stale()
        if options["check"] and late:
            raise CommandError(f"Not compiled: {', '.join(map(str, late))}. Run manage.py compile_words.")
        for catalogue in late:
            _mo(catalogue).write_bytes(compiled(catalogue))
            self.stdout.write(f"compiled {catalogue}")
