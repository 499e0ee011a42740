"""The letters' first words."""

from fields import Words
from notifications.lines import source
from notifications.models import Letter

PARTS = ("subject", "preheader", "body", "button")


def load_letters() -> int:
    """Makes a row for every letter of the file that has none yet; says how many. What staff have written stays."""
    known = set(Letter.objects.values_list("code", flat=True))
    new = [_row(code, texts) for code, texts in source()["letters"].items() if code not in known]
    return len(Letter.objects.bulk_create(new, ignore_conflicts=True))


def _row(code: str, texts: dict[str, dict[str, object]]) -> Letter:
    return Letter(code=code, **{part: _words(texts.get(part, {})) for part in PARTS})


def _words(entry: dict[str, object]) -> Words:
    """A counted text keeps the form for many: letters are edited as one text a language."""
    kept = {name: text for name, text in entry.items() if name != "plural"}
    return Words({name: text["other"] if isinstance(text, dict) else str(text) for name, text in kept.items()})
