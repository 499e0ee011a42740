"""Promises and the time they take. Occupancy is the only truth of what is taken."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from booking.core.states import LIVE, STATES
from booking.guard import NoOverlap
from booking.models.offer import FORMATS, MONEY, Policy, Resource, Service


class OpenSpan(models.Model):
    """Time in which a resource may be booked: hours less leave and closures, rewritten by `calendars.refresh`."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="open_spans")
    start = models.DateTimeField()
    end = models.DateTimeField()
    online_only = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["resource", "end", "start"], name="open_res_end")]
        constraints = [models.CheckConstraint(condition=Q(end__gt=F("start")), name="open_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.start:%F %R}–{self.end:%R}"


class BookingQuerySet(models.QuerySet["Booking"]):
    def live(self) -> "BookingQuerySet":
        """Those that take time: held, pending, confirmed, started."""
        return self.filter(state__in=LIVE)


class Booking(models.Model):
    """The promise: who, what, when, by which terms. `start` and `end` are the session, without buffers."""

    code = models.CharField(_("code"), max_length=12, unique=True)
    service = models.ForeignKey(Service, models.PROTECT, verbose_name=_("service"), related_name="bookings")
    resource = models.ForeignKey(Resource, models.PROTECT, verbose_name=_("with"), related_name="bookings")
    start = models.DateTimeField(_("start"))
    end = models.DateTimeField(_("end"))
    state = models.CharField(_("state"), max_length=10, choices=[(s, s) for s in STATES])
    expires_at = models.DateTimeField(_("held until"), null=True, blank=True)
    format = models.CharField(_("format"), max_length=8, choices=FORMATS, default="on_site")
    party = models.PositiveSmallIntegerField(_("party"), default=1)
    client = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="bookings",
        verbose_name=_("client"),
    )
    visitor = models.CharField(max_length=40, blank=True, db_index=True, editable=False)
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=8, default="en")
    zone = models.CharField(_("client's time zone"), max_length=40, default="Europe/Kyiv")
    note = models.TextField(_("note for the expert"), max_length=2000, blank=True)
    price = models.DecimalField(_("price"), default=Decimal(0), **MONEY)
    deposit = models.DecimalField(_("due when booking"), default=Decimal(0), **MONEY)
    currency = models.CharField(_("currency"), max_length=3, default="UAH")
    terms = models.JSONField(_("terms"), default=dict)
    policy = models.ForeignKey(Policy, models.PROTECT, null=True, verbose_name=_("policy"), related_name="+")
    moves = models.PositiveSmallIntegerField(_("moved, times"), default=0)
    charge_consent = models.BooleanField(_("agreed to a no-show fee by card"), default=False)
    late = models.BooleanField(_("cancelled late"), default=False)
    held_longer = models.BooleanField(default=False, editable=False)
    source = models.CharField(_("booked through"), max_length=20, default="page")
    created_at = models.DateTimeField(_("created at"))
    settled_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("booking"), _("bookings")
        ordering = ["-start", "-pk"]
        indexes = [
            models.Index(fields=["client", "start"], name="booking_client_start"),
            models.Index(fields=["resource", "start"], name="booking_res_start"),
            models.Index(fields=["expires_at"], name="booking_expiring", condition=Q(expires_at__isnull=False)),
            models.Index(fields=["email"], name="booking_email"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="booking_ends_after_start"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="booking_state_known"),
            models.CheckConstraint(
                condition=Q(price__gte=0, deposit__gte=0, deposit__lte=F("price")), name="booking_money_sane"
            ),
            models.CheckConstraint(condition=~Q(state="held") | Q(expires_at__isnull=False), name="hold_expires"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def account(self) -> str:
        """Code of the ledger account that holds what was paid for this booking and not yet earned."""
        return f"booking:{self.code}"

    @property
    def confidential(self) -> bool:
        return self.service.privacy == Service.CONFIDENTIAL


class Occupancy(models.Model):
    """One resource's time taken, buffers included. Without a booking: a block, or time busy elsewhere."""

    booking = models.ForeignKey(Booking, models.CASCADE, null=True, blank=True, related_name="occupancies")
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="occupancies")
    start = models.DateTimeField()
    end = models.DateTimeField()
    units = models.PositiveIntegerField(default=1)
    sole = models.BooleanField(default=True)
    live = models.BooleanField(default=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    """A hold's end, so that readers need not ask the booking: past it, the time is free."""
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["resource", "end", "start"], name="occupancy_res_end", condition=Q(live=True)),
            models.Index(
                fields=["resource", "expires_at"], name="occupancy_lapsing",
                condition=Q(live=True, expires_at__isnull=False),
            ),
        ]  # fmt: skip
        constraints = [
            NoOverlap(name="no_overlap"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="occupancy_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.start:%F %R}–{self.end:%R}"
