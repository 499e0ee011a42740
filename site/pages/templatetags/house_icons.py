"""Icons, the sky of an arch, and data for search engines: what the theme's templates need beside words."""

import json
from datetime import datetime
from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

import moments

register = template.Library()

HARMLESS = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


@register.simple_tag
def icon(name: str) -> SafeString:
    """One sign of the sprite; decoration only, so words must stand beside it."""
    return _drawn(static("img/icons.svg"), name)


@cache
def _drawn(sprite: str, name: str) -> SafeString:
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', sprite, name)


@register.filter
def sky(at: datetime | None, zone: str = "") -> str:
    """The light in an arch at an aware moment, by the hour in `zone` (none: the house's): dawn, noon, dusk or night."""
    return moments.sky(at, zone or settings.HOUSE_ZONE) if isinstance(at, datetime) else "noon"


@register.filter
def structured(value: Any) -> SafeString:
    """schema.org data as a script element that no text inside it can close."""
    text = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False).translate(HARMLESS)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308  no < > & is left in it
