"""The blocks of a page, each drawn once as long as nothing changes where it does not depend on the hour."""

from typing import Any, NamedTuple

from django import template

import editions
from pages.blocks import LASTING

register = template.Library()


class Part(NamedTuple):
    """One block of a body: what is known of it before it is read."""

    body: Any
    number: int
    type: str
    id: str
    tone: str
    """Of a band."""


@register.filter
def parts(body: Any) -> list[Part]:
    return [_part(body, number, raw) for number, raw in enumerate(body.raw_data)] if body else []


def _part(body: Any, number: int, raw: Any) -> Part:
    tone = raw["value"].get("tone", "") if raw["type"] == "band" else ""
    return Part(body, number, raw["type"], raw.get("id") or "", tone)


@register.simple_tag(takes_context=True)
def draw(context: template.Context, part: Part) -> Any:
    """A lasting block knows its page and nothing of the visitor. A draft is drawn each time."""
    page, draft = context.get("page"), getattr(context.get("request"), "is_preview", False)
    if draft or not page or not page.pk or not part.id or part.type not in LASTING:
        return part.body[part.number].render_as_block(context.flatten())
    return editions.kept(("block", page.pk, part.id), lambda: part.body[part.number].render_as_block({"page": page}))
