"""Words, money and times in templates, in the active language: see `words`, `money`, `moments`."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.safestring import mark_safe

import editions
import moments
import money
import words

register = template.Library()
PROOF = "proof-of-the-form"
"""Stands in kept forms where each visitor's token against forged requests belongs."""


@register.simple_tag
def say(key: str, /, **numbers: Any) -> str:
    """`{% say "hints.hold" n=10 %}`; `from` is given as it is: `{% say "hints.peak" from="11:00" until="15:00" %}`."""
    return words.say(key, **numbers)


@register.simple_tag
def purpose(about: Any) -> str:
    """What a list of staff is for and what to do first; `about`: its model's _meta, or nothing. Empty without words."""
    key = f"staff.empty.{about.model_name}" if about else ""
    return words.say(key) if words.has_words(key) else ""


@register.simple_tag(takes_context=True)
def kept(context: template.Context, name: str, *key: Any, **told: Any) -> str:
    """The template `name`, which sees only what it is `told`; drawn once for this `key` as long as nothing changes.

    Each visitor's own proof is put into its forms. A draft that an editor looks at, and what has None in its key, is
    drawn each time.
    """

    def draw() -> str:
        return get_template(name).template.render(template.Context(told | {"csrf_token": PROOF}))  # type: ignore[attr-defined, no-any-return]

    passing = None in key or getattr(context.get("request"), "is_preview", False)
    drawn = draw() if passing else editions.kept((name, *key), draw)
    proof = context.get("csrf_token", PROOF)
    return mark_safe(drawn.replace(PROOF, str(proof))) if proof is not PROOF and PROOF in drawn else drawn  # noqa: S308


@register.simple_tag
def when(start: datetime, end: datetime, zone: str) -> str:
    return moments.when(start, end, zone)


@register.simple_tag
def hours(start: datetime, end: datetime, zone: str) -> str:
    return moments.hours(start, end, zone)


@register.simple_tag
def moment(instant: datetime, zone: str, now: datetime) -> str:
    return moments.moment(instant, zone, now)


@register.simple_tag
def near(instant: datetime, zone: str, now: datetime) -> str:
    return moments.near(instant, zone, now)


@register.simple_tag
def near_day(instant: datetime, zone: str, now: datetime) -> str:
    return moments.near_day(instant, zone, now)


@register.simple_tag
def relative(instant: datetime, now: datetime) -> str:
    return moments.relative(instant, now)


@register.filter(name="money")
def show(amount: Decimal, currency: str = "UAH") -> str:
    return money.show_money(amount, currency)


@register.filter
def words_of(key: str) -> str:
    """The text of a key that a row holds: `{{ booking.state_key|words_of }}`."""
    return words.say(key)


@register.filter
def capital(text: str) -> str:
    """The same words with a capital letter first, to begin a line; the rest stays as it is."""
    return str(text)[:1].upper() + str(text)[1:]


PLAIN = {
    "clock": moments.clock,
    "day": moments.day,
    "on_day": moments.on_day,
    "day_month": moments.date,
    "full_date": moments.full_date,
    "offset": moments.offset,
}
for name, spoken in PLAIN.items():
    register.filter(name, spoken)
for name, measured in {"duration": moments.duration, "short_duration": moments.short_duration}.items():
    register.filter(name, measured)
register.filter("zone_name", moments.zone_name)
