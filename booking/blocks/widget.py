"""The booking widget: what is chosen comes from the address, what can be chosen from the queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from hashlib import md5
from typing import Any
from urllib.parse import urlencode

from booking import showcase
from booking.blocks.cards import Frame, default_format
from booking.blocks.readable import hints
from booking.blocks.times import day_cells, day_parts, hold_address
from booking.horizon import Horizon
from booking.models import Booking, Offer
from booking.queries import Day, days, next_free
from booking.queries.days import midnight
from booking.queries.terms import agreed
from editions import Composed
from moments import is_zone, local, moment, near, offset, on_day, zone_name
from words import say

STRIP = 14
"""Days in the strip."""
FAR = 180
"""How many days ahead the widget looks."""
CHOICES = ("service", "expert", "format", "tz", "day", "from")
"""What an address may ask for."""
ZONES = ("Europe/Kyiv", "Europe/Warsaw", "Europe/Berlin", "Europe/London", "America/New_York")
"""Offered first; the visitor's own is added when known."""


@dataclass
class Widget:
    """`offers`: what may be chosen, the default first; `asked`: GET parameters; `home`: the visitor's zone if known."""

    url: str
    offers: Sequence[Offer]
    asked: Mapping[str, str]
    frame: Frame
    home: str = ""
    moving: Booking | None = None
    """Choosing a new time for this booking: by its own terms, its own time not in the way."""
    read: Horizon | None = None
    """What the page has read already of these offers' free times."""

    @cached_property
    def horizon(self) -> Horizon:
        return self.read or Horizon(self.offers, now=self.frame.now, whole=True)

    @cached_property
    def offer(self) -> Offer:
        """The chosen one: the service asked for by the person asked for, else the nearest to that."""
        service, expert = self.asked.get("service"), self.asked.get("expert")
        right = [one for one in self.offers if one.service.code == service] or showcase.main(self.offers)
        return next((one for one in right if one.resource.code == expert), right[0])

    @cached_property
    def format(self) -> str:
        wanted = self.asked.get("format", "")
        return wanted if wanted in self.offer.ways else default_format(self.offer)

    @cached_property
    def zone(self) -> str:
        """Of the place for meetings there; for online ones the visitor's, if he told it."""
        asked = self.asked.get("tz") or self.home
        return asked if self.format == "online" and is_zone(asked) else self.offer.resource.place.zone

    @cached_property
    def today(self) -> date:
        return local(self.frame.now, self.zone).date()

    @cached_property
    def strip(self) -> list[Day]:
        """From the day asked for, from today if anything is free there, else from the next free day."""
        wanted = self._asked_day("from") or self._asked_day("day")
        ahead = wanted is not None and not self.today <= wanted < self.today + timedelta(days=STRIP)
        found = self._days(max(self.today, wanted) if wanted and ahead else self.today)
        if wanted is None and not any(one.free for one in found) and self.soonest:
            return self._days(local(self.soonest, self.zone).date())
        return found

    def _asked_day(self, name: str) -> date | None:
        """A day of the address; one that is too far to be shown is as if it were not there."""
        wanted = _day(self.asked.get(name))
        return wanted if wanted and wanted <= self.today + timedelta(days=FAR) else None

    def _days(self, first: date) -> list[Day]:
        offer = self.offer
        rules = agreed(self.moving) if self.moving else None
        known = not self.moving and self.horizon.covers(first, STRIP, self.zone)
        return days(
            offer.service, offer.resource, zone=self.zone, now=self.frame.now, format=self.format, first=first,
            count=STRIP, rules=rules, ignoring=self.moving,
            ground=self.horizon.grounds[offer.resource_id] if known else None,
        )  # fmt: skip

    @cached_property
    def soonest(self) -> datetime | None:
        """Looked for beyond the horizon only when nothing is free before it."""
        near = self.horizon.first(self.offer, self.format)
        return near or next_free([self.offer], now=self.frame.now, days=FAR, format=self.format)[self.offer.resource_id]

    @cached_property
    def day(self) -> Day:
        """The day asked for, else the first with free times."""
        wanted = self._asked_day("day")
        exact = next((one for one in self.strip if one.date == wanted), None)
        return exact or next((one for one in self.strip if one.free), self.strip[0])

    @cached_property
    def key(self) -> str:
        """By which the drawn widget is remembered: all that it says follows from these, and from the edition."""
        free = [(one.date, one.cell, one.opens, len(one.times)) for one in self.strip]
        firsts = [self.horizon.first(one) for one in self.offers] if self._is_choice_of_people else []
        seen = (
            self.url, [self.asked.get(name) for name in CHOICES], self.home, self.format, self.zone, self.today,
            offset(self.frame.now, self.zone), free, self.day.date, self.day.times, firsts,
            None if self.day.free else self.soonest, [one.pk for one in self.offers],
        )  # fmt: skip
        return md5(repr(seen).encode(), usedforsecurity=False).hexdigest()

    @property
    def _is_choice_of_people(self) -> bool:
        return len({one.resource_id for one in self.offers}) > 1

    def part(self) -> dict[str, Any]:
        """What an answer to a change of the choice needs."""
        return Composed(lambda: self._part, {"key": self.key})

    def whole(self) -> dict[str, Any]:
        return Composed(lambda: self._part | self._choices, {"key": self.key})

    @cached_property
    def _part(self) -> dict[str, Any]:
        named = midnight(self.day.date, self.zone) + timedelta(hours=12)
        said = say("day_cells.free_label", n=self.day.free, day=on_day(named, self.zone))
        return {
            "url": self.url, "said": said[:1].upper() + said[1:], "hold_url": hold_address(), "fields": self._fields(),
            "parts": day_parts(self.day.times, self.zone), "empty": None if self.day.free else self._empty(),
            "days": day_cells(self.strip, self.day, zone=self.zone, now=self.frame.now),
            "hints": hints(self.offer.service),
            "earlier_url": self._earlier(), "later_url": self._later(),
        }  # fmt: skip

    @cached_property
    def _choices(self) -> dict[str, Any]:
        return {
            "services": self._services(), "experts": self._experts(), "formats": self._formats(), "zone": self._zone(),
        }  # fmt: skip

    def _fields(self) -> dict[str, Any]:
        service = self.offer.service
        return {
            "service": service.code, "resource": self.offer.resource.code, "format": self.format, "tz": self.zone,
            "party": service.party_min,
        }  # fmt: skip

    def _empty(self) -> dict[str, Any]:
        if self.soonest is None:
            return {"text": say("expert.no_times"), "actions": []}
        named = midnight(self.day.date, self.zone) + timedelta(hours=12)
        when = moment(self.soonest, self.zone, self.frame.now)
        url = self._address(day=local(self.soonest, self.zone).date())
        return {
            "text": say("empty.day.text", on_day=on_day(named, self.zone), when=when),
            "actions": [{"label": say("empty.day.button"), "url": f"{url}#book"}],
        }

    def _address(self, **other: Any) -> str:
        kept = {"service": self.offer.service.code, "format": self.format, "tz": self.asked.get("tz", "")}
        if self._is_choice_of_people:
            kept["expert"] = self.offer.resource.code
        return f"{self.url}?{urlencode({key: value for key, value in (kept | other).items() if value})}"

    def _earlier(self) -> str:
        first = self.strip[0].date
        return self._address(**{"from": max(self.today, first - timedelta(days=STRIP))}) if first > self.today else ""

    def _later(self) -> str:
        following = self.strip[-1].date + timedelta(days=1)
        return self._address(**{"from": following}) if following <= self.today + timedelta(days=FAR) else ""

    def _services(self) -> list[dict[str, Any]]:
        """One line a service, at the price of the chosen person where he does it."""
        lines: dict[int, Offer] = {}
        for offer in self.offers:
            if offer.service_id not in lines or offer.resource_id == self.offer.resource_id:
                lines[offer.service_id] = offer
        return [self._service(offer) for offer in lines.values()]

    def _service(self, offer: Offer) -> dict[str, Any]:
        service = offer.service
        note = f"{showcase.length_of(service)}, {showcase.formats_words(offer.ways)}"
        return {
            "value": service.code, "label": str(service.name), "price": offer.charge, "free": not offer.charge,
            "note": note, "checked": service.pk == self.offer.service_id,
        }  # fmt: skip

    def _experts(self) -> list[dict[str, Any]]:
        if not self._is_choice_of_people:
            return []
        return [self._expert(one) for one in self.offers if one.service_id == self.offer.service_id]

    def _expert(self, one: Offer) -> dict[str, Any]:
        at = self.horizon.first(one)
        note = near(at, self.zone, self.frame.now) if at else say("day_cells.full")
        return {
            "value": one.resource.code, "label": str(one.resource.name), "checked": one.pk == self.offer.pk,
            "note": note,
        }  # fmt: skip

    def _formats(self) -> list[dict[str, Any]]:
        return [
            {"value": one, "label": say(f"booking_form.format_{one}"), "checked": one == self.format}
            for one in self.offer.ways
        ]

    def _zone(self) -> dict[str, Any]:
        line = say("time_zone.line", zone=zone_name(self.zone), offset=offset(self.frame.now, self.zone))
        if self.format != "online":
            return {"line": line, "options": []}
        known = dict.fromkeys([self.zone, self.offer.resource.place.zone, *([self.home] if self.home else []), *ZONES])
        options = [{"value": one, "label": zone_name(one), "selected": one == self.zone} for one in known]
        return {"line": line, "options": options}


def booking_widget(
    *, url: str, offers: Sequence[Offer], asked: Mapping[str, str], frame: Frame, horizon: Horizon | None = None,
    home: str = "", part: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """The data of parts/_booking_widget.html, or with `part` of parts/_booking_part.html. `offers`: at least one."""
    widget = Widget(url, offers, asked, frame, home if is_zone(home) else "", read=horizon)
    return widget.part() if part else widget.whole()


def _day(text: str | None) -> date | None:
    """An ISO date, or nothing for what is not one."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
