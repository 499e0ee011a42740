"""Reading the booking room. Nothing here writes, and `now` is always an argument."""

from booking.queries.bookings import for_code, paid, past, upcoming, week
from booking.queries.days import Day, days
from booking.queries.instead import Alternative, alternatives
from booking.queries.terms import Quote, Terms, quote_cancel, rules_of, terms_of
from booking.queries.times import next_free, slots, way_at, why_not

__all__ = [
    "Alternative", "Day", "Quote", "Terms", "alternatives", "days", "for_code", "next_free", "paid", "past",
    "quote_cancel",
    "rules_of", "slots", "terms_of", "upcoming", "way_at", "week", "why_not",
]  # fmt: skip
