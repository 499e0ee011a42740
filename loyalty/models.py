"""What staff decide about points. Points themselves are transfers of the ledger."""

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from loyalty.core import Rules

MONEY: dict[str, Any] = {"max_digits": 10, "decimal_places": 2}
ONLY = 1


def _at_least(least: str) -> list[Any]:
    return [MinValueValidator(Decimal(least))]


class Programme(models.Model):
    """One row. A house that has none gives no points."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    per = models.DecimalField(_("so much money"), default=Decimal(20), validators=_at_least("0.01"), **MONEY)
    points = models.PositiveSmallIntegerField(_("earns points"), default=1)
    value = models.DecimalField(_("a point pays"), default=Decimal(1), validators=_at_least("0.01"), **MONEY)
    share = models.PositiveSmallIntegerField(
        _("at most, percent of an order"), default=30, validators=[MaxValueValidator(100)]
    )
    minimum = models.DecimalField(_("of an order from"), default=Decimal(400), validators=_at_least("0"), **MONEY)
    months = models.PositiveSmallIntegerField(
        _("points last, months"), default=18, validators=[MinValueValidator(1), MaxValueValidator(240)]
    )
    warn_days = models.PositiveSmallIntegerField(
        _("warned before they end, days"), default=30, validators=[MaxValueValidator(365)]
    )
    swept_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("points programme"), _("points programmes")
        default_permissions = ("view", "change")
        permissions = [("view_points", _("See points of clients")), ("give_points", _("Give and take points by hand"))]
        constraints = [
            models.CheckConstraint(condition=Q(id=ONLY), name="programme_is_one"),
            models.CheckConstraint(condition=Q(per__gt=0, value__gt=0, months__gt=0), name="programme_is_positive"),
            models.CheckConstraint(condition=Q(share__lte=100), name="programme_share_is_a_share"),
        ]

    def __str__(self) -> str:
        return str(_("points programme"))

    @property
    def rules(self) -> Rules:
        return Rules(self.per, self.points, self.value, self.share, self.minimum, self.months)
