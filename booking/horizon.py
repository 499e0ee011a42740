"""The free times of some offers in the coming days: read in a query or two, and asked as often as a page needs."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cached_property

from booking.core.rules import Rule
from booking.models import Offer, Service
from booking.queries.days import midnight
from booking.queries.terms import rules_kept
from booking.queries.times import Ground, grounds, starts_on

DAYS, NEAR = 15, 3
"""A strip of fourteen days in any zone lies within the first; most people have a free time within the second."""


class Horizon:
    """`offers` come with `service__policy` and `resource` selected; `now`: aware UTC.

    `whole`: every day will be asked about, so that the near ones need not be read apart.
    """

    def __init__(self, offers: Sequence[Offer], *, now: datetime, whole: bool = False) -> None:
        self.offers, self.now, self.whole = offers, now, whole
        self.near, self.until = now + timedelta(days=NEAR), now + timedelta(days=DAYS)
        self._starts: dict[tuple[int, str | None], list[datetime]] = {}
        self._agreed: dict[int, tuple[Rule, ...]] = {}

    @cached_property
    def grounds(self) -> dict[int, Ground]:
        return self._read(self.until)

    @cached_property
    def _near_grounds(self) -> dict[int, Ground]:
        return self._read(self.near)

    def _read(self, until: datetime) -> dict[int, Ground]:
        return grounds({offer.resource for offer in self.offers}, self.now, until, now=self.now)

    def starts(self, offer: Offer, format: str | None = None) -> list[datetime]:
        """Every free start of one of the offers, in order."""
        key = (offer.pk, format)
        if key not in self._starts:
            self._starts[key] = self._look(self.grounds, self.until, offer, format, None)
        return self._starts[key]

    def next(self, offer: Offer, most: int, format: str | None = None) -> list[datetime]:
        """The first of `starts`, found without reading far: further days are read only if the near ones are full."""
        if not self.whole:
            found = self._look(self._near_grounds, self.near, offer, format, most)
            if len(found) == most:
                return found
        return self._look(self.grounds, self.until, offer, format, most)

    def first(self, offer: Offer, format: str | None = None) -> datetime | None:
        return next(iter(self.next(offer, 1, format)), None)

    def _look(
        self, read: dict[int, Ground], until: datetime, offer: Offer, format: str | None, most: int | None
    ) -> list[datetime]:
        return starts_on(
            read[offer.resource_id], offer.service, start=self.now, until=until, now=self.now,
            rules=self._rules(offer.service), format=format or offer.hours, most=most,
        )  # fmt: skip

    def _rules(self, service: Service) -> tuple[Rule, ...]:
        if service.pk not in self._agreed:
            self._agreed[service.pk] = rules_kept(service)
        return self._agreed[service.pk]

    def covers(self, first: date, count: int, zone: str) -> bool:
        """Whether `count` days of the clocks of `zone` from `first` on lie within."""
        return (
            midnight(first, zone) + timedelta(days=1) >= self.now
            and midnight(first + timedelta(days=count), zone) <= self.until
        )
