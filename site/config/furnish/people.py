"""The people of the demo world, their hours, and how a newcomer signs in as one of them."""

import secrets
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import User
from accounts.roles import give_role
from booking import calendars
from booking.models import Direction, Place, Resource
from config.furnish.words import both, day_of, hours_of, read

WEEKS_BACK = 6
"""Hours begin this long ago, so that the bookings of the past stand in them."""
STAFF = ("admin", "reception")
BACKUP_CODES = 10
SHOWN = {"client": "hanna", "expert": "solomiia", "reception": "reception", "admin": "admin"}
"""Role -> whose sign-in is written down."""


def email(code: str) -> str:
    return f"{code}@atrium.example"


def password() -> str:
    """Of all demo people: made once an installation, kept beside the database."""
    file = settings.VAR / "demo-password"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text("-".join(secrets.token_hex(3) for _ in range(3)))
    return file.read_text().strip()


@cache
def _hashed() -> str:
    """Hashed once for all: it is one password, and slow hashing is the point of hashing."""
    return make_password(password())


def user_of(one: dict[str, Any], *, now: datetime, **more: Any) -> tuple[User, bool]:
    """The person of a fixture, with the demo password if he was made now."""
    first, _, last = one["name"]["en"].partition(" ")
    if one.get("language", "uk") == "uk":
        first, _, last = one["name"]["uk"].partition(" ")
    row, new = User.objects.get_or_create(email=email(one["code"]), defaults={
        "first_name": first, "last_name": last, "language": one.get("language", "uk"),
        "zone": one.get("zone", settings.HOUSE_ZONE), "dear": one["vocative"][one.get("language", "uk")],
        "email_verified_at": now, "phone": more.get("phone", ""),
    })  # fmt: skip
    if new:
        row.password = _hashed()
        row.save(update_fields=["password"])
    return row, new


def staff(*, now: datetime) -> int:
    rows = read("house")["staff"]
    for one in rows:
        row, new = user_of(one, now=now)
        if new:
            give_role(user=row, role=one["role"], by=None, now=now)
    return len(rows)


def clients(*, now: datetime) -> int:
    rows = read("people")["clients"]
    for number, one in enumerate(rows):
        user_of(one, now=now, phone=f"+38050000{number:04}")
    return len(rows)


def experts(place: Place, *, now: datetime) -> int:
    rows = read("experts")["experts"]
    for number, one in enumerate(rows):
        row, new = _resource(one, number, place, user_of(one, now=now)[0])
        row.directions.set(Direction.objects.filter(code=one["direction"]))
        if new:
            _hours(row, one, now)
    return len(rows)


def _resource(one: dict[str, Any], number: int, place: Place, user: User) -> tuple[Resource, bool]:
    return Resource.objects.update_or_create(code=one["code"], defaults={
        "kind": Resource.PERSON, "name": both(one["name"]), "headline": both(one["headline"]),
        "location": both(one["place"]),
        "languages": one["languages"], "attributes": one["formats"], "place": place, "zone": one["zone"], "user": user,
        "sort_order": number,
    })  # fmt: skip


def _hours(row: Resource, one: dict[str, Any], now: datetime) -> None:
    """From some weeks back: `past` stands for the moment at which these hours were set."""
    past = now - timedelta(weeks=WEEKS_BACK)
    online = [day for day in hours_of(one["hours"]) if day in _days(one.get("online_only_days", ()))]
    calendars.set_hours(
        resource=row, weekly=hours_of(one["hours"]), since=past.date(), online_only=online, by=row.user, now=past
    )


def _days(names: Any) -> set[int]:
    return set(hours_of({name: [] for name in names}))


def leave(*, today: date, now: datetime) -> int:
    """Once the past has been played: those who are away now."""
    away = [one for one in read("experts")["experts"] if "leave" in one]
    for one in away:
        row = Resource.objects.select_related("place", "hours", "away").get(code=one["code"])
        if row.away is None:
            start, end = (_midnight(day_of(one["leave"][edge], today), row.zone) for edge in ("from", "until"))
            calendars.close_time(
                resource=row, start=start, end=end, reason=one["leave"]["words"]["en"], by=None, now=now
            )
    return len(away)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, datetime.min.time(), ZoneInfo(zone))


def second_factors() -> None:
    """For staff of the demo: a secret for an authenticator, and backup codes for whoever has none at hand."""
    for code in STAFF:
        user = User.objects.get(email=email(code))
        if not TOTPDevice.objects.filter(user=user).exists():
            TOTPDevice.objects.create(user=user, name="default", confirmed=True)
            backup = StaticDevice.objects.create(user=user, name="backup", confirmed=True)
            tokens = [StaticToken(device=backup, token=StaticToken.random_token()) for _ in range(BACKUP_CODES)]
            StaticToken.objects.bulk_create(tokens)


def sign_ins(*, gift: str = "") -> str:
    """What `make run` prints, written to VAR_DIR/sign-ins.txt as well. `gift`: address of one that can be opened."""
    lines = [f"Everybody's password: {password()}", ""]
    lines += [f"  {role:<10} {email(code)}" for role, code in SHOWN.items()]
    lines += ["", "Reception and admin also need a second factor: one of these codes (each works once),",
              "or the otpauth address in an authenticator app."]  # fmt: skip
    for code in STAFF:
        lines += _factor(code)
    lines += ["", "A gift certificate that waits to be opened:", f"  {gift}"] if gift else []
    text = "\n".join([*lines, ""])
    file = settings.VAR / "sign-ins.txt"
    file.touch(mode=0o600)
    file.write_text(text)
    return text


def _factor(code: str) -> list[str]:
    user = User.objects.get(email=email(code))
    device = TOTPDevice.objects.get(user=user)
    tokens = StaticToken.objects.filter(device__user=user).values_list("token", flat=True)
    issuer = quote(settings.OTP_TOTP_ISSUER)
    secret = f"otpauth://totp/{issuer}:{quote(user.email)}?secret={_base32(device)}&issuer={issuer}"
    return ["", f"  {code}: {' '.join(tokens)}", f"  {secret}"]


def _base32(device: TOTPDevice) -> str:
    from base64 import b32encode

    return b32encode(device.bin_key).decode()
