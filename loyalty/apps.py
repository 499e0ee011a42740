"""The loyalty room: points."""

from django.apps import AppConfig


class Loyalty(AppConfig):
    name = "loyalty"
    default_auto_field = "django.db.models.BigAutoField"
