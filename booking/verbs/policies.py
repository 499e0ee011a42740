"""A policy is published by Wagtail; here the house hears of it and says what has changed."""

from datetime import datetime
from typing import Any

from django.db import transaction

from booking.models import Policy
from booking.policies import raw_rules
from facts import announce


def rules_now(policy: Policy) -> dict[str, str]:
    """The published rules of the row, one value a parameter: {"cancel_fee.percent": "50"}; empty for a draft."""
    row = Policy.objects.filter(pk=policy.pk, live=True).first()
    return _flat(row) if row else {}


def publish(*, policy: Policy, before: dict[str, str], by: Any, now: datetime) -> None:
    """Tells the fact with the difference to `before`. Bookings already made keep their own rules."""
    after = _flat(policy)
    names = [name for name in dict.fromkeys([*before, *after]) if before.get(name) != after.get(name)]
    with transaction.atomic():
        announce(
            "policy.published", policy, by=by, now=now, revision=policy.live_revision_id,
            old={name: before.get(name, "") for name in names}, new={name: after.get(name, "") for name in names},
        )  # fmt: skip


def _flat(policy: Policy) -> dict[str, str]:
    return {
        f"{rule['rule']}.{name}": "" if value is None else str(value)
        for rule in raw_rules(policy.rules) for name, value in rule.items() if name != "rule"
    }  # fmt: skip
