"""What a parcel costs, as staff set it: one price for all, or by weight."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.contrib.settings.models import BaseGenericSetting

from shop.models.money import MONEY

NOTHING = Decimal(0)


class DeliveryRules(BaseGenericSetting, ClusterableModel):
    """In the house's currency. Without steps every parcel costs the same."""

    parcel = models.DecimalField(
        _("a parcel costs"), default=Decimal(90), validators=[MinValueValidator(NOTHING)], **MONEY
    )
    panels = [FieldPanel("parcel"), InlinePanel("steps", label=_("heavier parcels"))]

    class Meta:
        verbose_name = verbose_name_plural = _("delivery")
        constraints = [models.CheckConstraint(condition=models.Q(parcel__gte=0), name="parcel_is_no_gift")]

    def __str__(self) -> str:
        return str(_("delivery"))


class ParcelStep(models.Model):
    """From so many grams on a parcel costs so much; the heaviest step that it reaches counts."""

    rules = ParentalKey(DeliveryRules, on_delete=models.CASCADE, related_name="steps")
    grams = models.PositiveIntegerField(_("from, grams"), validators=[MinValueValidator(1)])
    price = models.DecimalField(_("a parcel costs"), validators=[MinValueValidator(NOTHING)], **MONEY)

    class Meta:
        verbose_name, verbose_name_plural = _("price of heavier parcels"), _("prices of heavier parcels")
        ordering = ["grams"]
        constraints = [
            models.UniqueConstraint(fields=["rules", "grams"], name="parcel_step_is_one"),
            models.CheckConstraint(condition=models.Q(price__gte=0), name="parcel_step_is_no_gift"),
        ]

    def __str__(self) -> str:
        return str(self.grams)
