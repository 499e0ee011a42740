"""How often something may be tried: one table, so that it can be read at a glance."""

from datetime import datetime
from math import ceil
from typing import NamedTuple

from accounts import verbs
from accounts.models import tidy
from facts import origin
from words import say


class Limit(NamedTuple):
    most: int
    seconds: int


QUARTER, HOUR = 15 * 60, 60 * 60

LIMITS = {
    "password.address": Limit(5, QUARTER),
    "password.ip": Limit(40, QUARTER),  # a whole office may stand behind one address
    "link.address": Limit(4, QUARTER),
    "link.ip": Limit(20, HOUR),
    "reset.address": Limit(3, QUARTER),
    "reset.ip": Limit(15, HOUR),
    "open.ip": Limit(30, QUARTER),  # tokens tried
}


def _keys(what: str, address: str) -> dict[str, str]:
    both = {f"{what}.address": f"{what}:{tidy(address)}", f"{what}.ip": f"{what}@{origin()}"}
    return {name: key for name, key in both.items() if name in LIMITS}


def wait_for(what: str, address: str = "", *, now: datetime) -> int | None:
    """Counts one try of `what` by this e-mail address and by this visitor's IP; seconds to wait, or None: go on."""
    for name, key in _keys(what, address).items():
        limit = LIMITS[name]
        wait = verbs.tried(key, limit=limit.most, window_seconds=limit.seconds, now=now)
        if wait:
            return wait
    return None


def hold_back(what: str, address: str = "", *, now: datetime) -> None:
    """As `wait_for`, but raises verbs.TooMany."""
    wait = wait_for(what, address, now=now)
    if wait:
        raise verbs.TooMany(wait)


def good(what: str, address: str) -> None:
    """The try was a good one: the address is forgiven, and it does not count against the IP."""
    keys = _keys(what, address)
    verbs.forget(keys[f"{what}.address"])
    verbs.untried(keys[f"{what}.ip"])


def last(what: str, address: str, *, now: datetime) -> bool:
    """Whether that was the last try of this e-mail address for now."""
    name = f"{what}.address"
    return verbs.spent(_keys(what, address)[name], limit=LIMITS[name].most, now=now)


def wait_in_words(seconds: int) -> str:
    """{wait}: "in 4 minutes", "in 2 hours"; rounded up, so that whoever waits so long is let in."""
    minutes = ceil(seconds / 60)
    return say("counts.in_minutes", n=minutes) if minutes < 60 else say("counts.in_hours", n=ceil(minutes / 60))
