"""Answers already given to programs, so that a request sent twice is done once."""

from django.db import models

from booking.models.promise import Booking


class IdempotentAnswer(models.Model):
    """One key of one caller. `status` is empty while the request is being answered; `claimed_until` ends that."""

    key = models.CharField(max_length=64, unique=True)
    """SHA-256 of the caller and the key that he chose."""
    request = models.CharField(max_length=64)
    """SHA-256 of what was asked."""
    claimed_until = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    booking = models.ForeignKey(Booking, models.CASCADE, null=True, related_name="+")
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.status or '…'}"
