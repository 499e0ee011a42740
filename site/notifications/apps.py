"""Letters get their first words when the database is migrated."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Notifications(AppConfig):
    name = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(_first_words, sender=self)


def _first_words(using: str, **_: Any) -> None:
    from notifications.verbs import load_letters  # models, which need the apps

    if using == "default":
        load_letters()
