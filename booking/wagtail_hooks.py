"""What staff do with bookings, resources, services and policies; and the booking room's facts."""

from typing import Any

from wagtail import hooks

from booking.choosers import CHOOSERS
from booking.texts import FACTS


@hooks.register("register_log_actions")
def facts(actions: Any) -> None:
    for verb, label in FACTS.items():
        actions.register_action(verb, label, label)


@hooks.register("register_admin_viewset")
def choosers() -> Any:
    return list(CHOOSERS)
