"""Foundations, and what is given to them: what is left on a certificate, or a donation of its own in an order."""

import uuid
from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting

from fields import WordsField
from money import show_money
from shop.models.money import MONEY


class Foundation(models.Model):
    """Its account in the ledger keeps what was given and has to be handed over to it."""

    code = models.SlugField(_("code"), unique=True)
    name = WordsField(_("name"))
    summary = WordsField(_("what it does"), blank=True, long=True)
    live = models.BooleanField(_("offered"), default=True)
    sort_order = models.IntegerField(_("place in the list"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("foundation"), _("foundations")
        ordering = ["sort_order", "pk"]
        permissions = [("hand_over_donations", "Can hand donations over to foundations")]

    def __str__(self) -> str:
        return str(self.name)

    def account(self, currency: str) -> str:
        return f"donations:{self.code}:{currency}"


def _presets() -> list[int]:
    return [100, 200, 500, 1000]


class DonationRules(BaseGenericSetting):
    """What staff decide about donations. Sums in the house's currency. Read through `shop.donations.reading.rules`."""

    amounts = models.JSONField(_("sums that are offered"), default=_presets)
    lowest = models.DecimalField(_("smallest sum"), default=Decimal(20), validators=[MinValueValidator(1)], **MONEY)
    highest = models.DecimalField(_("largest sum"), default=Decimal(50000), **MONEY)

    class Meta:
        verbose_name = verbose_name_plural = _("rules of donations")

    def __str__(self) -> str:
        return str(_("rules of donations"))


class Donation(models.Model):
    """So much for a foundation: lies in a basket until a line of an order gives it. No donation is ever given twice.

    Its account keeps what has come for it for the moment until all of it has; then it is the foundation's.
    """

    key = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    """Names it in a basket and in the address under which it is changed."""
    foundation = models.ForeignKey(Foundation, models.PROTECT, related_name="donations", verbose_name=_("foundation"))
    amount = models.DecimalField(_("amount"), **MONEY)
    currency = models.CharField(_("currency"), max_length=3, default="UAH")
    line = models.OneToOneField("order.Line", models.PROTECT, null=True, blank=True, related_name="donation")
    created_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name, verbose_name_plural = _("donation"), _("donations")
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="donation_is_positive")]

    def __str__(self) -> str:
        return f"{self.foundation}: {show_money(self.amount, self.currency)}"

    @property
    def account(self) -> str:
        return f"donation:{self.key}"
