"""The free times of some offers in the coming days: read once, in two queries, and asked as often as a page needs."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cached_property

from booking.core.rules import Rule
from booking.models import Offer, Service
from booking.queries.days import midnight
from booking.queries.terms import rules_of
from booking.queries.times import Ground, grounds, starts_on

DAYS = 15
"""A strip of fourteen days in any zone lies within."""


class Horizon:
    """`offers` come with `service__policy` and `resource` selected; `now`: aware UTC."""

    def __init__(self, offers: Sequence[Offer], *, now: datetime) -> None:
        self.offers, self.now, self.until = offers, now, now + timedelta(days=DAYS)
        self._starts: dict[tuple[int, str | None], list[datetime]] = {}
        self._read: dict[int, tuple[Rule, ...]] = {}

    @cached_property
    def grounds(self) -> dict[int, Ground]:
        return grounds({offer.resource for offer in self.offers}, self.now, self.until, now=self.now)

    def starts(self, offer: Offer, format: str | None = None) -> list[datetime]:
        """Every free start of one of the offers, in order."""
        key = (offer.pk, format)
        if key not in self._starts:
            self._starts[key] = self._look(offer, format)
        return self._starts[key]

    def next(self, offer: Offer, most: int, format: str | None = None) -> list[datetime]:
        """The first of `starts`, found without looking for the others."""
        return self._look(offer, format, most)

    def first(self, offer: Offer, format: str | None = None) -> datetime | None:
        return next(iter(self.next(offer, 1, format)), None)

    def _look(self, offer: Offer, format: str | None, most: int | None = None) -> list[datetime]:
        return starts_on(
            self.grounds[offer.resource_id], offer.service, start=self.now, until=self.until, now=self.now,
            rules=self._rules(offer.service), format=format or offer.hours, most=most,
        )  # fmt: skip

    def _rules(self, service: Service) -> tuple[Rule, ...]:
        if service.pk not in self._read:
            self._read[service.pk] = rules_of(service)
        return self._read[service.pk]

    def covers(self, first: date, count: int, zone: str) -> bool:
        """Whether `count` days of the clocks of `zone` from `first` on lie within."""
        return (
            midnight(first, zone) + timedelta(days=1) >= self.now
            and midnight(first + timedelta(days=count), zone) <= self.until
        )
