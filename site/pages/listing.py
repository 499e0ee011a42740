"""The list of experts: the address is its state. What is not understood in an address is as if it were not there."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, QuerySet, Window
from django.http import HttpRequest, QueryDict
from django.utils.functional import SimpleLazyObject

import clock
import editions
from booking.blocks import Frame, expert_cards, showcase
from booking.models import Direction, Resource, Service
from booking.queries.days import midnight
from booking.queries.people import SORTS, Wish, bookable, ordered
from moments import local
from money import show_money
from paging import pager
from words import say

PAGE = 20
PRICES = (0, 800, 1200, 1600)
TONGUES = ("uk", "en", "pl", "fr")
REMEMBERED = 50
"""Pages of the list whose question to the database is composed once."""
FORMATS = ("on_site", "online")
WHENS = ("today", "tomorrow", "this_evening", "this_weekend")
EVENING = 17


@dataclass(frozen=True)
class Asked:
    """The conditions of one visitor. Empty means: any."""

    q: str = ""
    when: str = ""
    direction: tuple[str, ...] = ()
    format: tuple[str, ...] = ()
    language: str = ""
    price: Decimal | None = None
    sort: str = "soonest"
    page: int = 1

    @classmethod
    def read(cls, given: QueryDict) -> "Asked":
        return cls(
            q=given.get("q", "").strip()[:80],
            when=_one_of(given.get("when"), WHENS),
            direction=tuple(dict.fromkeys(given.getlist("direction")[:10])) if any(given.getlist("direction")) else (),
            format=tuple(one for one in FORMATS if one in given.getlist("format")),
            language=_code(given.get("language", "")),
            price=_price(given.get("price")),
            sort=_one_of(given.get("sort"), SORTS) or "soonest",
            page=_number(given.get("page")),
        )

    def query(self, **other: Any) -> str:
        """The same conditions, some changed, as they stand in an address."""
        one = replace(self, **other)
        pairs = [(name, value) for name in CONDITIONS for value in _values(getattr(one, name))]
        pairs += [("sort", one.sort)] if one.sort != "soonest" else []
        pairs += [("page", one.page)] if one.page > 1 else []
        return urlencode(pairs)

    @property
    def chosen(self) -> int:
        """How many conditions narrow the list."""
        return sum(bool(_values(getattr(self, name))) for name in CONDITIONS)

    @property
    def key(self) -> str | None:
        """By which what says nothing but these conditions is remembered; None: there is no end of such conditions."""
        few = self.language in ("", *TONGUES) and self.price in (None, *PRICES) and self.page <= REMEMBERED
        return None if self.q or self.direction or not few else f"?{self.query(page=1)}"


CONDITIONS = ("q", "when", "direction", "format", "language", "price")
NONE = Asked()


def chosen(asked: Asked, now: datetime) -> QuerySet[Resource]:
    """Those who meet all the conditions."""
    found = bookable(Wish(
        kinds=[Resource.PERSON], q=asked.q, directions=asked.direction, formats=asked.format, language=asked.language,
        price=asked.price,
    ))  # fmt: skip
    return found.filter(pk__in=_free(found, asked.when, now)) if asked.when else found


def _free(found: QuerySet[Resource], when: str, now: datetime) -> list[int]:
    start, until = _window(when, now)
    offers = showcase.main(list(showcase.offers().filter(resource__in=found)))
    return list(showcase.soonest_within(offers, start=start, until=until, now=now))


def _window(when: str, now: datetime) -> tuple[datetime, datetime]:
    """Days and evenings are those of the house."""
    zone = settings.HOUSE_ZONE
    today = local(now, zone).date()

    def at(day: date) -> datetime:
        return midnight(day, zone)

    saturday = today + timedelta(days=5 - today.weekday()) if today.weekday() < 5 else today
    monday = today + timedelta(days=7 - today.weekday())
    spans = {
        "today": (at(today), at(today + timedelta(days=1))),
        "tomorrow": (at(today + timedelta(days=1)), at(today + timedelta(days=2))),
        "this_evening": (at(today) + timedelta(hours=EVENING), at(today + timedelta(days=1))),
        "this_weekend": (at(saturday), at(monday)),
    }
    return spans[when]


def listed(page: Any, request: HttpRequest) -> dict[str, Any]:
    """The data of pages/experts_page.html."""
    frame, asked, url = Frame.at(clock.now()), Asked.read(request.GET), page.get_url(request)
    asked, shown, total = cut(asked, frame.now)
    cards = expert_cards(shown, showcase.offered(shown), frame)
    return {
        "filters": SimpleLazyObject(lambda: filters(asked, url, directions_of(showcase.services()))),
        "filters_key": asked.key and (page.pk, asked.key), "asked": asked, "experts": cards,
        "experts_key": tuple((one["key"], one["soon"]) for one in cards),
        "found": say("filters.found", n=total) if total else say("filters.found_none"),
        "pager": pager(lambda number: f"{url}?{asked.query(page=number)}", number=asked.page, size=PAGE, total=total),
        "empty": None if total else empty(asked, url, frame.now),
    }  # fmt: skip


def cut(asked: Asked, now: datetime) -> tuple[Asked, list[Resource], int]:
    """The page asked for and how many there are in all: one query. A page past the end is the last one."""
    rows = _rows(asked, now)
    if rows or asked.page == 1:
        return asked, showcase.resources(pk for pk, _ in rows), rows[0][1] if rows else 0
    total = chosen(asked, now).count()
    return cut(replace(asked, page=-(-total // PAGE) or 1), now)


def _rows(asked: Asked, now: datetime) -> list[tuple[int, int]]:
    """Ids of the page asked for, each beside the number of all."""
    if asked.key is None or asked.when:
        return list(_query(asked, now))
    return editions.asked(("experts", asked.page, asked.key), lambda: _query(asked, now))


def _query(asked: Asked, now: datetime) -> Any:
    first = (asked.page - 1) * PAGE
    found = ordered(chosen(asked, now), asked.sort).annotate(total=Window(Count("pk")))
    return found.values_list("pk", "total")[first : first + PAGE]


def directions_of(services: Iterable[Service]) -> list[Direction]:
    """Those in which people can be booked."""
    found = {one.direction for one in services if one.direction and one.kind == Resource.PERSON}
    return sorted(found, key=lambda one: (one.sort_order, one.pk))


def filters(asked: Asked, url: str, directions: Sequence[Direction]) -> dict[str, Any]:
    return {
        "url": url, "clear_url": url, "q": asked.q,
        "chosen": asked.chosen,
        "when": [_choice(one, say(f"filters.{one or 'any_time'}"), one == asked.when) for one in ("", *WHENS)],
        "direction": [_choice(one.code, str(one.name), one.code in asked.direction) for one in directions],
        "format": [_choice(one, say(f"filters.{one}"), one in asked.format) for one in FORMATS],
        "language": _languages(asked), "price": _prices(asked),
        "sort": [_choice(one, say(f"filters.sort_{one}"), one == asked.sort) for one in SORTS],
    }  # fmt: skip


def _choice(value: Any, label: str, picked: bool) -> dict[str, Any]:
    return {"value": value, "label": label, "n": None, "checked": picked, "selected": picked}


def _languages(asked: Asked) -> list[dict[str, Any]]:
    codes = dict.fromkeys([*TONGUES, *([asked.language] if asked.language else [])])
    named = [_choice(code, showcase.spoken([code]), code == asked.language) for code in codes]
    return [_choice("", say("filters.any_language"), not asked.language), *named]


def _prices(asked: Asked) -> list[dict[str, Any]]:
    steps = sorted({Decimal(one) for one in PRICES} | ({asked.price} if asked.price is not None else set()))
    named = [_choice(f"{one:f}", _price_words(one), one == asked.price) for one in steps]
    return [_choice("", say("filters.any_price"), asked.price is None), *named]


def _price_words(price: Decimal) -> str:
    return say("filters.up_to", price=show_money(price)) if price else say("filters.free_only")


def empty(asked: Asked, url: str, now: datetime) -> dict[str, Any]:
    """Which one condition to drop: the one without which most are found."""
    given = [name for name in CONDITIONS if _values(getattr(asked, name))]
    without = {name: replace(asked, **{name: getattr(NONE, name)}, page=1) for name in given}
    counts = {name: chosen(other, now).count() for name, other in without.items()}
    best = max(counts, key=lambda name: counts[name], default="")
    if not best or not counts[best]:
        return {"text": say("filters.found_none"), "actions": [{"label": say("filters.clear"), "url": url}]}
    return {
        "text": say("empty.experts_filter.text", filter=_named(asked, best)),
        "actions": [{"label": say("empty.experts_filter.button"), "url": f"{url}?{without[best].query()}"}],
    }


NAMES: dict[str, Callable[[Asked], str]] = {
    "q": lambda asked: asked.q,
    "when": lambda asked: say(f"filters.{asked.when}"),
    "direction": lambda asked: ", ".join(str(one.name) for one in Direction.objects.filter(code__in=asked.direction)),
    "format": lambda asked: ", ".join(say(f"filters.{one}") for one in asked.format),
    "language": lambda asked: showcase.spoken([asked.language]),
    "price": lambda asked: _price_words(asked.price or Decimal(0)),
}


def _named(asked: Asked, name: str) -> str:
    return NAMES[name](asked) or say(f"filters.{name}")


def _values(value: Any) -> list[Any]:
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, tuple) else [value]


def _one_of(text: str | None, known: tuple[str, ...]) -> str:
    return text if text in known else ""


def _code(text: str) -> str:
    return text if text.isascii() and text.isalpha() and len(text) <= 3 else ""


def _price(text: str | None) -> Decimal | None:
    try:
        number = Decimal(text or "")
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number < 1_000_000 else None


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and 0 < int(text) < 10_000 else 1
