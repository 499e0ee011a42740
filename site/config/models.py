"""The house's own pulse, and the edition of its pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _

import editions


class Edition(models.Model):
    """A trace of a change to what pages are made of (config.watching); all rows together are the edition."""

    stamp = models.BigIntegerField(_("stamp"))

    class Meta:
        db_table = editions.TABLE
        verbose_name, verbose_name_plural = _("edition"), _("editions")

    def __str__(self) -> str:
        return str(self.stamp)


class Heartbeat(models.Model):
    """When the worker last went through its table, and what came of it. One row."""

    name = models.CharField(_("name"), max_length=20, unique=True)
    at = models.DateTimeField(_("at"))
    report = models.JSONField(_("report"), default=dict)

    class Meta:
        verbose_name, verbose_name_plural = _("heartbeat"), _("heartbeats")

    def __str__(self) -> str:
        return f"{self.name} {self.at:%F %T}"
