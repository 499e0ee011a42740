"""Articles: Markdown of the fixtures into rich text, the same paragraphs in both languages."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from wagtail.models import Page

from booking.models import Resource, Service
from config.furnish.pictures import picture
from config.furnish.words import Lexicon, both, day_of, read, safe
from pages import models as rows

BOLD = re.compile(r"\*\*(.+?)\*\*")
NUMBERED = re.compile(r"^\d+\. ")
Pair = tuple[str, str]


def article(parent: Page, one: dict[str, Any], today: date, tell: Lexicon) -> Page:
    page = rows.ArticlePage(
        title=tell(one["title"]), slug=one["code"], lead=tell(one["lead"]), written=day_of(one["published"], today),
        author=Resource.objects.get(code=one["author"]), picture=picture(f"article-{one['code']}", one["title"]["en"]),
        search_description=tell(one["lead"]),
        body=[("text", rich(one["body"], tell)), *_book(one, tell),
        ("faq", {"title": "", "items": _faq(one["faq"], tell)}), ("social", {"title": ""})],
    )  # fmt: skip
    known = parent.get_children().filter(slug=page.slug).first()
    return known.specific if known else _published(parent, page, one)


def _book(one: dict[str, Any], tell: Lexicon) -> list[tuple[str, Any]]:
    """Where the article leads to somebody's free times."""
    told = one.get("book")
    if not told:
        return []
    whose = {"expert": Resource.objects.get(code=told["expert"]), "service": Service.objects.get(code=told["service"])}
    return [("book", {"title": tell(told["title"])} | whose)]


def _published(parent: Page, page: Any, one: dict[str, Any]) -> Page:
    page.locale = parent.locale
    page.topics = [rows.ArticleTopic(topic=_topic(code)) for code in one["tags"]]
    page.experts = [rows.ArticleExpert(resource=Resource.objects.get(code=code)) for code in one["experts"]]
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def _topic(code: str) -> Any:
    row, _ = rows.Topic.objects.get_or_create(code=code, defaults={"name": both(read("site")["topics"][code])})
    return row


def _faq(items: list[dict[str, Any]], tell: Lexicon) -> list[dict[str, str]]:
    return [{"question": tell(one["question"]), "answer": tell(one["answer"])} for one in items]


def rich(body: dict[str, str], tell: Lexicon) -> str:
    """Rich text from Markdown with headings, paragraphs, numbered lists and bold words."""
    pairs = zip(body["en"].split("\n\n"), body["uk"].split("\n\n"), strict=True)
    return "".join(part for pair in pairs for part in _part(pair, tell))


def _part(pair: Pair, tell: Lexicon) -> Iterator[str]:
    en, uk = (text.strip() for text in pair)
    if en.startswith("## "):
        yield _tagged("h2", (en[3:], uk[3:]), tell)
    elif NUMBERED.match(en):
        lines = zip(en.split("\n"), uk.split("\n"), strict=True)
        items = (_tagged("li", (NUMBERED.sub("", a), NUMBERED.sub("", b)), tell) for a, b in lines)
        yield f"<ol>{''.join(items)}</ol>"
    else:
        yield _tagged("p", (en, uk), tell)


def _tagged(tag: str, pair: Pair, tell: Lexicon) -> str:
    en, uk = (BOLD.sub(r"<b>\1</b>", safe(" ".join(text.split()))) for text in pair)
    return f"<{tag}>{tell.told(en, uk)}</{tag}>"
