"""Gift certificates: whom they are for and how they come to them. Their money lies in the ledger, never here."""

import uuid
from decimal import Decimal
from functools import partial

from django.conf import settings
from django.contrib.admin import display
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting

from booking.core.codes import new_code
from fields import WordsField
from shop.models.money import MONEY, masked

LENGTH = 12
new_gift_code = partial(new_code, length=LENGTH)


class GiftDesign(models.Model):
    """A face for certificates: a picture of the theme, and a first message for those who do not find words."""

    code = models.SlugField(_("code"), unique=True)
    name = WordsField(_("name"))
    look = WordsField(_("what is on the picture"), blank=True)
    message = WordsField(_("suggested message"), blank=True, long=True)
    message_formal = WordsField(_("suggested message, formal"), blank=True, long=True)
    live = models.BooleanField(_("offered"), default=True)
    sort_order = models.IntegerField(_("place in the list"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("gift design"), _("gift designs")
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def picture(self) -> str:
        """Path of its picture among the static files of the theme."""
        return f"img/gift-{self.code}.svg"


def _presets() -> list[int]:
    return [500, 1000, 1500, 2500, 5000]


def _reminders() -> list[int]:
    return [60, 14, 3]


class GiftRules(BaseGenericSetting):
    """What staff decide about certificates. Sums in the house's currency. Read through `shop.gifts.reading.rules`."""

    amounts = models.JSONField(_("sums that are offered"), default=_presets)
    lowest = models.DecimalField(_("smallest sum"), default=Decimal(300), validators=[MinValueValidator(1)], **MONEY)
    highest = models.DecimalField(_("largest sum"), default=Decimal(20000), **MONEY)
    valid_months = models.PositiveSmallIntegerField(_("valid for, months"), default=12)
    grace_days = models.PositiveSmallIntegerField(_("can be extended once, by days"), default=60)
    """So long an expired certificate waits, too, before its money is the house's."""
    remind_before = models.JSONField(_("reminders, days before the end"), default=_reminders)

    class Meta:
        verbose_name = verbose_name_plural = _("rules of gift certificates")

    def __str__(self) -> str:
        return str(_("rules of gift certificates"))


class Gift(models.Model):
    """A certificate. Its code opens the account `gift:<CODE>`; what lies there is what it is worth now."""

    DRAFT, LIVE, PASSED, EXPIRED, RETURNED = "draft", "live", "passed", "expired", "returned"
    STATES = [
        (DRAFT, _("not bought yet")), (LIVE, _("valid")), (PASSED, _("passed on")), (EXPIRED, _("expired")),
        (RETURNED, _("returned to the buyer")),
    ]  # fmt: skip

    key = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    """Names it in a basket and in the addresses of its giver, who need not know the code."""
    code = models.CharField(_("code"), max_length=LENGTH, unique=True, default=new_gift_code)
    state = models.CharField(_("state"), max_length=8, default=DRAFT, choices=STATES)
    amount = models.DecimalField(_("value when bought"), **MONEY)
    currency = models.CharField(_("currency"), max_length=3, default="UAH")
    service = models.ForeignKey("booking.Service", models.PROTECT, null=True, blank=True, verbose_name=_("service"))
    design = models.ForeignKey(GiftDesign, models.PROTECT, verbose_name=_("design"))
    language = models.CharField(_("language"), max_length=8, default="en")
    giver = models.CharField(_("from"), max_length=80, blank=True)
    giver_email = models.EmailField(_("giver's e-mail"), blank=True)
    giver_language = models.CharField(max_length=8, default="en")
    recipient = models.CharField(_("for"), max_length=80, blank=True)
    email = models.EmailField(_("recipient's e-mail"), blank=True, db_index=True)
    """Empty: the giver hands it over himself."""
    message = models.TextField(_("message"), blank=True, max_length=400)
    deliver_at = models.DateTimeField(_("deliver at"), null=True, blank=True)
    zone = models.CharField(_("time zone"), max_length=40, default="Europe/Kyiv")
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="gifts_given"
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="gifts_held"
    )
    passed_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="passed_to")
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    extended = models.BooleanField(_("extended"), default=False)
    reminded = models.PositiveSmallIntegerField(null=True, blank=True)
    """Of the reminders before the end, how many days before it the last one spoke."""
    blocked = models.CharField(_("blocked because"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("made at"))
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("gift certificate"), _("gift certificates")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="gift_is_positive"),
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(valid_until__isnull=False), name="gift_ends"
            ),
        ]
        indexes = [
            models.Index(fields=["deliver_at"], name="gift_waiting", condition=models.Q(delivered_at=None)),
            models.Index(fields=["valid_until"], name="gift_ending", condition=models.Q(state="live")),
        ]

    def __str__(self) -> str:
        """The last signs only: whoever reads the log must not be able to spend it."""
        return masked(self.code)

    @property
    def account(self) -> str:
        return f"gift:{self.code}"

    @property
    @display(description=_("code"))
    def printed(self) -> str:
        """ABCD-2345-EFGH."""
        return "-".join(self.code[start : start + 4] for start in range(0, LENGTH, 4))


class GiftLine(models.Model):
    """This line of an order sells this certificate. One to one: no certificate is ever sold twice."""

    line = models.OneToOneField("order.Line", models.PROTECT, related_name="gift")
    gift = models.OneToOneField(Gift, models.PROTECT, related_name="sale")

    class Meta:
        verbose_name, verbose_name_plural = _("sold certificate"), _("sold certificates")

    def __str__(self) -> str:
        return str(self.gift)
