"""Loads the house's own system checks, seals the activity log, and watches what pages are made of."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config import checks, sealed, watching  # noqa: F401  checks registers itself

        sealed.connect(self)
        watching.connect(self)
