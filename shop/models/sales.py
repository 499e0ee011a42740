"""Our rows beside Oscar's: what is sold under a product, and what an order promises."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shop import stages
from words import say_lazy


class Sellable(models.Model):
    """What an Oscar product really sells; goods have no such row."""

    SESSION, GIFT, DONATION = "session", "gift", "donation"
    KINDS = [(SESSION, _("session")), (GIFT, _("gift certificate")), (DONATION, _("donation"))]

    product = models.OneToOneField("catalogue.Product", models.CASCADE, related_name="sellable")
    kind = models.CharField(_("kind"), max_length=8, choices=KINDS)
    service = models.OneToOneField("booking.Service", models.PROTECT, null=True, blank=True, related_name="sellable")

    class Meta:
        verbose_name, verbose_name_plural = _("sellable"), _("sellables")

    def __str__(self) -> str:
        return f"{self.kind}: {self.product}"


class SessionLine(models.Model):
    """This line of an order is this booking. One to one: no hold is ever in two orders."""

    line = models.OneToOneField("order.Line", models.PROTECT, related_name="session")
    booking = models.OneToOneField("booking.Booking", models.PROTECT, related_name="sale")

    class Meta:
        verbose_name, verbose_name_plural = _("sold session"), _("sold sessions")

    def __str__(self) -> str:
        return str(self.booking)


STAGES = [(stage, say_lazy(f"order_states.{stage}")) for stage in stages.STAGES]


class Purchase(models.Model):
    """Who bought an order and how it reaches him: what Oscar's order does not know."""

    NOTHING, VISIT, PICKUP, POST = "", "visit", "pickup", "post"
    DELIVERIES = [
        (NOTHING, _("nothing to deliver")), (VISIT, _("at the visit")), (PICKUP, _("picked up")), (POST, _("parcel")),
    ]  # fmt: skip

    order = models.OneToOneField("order.Order", models.PROTECT, related_name="purchase")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"))
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    language = models.CharField(_("language"), max_length=8, default="en")
    visitor = models.CharField(max_length=64, blank=True)
    delivery = models.CharField(_("delivery"), max_length=8, default=NOTHING, blank=True, choices=DELIVERIES)
    address = models.TextField(_("address"), blank=True, max_length=400)
    at_desk = models.BooleanField(_("paid at the desk"), default=False)
    expires_at = models.DateTimeField(_("kept until"), null=True, blank=True)
    """Goods that nobody has paid for go back to the shelf then."""
    stage = models.CharField(_("goods"), max_length=9, default="", blank=True, choices=STAGES)
    """How far its goods have come (shop.stages); empty: there are none."""
    stage_at = models.DateTimeField(_("since"), null=True, blank=True)
    parcel = models.CharField(_("parcel number"), max_length=64, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("purchase"), _("purchases")
        indexes = [models.Index(fields=["stage"], name="purchase_stage")]

    def __str__(self) -> str:
        return str(self.order)
