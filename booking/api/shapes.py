"""What programs may ask of the booking room and what they are told."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from contact import LONGEST_NOTE
from pydantic import Field

from booking.models import Resource
from booking.queries.people import SORTS
from moments import FIRST, LAST, read_instant
from money import read_money
from wire import EXAMPLE, Asked, Checked, Language, Line, Lines, Moment, OneOf, Told, Whole, Zone, bad

MOST_DAYS, MOST_ON_PAGE = 60, 100


class Sum(Checked):
    """A sum of money as text, "1200" or "1200.50"; a Decimal once checked."""

    told = {"type": "string", "examples": ["1200.00"]}

    def check(self, given: str) -> Decimal:
        amount = read_money(given)
        if amount is None:
            raise bad("amount_number")
        return amount


class DayOrMoment(Checked):
    told = {"type": "string", "examples": ["2027-03-12", EXAMPLE]}

    def check(self, given: str) -> date | datetime:
        moment = read_instant(given)
        if moment is not None:
            return moment
        try:
            day = date.fromisoformat(given)
        except ValueError:
            raise bad("date", example="2027-03-12") from None
        if not FIRST <= day <= LAST:
            raise bad("date", example="2027-03-12")
        return day


class SpokenLanguage(Checked):
    told = {"type": "string", "examples": ["uk"], "minLength": 2, "maxLength": 3}

    def check(self, given: str) -> str:
        if not (given.isascii() and given.isalpha() and len(given) in (2, 3)):
            raise bad("language", types="uk, en, pl…")
        return given.lower()


Amount = Annotated[Decimal, Sum()]
Since = Annotated[date | datetime, DayOrMoment()]
Spoken = Annotated[str, SpokenLanguage()]
Format = Annotated[str, OneOf("on_site", "online")]
Kind = Annotated[str, OneOf(*(kind for kind, _ in Resource.KINDS))]
Code = Annotated[str, Line(100)]


def shown(example: Any) -> dict[str, Any]:
    return {"example": example}


class Paged(Asked):
    page: Annotated[int, Whole(1, 10_000)] = 1
    size: Annotated[int, Whole(1, MOST_ON_PAGE)] = 20


class ServicesAsked(Paged):
    direction: Code = ""
    kind: Kind | None = None
    format: Format | None = Field(None, json_schema_extra=shown("online"))


class PeopleAsked(Paged):
    q: Annotated[str, Line(80)] = Field(
        "", description="words of names, headlines, directions and services, in any language"
    )
    service: Code = Field("", json_schema_extra=shown("session"))
    direction: Code = ""
    language: Spoken | None = Field(None, json_schema_extra=shown("uk"))
    format: Format | None = None
    price_max: Amount | None = Field(None, json_schema_extra=shown("1500"))
    sort: Annotated[str, OneOf(*SORTS)] = "soonest"
    tz: Zone | None = Field(None, description="in which times are told; without it in the zone of the place")


class ResourcesAsked(PeopleAsked):
    kind: Kind | None = Field(None, json_schema_extra=shown("person"))


class SlotsAsked(Asked):
    service: Code = Field(json_schema_extra=shown("session"))
    resource: Code = Field("any", json_schema_extra=shown("olena"), description="its code, or any")
    since: Since | None = Field(
        None, alias="from", json_schema_extra=shown("2027-03-12"), description="a day, or a moment with its offset; now"
    )
    days: Annotated[int, Whole(1, MOST_DAYS)] = Field(
        7, json_schema_extra=shown(7), description="local days, the first one included"
    )
    format: Format | None = None
    tz: Zone | None = Field(None, json_schema_extra=shown("Europe/Kyiv"))


class Book(Asked):
    """One session for one client. The time is taken at once; where something is due now, it is held until paid."""

    service: Code
    resource: Code
    start: Moment
    name: Annotated[str, Line(1000)]
    email: Annotated[str, Line(1000)]
    phone: Annotated[str, Line(1000)]
    consent: bool = Field(description="the client agrees to the terms and to the processing of personal data")
    note: Annotated[str, Lines(LONGEST_NOTE)] = ""
    format: Format | None = Field(None, description="without it the first that the service has")
    party: Annotated[int, Whole(1, 500)] = 1
    language: Language | None = Field(None, description="of letters to the client; without it that of Accept-Language")
    tz: Zone | None = Field(None, description="of the client; without it that of the place")
    save_card: bool = Field(False, description="the client agrees that a no-show fee is charged to the card")
    price: Amount | None = Field(None, description="what the client was shown; refused when it is another by now")
    currency: Annotated[str, Line(3)] | None = None


class Move(Asked):
    start: Moment


class Cancel(Asked):
    quoted: Amount = Field(description="the fee of the quote; refused when it is another by now")
    reason: Annotated[str, Lines(500)] = ""


class QuoteAsked(Asked):
    verb: Annotated[str, OneOf("cancel")] = Field(json_schema_extra=shown("cancel"))
    token: Annotated[str, Line(200)] = ""


class BookingAsked(Asked):
    token: Annotated[str, Line(200)] = ""
    tz: Zone | None = None


class Page(Told):
    total: int
    page: int
    pages: int


class Service(Told):
    code: str
    name: str
    summary: str
    kind: str
    direction: str | None
    variant_of: str | None
    minutes: int
    formats: list[str]
    party_min: int
    party_max: int
    price_from: str = Field(description="the lowest price of those who offer it")
    currency: str
    resources: list[str]
    url: str


class Services(Page):
    items: list[Service]


class ResourceTold(Told):
    code: str
    kind: str
    name: str
    headline: str
    location: str
    place: str
    tz: str
    capacity: int
    party_min: int
    party_max: int
    attributes: list[Any]
    languages: list[str]
    services: list[str]
    price_from: str | None
    currency: str
    next_free: datetime | None = Field(description="of the main service, within two weeks")
    url: str


class Resources(Page):
    items: list[ResourceTold]


class Expert(ResourceTold):
    directions: list[str]
    rating: float | None
    reviews: int


class Experts(Page):
    items: list[Expert]


class Times(Told):
    code: str
    name: str
    times: list[datetime]


class Slots(Told):
    service: str
    minutes: int
    tz: str
    since: datetime = Field(alias="from")
    until: datetime
    resources: list[Times]


class Named(Told):
    code: str
    name: str


class BookingTold(Told):
    code: str
    state: str
    service: Named
    resource: Named
    start: datetime
    end: datetime
    tz: str
    format: str
    party: int
    name: str
    email: str
    phone: str
    note: str
    language: str
    price: str
    paid: str
    due: str = Field(description="what can be paid now")
    currency: str
    expires_at: datetime | None = Field(description="until when the time is held")
    free_until: datetime | None = Field(description="until when cancelling costs nothing")
    can: list[str] = Field(description="which of move, cancel and pay would be heard now")
    manage_url: str


class Made(BookingTold):
    token: str = Field(description="the key of this booking: Authorization: Bearer …")
    pay_url: str | None = Field(description="where the client pays; nothing is due otherwise")


class Paying(BookingTold):
    pay_url: str | None


class Quote(Told):
    verb: str
    paid: str
    fee: str
    refund: str
    currency: str
    free_until: datetime | None
    waived: bool


class Cancelled(BookingTold):
    quote: Quote
