"""What staff have taken back of an order, and how much of its price."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.models.money import MONEY


class Return(models.Model):
    """So many pieces of a line, or only so much of its price, are not sold any more; without a line: its delivery.

    Written once. The money itself goes back as rows of Refund.
    """

    order = models.ForeignKey("order.Order", models.PROTECT, related_name="returns", verbose_name=_("order"))
    line = models.ForeignKey(
        "order.Line", models.PROTECT, null=True, blank=True, related_name="returns", verbose_name=_("line")
    )
    quantity = models.PositiveIntegerField(_("pieces"), default=0)
    amount = models.DecimalField(_("off the price"), **MONEY)
    reason = models.CharField(_("reason"), max_length=200)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name, verbose_name_plural = _("return"), _("returns")
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="return_not_negative")]

    def __str__(self) -> str:
        return f"{self.order} −{self.amount}"
