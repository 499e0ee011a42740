"""What happens to people: trying, coming in, proving an address, changing."""

import hashlib
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from accounts.models import Throttle, User, tidy
from facts import announce


class TooMany(Exception):
    """Tried too often; `wait` seconds from now it may be tried again. Answered with 429 by accounts.middleware."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


def _row(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()  # of any length, and no address is kept


COUNT = (
    'INSERT INTO accounts_throttle AS t (key, until, "count") VALUES (%s, %s, 1) ON CONFLICT (key) DO UPDATE SET '
    '"count" = CASE WHEN t.until <= %s THEN 1 ELSE t."count" + 1 END, '
    "until = CASE WHEN t.until <= %s THEN excluded.until ELSE t.until END "
    'WHERE t.until <= %s OR t."count" < %s'
)
"""One statement, however many try at once: a first try, one more, or the first of a new window."""


def tried(key: str, *, limit: int, window_seconds: int, now: datetime) -> int | None:
    """Counts one try of `key`. None: go on. Otherwise it was tried `limit` times: the seconds to wait, at least 1.

    The window begins with the first try. A refused try is not counted, so waiting always helps. `limit` is 1 or more.
    """
    row, (since, until) = _row(key), map(_kept, (now, now + timedelta(seconds=window_seconds)))
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [row, until, since, since, since, limit])
        if cursor.rowcount:
            return None
    ends = Throttle.objects.filter(key=row).values_list("until", flat=True).first() or now
    return max(1, ceil((ends - now).total_seconds()))


def _kept(moment: datetime) -> Any:
    """As the database keeps it."""
    return connection.ops.adapt_datetimefield_value(moment)


def hold_back(key: str, *, limit: int, window_seconds: int, now: datetime) -> None:
    """Counts one try of `key`; raises TooMany when it was tried `limit` times."""
    wait = tried(key, limit=limit, window_seconds=window_seconds, now=now)
    if wait:
        raise TooMany(wait)


def untried(key: str) -> None:
    """Takes one try of `key` back: it was a good one."""
    Throttle.objects.filter(key=_row(key), count__gt=0).update(count=F("count") - 1)


def forget(key: str) -> None:
    """All tries of `key` are forgiven."""
    Throttle.objects.filter(key=_row(key)).delete()


def spent(key: str, *, limit: int, now: datetime) -> bool:
    """Whether the next try of `key` will be refused."""
    return Throttle.objects.filter(key=_row(key), until__gt=now, count__gte=limit).exists()


def sweep(*, now: datetime) -> int:
    """Removes tries whose window has passed."""
    return Throttle.objects.filter(until__lte=now).delete()[0]


def tell(verb: str, *, user: User, by: User | None, now: datetime, **data: Any) -> None:
    """Something happened to a person that changes no row of ours: "account.signed_in", "account.locked"."""
    with transaction.atomic():
        announce(verb, user, by=by, now=now, **data)


def register(*, email: str, language: str, now: datetime) -> User | None:
    """A new account without a password, for somebody who has shown that the address is theirs. None: it exists."""
    try:
        with transaction.atomic():
            user: User = User.objects.create_user(email, language=language, date_joined=now)
            announce("account.registered", user, by=user, now=now)
    except IntegrityError:
        return None
    return user


def use_link(*, user: User, now: datetime) -> bool:
    """Spends the one-time link that was made for `user` as it was read. False: another request was first."""
    spent_now = User.objects.filter(pk=user.pk, last_login=user.last_login).update(last_login=now)
    return bool(spent_now)


def verify(*, user: User, now: datetime) -> None:
    """The person has opened a letter that we sent to their address."""
    with transaction.atomic():
        user.email_verified_at = user.email_verified_at or now
        User.objects.filter(pk=user.pk).update(email_verified_at=user.email_verified_at)
        announce("account.verified", user, by=user, now=now)


def set_password(*, user: User, password: str, restored: bool, now: datetime) -> None:
    """A new password; every other session of the person ends. `restored`: chosen through a letter, not in the area."""
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        announce("account.password_reset" if restored else "account.password_changed", user, by=user, now=now)


def change_profile(*, user: User, by: User, now: datetime, **fields: Any) -> list[str]:
    """Writes the fields that differ and returns their names; the log keeps the names, never the values."""
    changed = [name for name, value in fields.items() if getattr(user, name) != value]
    for name in changed:
        setattr(user, name, fields[name])
    if changed:
        with transaction.atomic():
            User.objects.filter(pk=user.pk).update(**{name: fields[name] for name in changed})
            announce("account.profile_changed", user, by=by, now=now, fields=changed)
    return changed


__all__ = [
    "TooMany", "change_profile", "forget", "hold_back", "register", "set_password", "spent", "sweep", "tell", "tidy",
    "tried", "untried", "use_link", "verify",
]  # fmt: skip
