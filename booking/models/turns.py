"""Turns: what people wait for who do several things at once."""

from django.db import models

PLACES = 4096
"""Rows at most. Two people who share one wait for each other for a moment, and no more comes of it."""


class Turn(models.Model):
    """A row to be locked in the name of a person who may have no row of his own: see `booking.verbs.people`."""

    place = models.PositiveSmallIntegerField(primary_key=True)
    """0 to PLACES - 1."""
    at = models.DateTimeField()
    """When it was taken last."""

    def __str__(self) -> str:
        return str(self.place)
