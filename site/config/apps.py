"""Loads the house's own system checks, and seals the activity log."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config import checks, sealed  # noqa: F401  checks registers itself

        sealed.connect(self)
