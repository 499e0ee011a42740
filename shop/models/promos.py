"""What Oscar's offers and vouchers do not say: whom a promotion is for, what it takes off, its words."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fields import WordsField
from shop.models.money import MONEY


class Promo(models.Model):
    """A promotion of the house beside Oscar's offer. With a voucher it asks for its code; without it is for everybody.

    When it begins and ends is Oscar's: the voucher's dates, or the offer's. How often it was used: the voucher's count.
    """

    PERCENT, AMOUNT = "percent", "amount"
    KINDS = [(PERCENT, _("percent")), (AMOUNT, _("a sum"))]

    offer = models.OneToOneField("offer.ConditionalOffer", models.CASCADE, related_name="promo")
    voucher = models.OneToOneField("voucher.Voucher", models.CASCADE, null=True, blank=True, related_name="promo")
    name = WordsField(_("name"))
    conditions = WordsField(_("conditions in words"), blank=True)
    kind = models.CharField(_("takes off"), max_length=8, default=PERCENT, choices=KINDS)
    value = models.DecimalField(_("how much"), **MONEY)
    sessions = models.BooleanField(_("all sessions"), default=False)
    goods = models.BooleanField(_("all goods"), default=False)
    services = models.ManyToManyField("booking.Service", blank=True, related_name="+", verbose_name=_("services"))
    shelves = models.ManyToManyField("shop.Shelf", blank=True, related_name="+", verbose_name=_("shelves"))
    things = models.ManyToManyField("shop.Good", blank=True, related_name="+", verbose_name=_("goods"))
    min_items = models.PositiveSmallIntegerField(_("from so many things"), default=1)
    min_total = models.DecimalField(_("from so much money"), default=Decimal(0), **MONEY)
    uses_max = models.PositiveIntegerField(_("orders at most"), null=True, blank=True)
    once_per_client = models.BooleanField(_("once per client"), default=False)
    first_booking_only = models.BooleanField(_("only for a first booking"), default=False)
    ends_by = models.TimeField(
        _("ends by"), null=True, blank=True, help_text=_("for sessions that end by then on a day from Monday to Friday")
    )

    class Meta:
        verbose_name, verbose_name_plural = _("promotion"), _("promotions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(value__gt=0, min_total__gte=0), name="promo_is_positive"),
            models.CheckConstraint(condition=~Q(kind="percent") | Q(value__lte=100), name="promo_percent_is_a_share"),
        ]

    def __str__(self) -> str:
        return str(self.name)
