"""The money of an order on its way: asked for, received, given back."""

import uuid
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

MONEY: dict[str, Any] = {"max_digits": 10, "decimal_places": 2}


def masked(code: str) -> str:
    """A certificate's code where others may read it: enough to tell it from another, too little to spend it."""
    return f"•••• {code[-4:]}"


def named(means: str, source: str) -> str:
    """A source of money as pages and receipts name it, which are shown to others: of a certificate's code only the end.

    Whoever pays with one has its code in his letter; who gives one has it in the letter that he hands over.
    """
    return masked(source) if means == Payment.GIFT else source


class SavedCard(models.Model):
    """A card kept at Stripe with the client's consent; only its last digits are kept here."""

    order = models.OneToOneField("order.Order", models.PROTECT, related_name="saved_card")
    customer = models.CharField(max_length=64)
    method = models.CharField(max_length=64)
    last4 = models.CharField(max_length=4, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("saved card"), _("saved cards")

    def __str__(self) -> str:
        return f"•••• {self.last4}"


class Payment(models.Model):
    """One request for money that an order owes. It always finds its order: the order is older."""

    OPEN, PAID, VOID, FAILED = "open", "paid", "void", "failed"
    DEPOSIT, BALANCE, FEE = "deposit", "balance", "fee"
    CARD, DESK, GIFT, POINTS = "card", "desk", "gift", "points"
    CASH, TERMINAL = "cash", "terminal"
    DESKS = [(CASH, _("cash")), (TERMINAL, _("terminal"))]
    MEANS = [(CARD, _("card")), (DESK, _("desk")), (GIFT, _("gift certificate")), (POINTS, _("points"))]
    STATES = [(OPEN, _("open")), (PAID, _("paid")), (VOID, _("void")), (FAILED, _("failed"))]
    PURPOSES = [(DEPOSIT, _("deposit")), (BALANCE, _("balance")), (FEE, _("fee"))]

    order = models.ForeignKey("order.Order", models.PROTECT, related_name="payments", verbose_name=_("order"))
    line = models.ForeignKey("order.Line", models.PROTECT, null=True, blank=True, related_name="payments")
    """The one line that it is about (the rest of a price, a fee); none: the order as it was placed."""
    purpose = models.CharField(_("for"), max_length=8, default=DEPOSIT, choices=PURPOSES)
    means = models.CharField(_("by"), max_length=6, default=CARD, choices=MEANS)
    source = models.CharField(max_length=64, blank=True)
    """What it came from where it was not a card: a certificate's code, a client's number, "cash", "terminal"."""
    amount = models.DecimalField(_("amount"), **MONEY)
    received = models.DecimalField(_("received"), default=Decimal(0), **MONEY)
    state = models.CharField(_("state"), max_length=6, default=OPEN, choices=STATES)
    key = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    """Idempotency keys are built from it, never from the primary key: a rebuilt database would meet old keys."""
    session_id = models.CharField(max_length=100, unique=True, null=True, blank=True)
    session_url = models.URLField(max_length=600, blank=True)
    """The hosted page while someone may still pay on it; emptied when it is known to be closed."""
    intent_id = models.CharField(max_length=100, blank=True, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    """When the worker looks at it next. A fee with a moment here is charged to the saved card."""
    opened_at = models.DateTimeField(_("opened at"))
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=300, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("payment"), _("payments")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_is_positive"),
            models.UniqueConstraint(
                fields=["order", "purpose"], condition=Q(state="open", line=None), name="payment_open_once"
            ),
            models.UniqueConstraint(
                fields=["order", "purpose", "line"], condition=Q(state="open"), name="payment_open_once_a_line"
            ),
            models.UniqueConstraint(fields=["intent_id"], condition=~Q(intent_id=""), name="payment_intent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.amount}"

    @property
    def named(self) -> str:
        return named(self.means, self.source)


class Part(models.Model):
    """So much of a payment is for this line of the order; without a line, for its goods and their delivery.

    While the payment is open: what is asked for. Once it is paid: what came.
    """

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="parts")
    line = models.ForeignKey("order.Line", models.PROTECT, null=True, blank=True, related_name="parts")
    amount = models.DecimalField(_("amount"), **MONEY)

    class Meta:
        verbose_name, verbose_name_plural = _("part of a payment"), _("parts of a payment")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="part_not_negative"),
            models.UniqueConstraint(fields=["payment", "line"], name="part_once"),
            models.UniqueConstraint(fields=["payment"], condition=Q(line=None), name="part_of_goods_once"),
        ]

    def __str__(self) -> str:
        return f"{self.payment}: {self.amount}"


class Refund(models.Model):
    """Money to give back to where it came from. Written with what caused it, sent by the worker afterwards."""

    WAITING, SENDING, SENT, FAILED = "waiting", "sending", "sent", "failed"
    CASH, TERMINAL, BANK = Payment.CASH, Payment.TERMINAL, "bank"
    OTHERWISE = [*Payment.DESKS, (BANK, _("bank transfer"))]
    STATES = [(WAITING, _("waiting")), (SENDING, _("sending")), (SENT, _("sent")), (FAILED, _("failed"))]

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds", verbose_name=_("payment"))
    line = models.ForeignKey("order.Line", models.PROTECT, null=True, blank=True, related_name="refunds")
    """Which line it is given back for; none: the goods and their delivery."""
    amount = models.DecimalField(_("amount"), **MONEY)
    reason = models.CharField(_("reason"), max_length=40)
    ref = models.CharField(max_length=120, unique=True, help_text=_("a second refund with this reference is not made"))
    state = models.CharField(_("state"), max_length=8, default=WAITING, choices=STATES)
    key = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    """Idempotency key of the present attempts; a new one when staff try again after a failure."""
    stripe_id = models.CharField(max_length=100, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=300, blank=True)
    way = models.CharField(_("another way"), max_length=8, blank=True, choices=OTHERWISE)
    """How staff gave it back where its source did not take it; empty: to its source."""
    why = models.CharField(_("why another way"), max_length=200, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("refund"), _("refunds")
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="refund_is_positive")]

    def __str__(self) -> str:
        return f"{self.payment} −{self.amount}"


class Incoming(models.Model):
    """A webhook event as it came: kept once by its id, with what was done about it."""

    event_id = models.CharField(_("event"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=80)
    received_at = models.DateTimeField(_("received at"))
    times = models.PositiveIntegerField(_("times received"), default=1)
    outcome = models.CharField(_("outcome"), max_length=200, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("incoming event"), _("incoming events")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"
