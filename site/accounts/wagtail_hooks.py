"""The words of the activity log about people."""

from typing import Any

from wagtail import hooks

from accounts.texts import FACTS


@hooks.register("register_log_actions")
def name_facts(actions: Any) -> None:
    for fact, label in FACTS.items():
        actions.register_action(fact, label, label)
