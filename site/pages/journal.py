"""What the journal tells: the list by topic, and one article with its author and people to talk to."""

from typing import Any

from django.http import HttpRequest

import clock
from booking.blocks import NOBODY, Frame, expert_cards, faces, showcase
from pages import models as rows  # by its name: page models and this module need each other
from pages import queries
from paging import pager
from words import language, say

PAGE = 12


def journal(page: Any, request: HttpRequest) -> dict[str, Any]:
    """The data of pages/articles_page.html; `?topic=` narrows it, `?page=` walks it."""
    url, topic = page.get_url(request), request.GET.get("topic", "")
    articles = rows.ArticlePage.objects.child_of(page).live().order_by("-written", "-pk")
    if topic:
        articles = articles.filter(topics__topic__code=topic)
    total = articles.count()
    number = _number(request.GET.get("page", ""), total)
    first = (number - 1) * PAGE
    return {
        "tags": topics(url, topic), "articles": queries.article_cards(articles[first : first + PAGE]),
        "pager": pager(lambda page: _at(url, topic, page), number=number, size=PAGE, total=total),
        "empty": None if total else {"text": say("article.none"),
        "actions": [{"label": say("article.all_topics"), "url": url}]},
    }  # fmt: skip


def topics(url: str, current: str) -> list[dict[str, Any]]:
    found = rows.Topic.objects.filter(pk__in=rows.ArticleTopic.objects.filter(page__live=True).values("topic"))
    every = {"label": say("article.all_topics"), "url": url, "current": not current}
    return [
        every,
        *({"label": str(one), "url": f"{url}?topic={one.code}", "current": one.code == current} for one in found),
    ]


def _number(text: str, total: int) -> int:
    pages = max(1, -(-total // PAGE))
    return min(int(text), pages) if text.isascii() and text.isdigit() and int(text) > 0 else 1


def _at(url: str, topic: str, page: int) -> str:
    return f"{url}?{f'topic={topic}&' if topic else ''}page={page}"


def told_article(page: Any) -> dict[str, Any]:
    """The data of pages/article_page.html."""
    frame = Frame.at(clock.now())
    people = [one.resource for one in page.experts.select_related("resource__place") if one.resource.live]
    made = rows.shot(page.picture, rows.COVER)
    url = queries.address_of(rows.ArticlesPage)
    tags = [
        {"label": str(one.topic), "url": f"{url}?topic={one.topic.code}"} for one in page.topics.select_related("topic")
    ]
    return {
        "author": _author(page.author), "date": page.written_words, "length": page.length_words, "tags": tags,
        "picture": made and {"url": made.url, "width": made.width, "height": made.height, "alt": page.picture.title},
        "experts": expert_cards(people, showcase.offered(people), frame),
    }  # fmt: skip


def _author(resource: Any) -> dict[str, Any] | None:
    if resource is None:
        return None
    face = faces("resource", [resource.pk], language()).get(resource.pk, NOBODY)
    return {
        "name": str(resource.name), "headline": str(resource.headline), "url": face.url, "photo": face.picture,
        "sky": "noon",
    }  # fmt: skip
