"""The words of the activity log about people."""

from typing import Any

from wagtail import hooks

from words import say_lazy

FACTS = (
    "registered", "signed_in", "signed_out", "locked", "verified", "password_reset", "password_changed",
    "second_factor_added", "second_factor_removed", "backup_codes_made", "profile_changed", "role_changed",
)  # fmt: skip


@hooks.register("register_log_actions")
def name_facts(actions: Any) -> None:
    for fact in FACTS:
        words = say_lazy(f"verbs_log.account.{fact}")
        actions.register_action(f"account.{fact}", words, words)
