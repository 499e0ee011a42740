"""Value: who holds how much, and each movement of it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

MONEY: dict[str, Any] = {"max_digits": 12, "decimal_places": 2}


class Account(models.Model):
    """A purse. `balance` is the sum of its transfers, kept beside them; `floor` is how low it may go, if not any."""

    code = models.CharField(_("code"), max_length=64, unique=True)
    currency = models.CharField(_("currency"), max_length=3)
    balance = models.DecimalField(_("balance"), default=0, **MONEY)
    floor = models.DecimalField(_("floor"), null=True, blank=True, **MONEY)

    class Meta:
        verbose_name, verbose_name_plural = _("account"), _("accounts")
        constraints = [
            models.CheckConstraint(condition=Q(floor=None) | Q(balance__gte=F("floor")), name="account_not_below_floor")
        ]

    def __str__(self) -> str:
        return self.code


class Transfer(models.Model):
    """One amount moved from one account to another; never edited, undone only by a second one."""

    at = models.DateTimeField(_("at"))
    source = models.ForeignKey(Account, models.PROTECT, related_name="given", verbose_name=_("from"))
    target = models.ForeignKey(Account, models.PROTECT, related_name="received", verbose_name=_("to"))
    amount = models.DecimalField(_("amount"), **MONEY)
    reason = models.CharField(_("reason"), max_length=40)
    ref = models.CharField(_("reference"), max_length=120)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name, verbose_name_plural = _("transfer"), _("transfers")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="transfer_is_positive"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="transfer_moves"),
            models.UniqueConstraint(fields=["reason", "ref"], name="transfer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.ref}"
