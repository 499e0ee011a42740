"""The room's facts in the activity log."""

from typing import Any

from wagtail import hooks

from loyalty.texts import FACTS


@hooks.register("register_log_actions")
def facts(actions: Any) -> None:
    for verb, label in FACTS.items():
        actions.register_action(verb, label, label)
