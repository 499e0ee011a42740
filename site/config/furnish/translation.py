"""Ukrainian pages: every string of an English page gets its words, and the translation goes live."""

from collections.abc import Iterable
from typing import Any

from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.strings import StringValue

from config.furnish.words import Lexicon, Missing

LANGUAGE = "uk"
SAME = ("slug",)
"""Strings that are the same in every language."""


def translate(pages: Iterable[Page], words: Lexicon) -> int:
    """Parents first. Says how many were made now; a page with a live translation is left as its editors have it.

    Missing: strings without words, all of them, and nothing of that page is shown.
    """
    target = Locale.objects.get(language_code=LANGUAGE)
    fresh = [page for page in pages if not page.get_translations().filter(locale=target, live=True).exists()]
    for page in fresh:
        _translate(page, target, words)
    return len(fresh)


def _translate(page: Page, target: Locale, words: Lexicon) -> None:
    source, _ = TranslationSource.update_or_create_from_instance(page)
    translation, _ = Translation.objects.get_or_create(source=source, target_locale=target, defaults={"enabled": True})
    segments = list(source.stringsegment_set.select_related("string", "context"))
    missing = [one.string.data for one in segments if _words(one, words) is None]
    if missing:
        raise Missing(f"{page.title}: no {LANGUAGE} words for {missing}")
    for one in segments:
        StringTranslation.objects.update_or_create(
            translation_of=one.string, locale=target, context=one.context,
            defaults={"data": _words(one, words), "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL},
        )  # fmt: skip
    translation.save_target(publish=True)


def _words(segment: Any, words: Lexicon) -> str | None:
    """Rich text is kept as it is written; plain text as HTML, whose lines end in <br>."""
    kept = segment.string.data
    if segment.context.path in SAME or kept in words:
        return kept if segment.context.path in SAME else words[kept]
    plain = words.get(StringValue(kept).render_text())
    return None if plain is None else StringValue.from_plaintext(plain).data
