"""What follows from what. Every consequence in the house can be read on this page.

Paths are dotted and found when needed, so that the lower rooms need not know the upper ones.
"""

REACTIONS: dict[str, list[str]] = {}
"""Fact -> functions (verb, subject, *, by, now, data); they may only write rows. "*" hears every fact."""

TILL: dict[str, str] = {}
"""Means of payment -> class with `offer`, `take`, `give_back`."""

CHECKOUT: str = ""
"""Who sells a held booking: (booking, *, now, by) -> address to pay at, or None when nothing is due now."""

TICK: list[str] = []
"""Deferred work: functions (*, now) -> int, each drains its own rows and says how many it did."""

CLIENT_AREA: list[tuple[str, str]] = []
"""Tabs of the client area: (address name, key of its words)."""
