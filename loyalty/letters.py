"""What letters about somebody's points say. Read as the points stand when the letter goes out."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse

import moments
from accounts.models import User
from loyalty.models import Programme
from loyalty.queries import programme, standing
from loyalty.texts import purchase, visits
from money import show_money
from notifications.lines import line
from notifications.subjects import Reader, Subject, Telling, Word
from words import say

Data = Mapping[str, Any]
FOOTER = "footer_account"


def subject(user: User) -> Subject:
    spoken, zone = user.language or settings.LANGUAGE_CODE, user.zone or settings.HOUSE_ZONE
    return Subject(f"user:{user.pk}", None, {"client": Reader(user.pk, user.email, spoken, zone)})


def find(code: str) -> Subject | None:
    user = _user(code)
    return subject(user) if user else None


def _user(code: str) -> User | None:
    row: User | None = User.objects.filter(pk=int(code), is_active=True).first()
    return row


def context(
    code: str, *, letter: str, audience: str, language: str, zone: str, data: Data, now: datetime
) -> Telling | None:
    """The words of one letter in the active language; None when the person or the programme is gone."""
    user, rules = _user(code), programme()
    if user is None or rules is None:
        return None
    words = _common(user, rules, zone, now) | OWN[letter](data, rules, zone)
    link = f"{settings.SITE_ADDRESS}{reverse('me_points')}"
    return Telling(words=words, link=link, dear=str(user.dear), footer=FOOTER)


def _common(user: User, rules: Programme, zone: str, now: datetime) -> dict[str, Word]:
    live = int(standing(user.pk, now=now).live)
    return {
        "balance": say("counts.points", n=live), "amount": show_money(live * rules.value),
        "zone": moments.zone_name(zone),
        "spend_line": line("points_spend", percent=rules.share, minimum=show_money(rules.minimum)),
    }  # fmt: skip


def _earned(data: Data, rules: Programme, zone: str) -> dict[str, Word]:
    ref = str(data["ref"]).partition("#")[0]
    return {"n": str(data["points"]), "what": purchase(ref, visits([ref]))}


def _expiring(data: Data, rules: Programme, zone: str) -> dict[str, Word]:
    points = int(Decimal(str(data["points"])))
    on_day = moments.on_day(datetime.fromisoformat(data["until"]), zone)
    return {"points": say("counts.points", n=points), "on_day": on_day, "amount": show_money(points * rules.value)}


OWN: dict[str, Callable[[Data, Programme, str], dict[str, Word]]] = {
    "points_earned": _earned, "points_expiring": _expiring,
}  # fmt: skip
