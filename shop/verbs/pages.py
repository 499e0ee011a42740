"""Hosted payment pages: opened for a payment, looked after, closed when nothing may be paid on them any more."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import override

from shop import card
from shop.homes import Home, home_of
from shop.models import Payment
from shop.queries import pay_link
from shop.texts import page_title
from shop.verbs.patience import BATCH
from shop.verbs.settling import learn

log = logging.getLogger("atrium.shop")
LIFE = timedelta(hours=1)
"""How long a page may be paid on, counted from `opened_at`. Stripe takes from 30 minutes to a day from its own now."""
FRESH = timedelta(minutes=25)
"""How long after `opened_at` the same page may still be asked for."""
SPARE = timedelta(minutes=2)
SOONEST, LATEST = timedelta(minutes=1), timedelta(hours=1)


def address_to_pay(payment: Payment, *, now: datetime) -> str:
    """Where to send the client: the hosted page, or our own page that says Stripe is not there and tries again."""
    try:
        return pay_address(payment, now=now)
    except (card.Unreachable, card.Rejected) as error:
        log.warning("No payment page for %s: %s", payment, error)
        return pay_link(payment, home_of(payment).language)


def pay_address(payment: Payment, *, now: datetime) -> str:
    """The hosted page of the payment, opened if there is none; the page of what it is for when there is nothing to pay.

    Asked again it says the same page for as long as that can be paid on. Raises card.Unreachable, card.Rejected.
    """
    payment = Payment.objects.select_related("order").get(pk=payment.pk)
    home = home_of(payment)
    if not _can_be_paid(payment, home, now):
        return home.address()
    if payment.session_url and now < payment.opened_at + LIFE - SPARE:
        return payment.session_url
    if payment.session_url and _look(payment, now):
        return home.address()
    if payment.session_id or now > payment.opened_at + FRESH:
        _turn_over(payment, now)
    return _open(payment, home, now)


def _can_be_paid(payment: Payment, home: Home, now: datetime) -> bool:
    being_charged = payment.purpose == Payment.FEE and payment.not_before is not None and payment.session_id is None
    lapsed = payment.purpose == Payment.DEPOSIT and (home.until is None or home.until <= now)
    return payment.state == Payment.OPEN and not being_charged and not lapsed


def _open(payment: Payment, home: Home, now: datetime) -> str:
    try:
        page = card.open_page(_asked(payment, home))
    except card.Rejected as error:
        if error.code != "idempotency":
            raise
        _turn_over(payment, now)  # the contact was corrected since; nobody has been shown the first page
        page = card.open_page(_asked(payment, home))
    rows = Payment.objects.filter(pk=payment.pk, state=Payment.OPEN, attempts=payment.attempts)
    if rows.update(session_id=page.id, session_url=page.url, not_before=now + SOONEST):
        return page.url
    return _beaten(payment, home, page)


def _beaten(payment: Payment, home: Home, page: card.Page) -> str:
    """Somebody cancelled, or opened another page, while Stripe was making this one."""
    payment.refresh_from_db()
    if payment.session_id != page.id:
        card.close_page(page.id)
    return payment.session_url if payment.state == Payment.OPEN and payment.session_url else home.address()


def _turn_over(payment: Payment, now: datetime) -> None:
    """The next page of this payment: Stripe repeats its answer to the same attempt for a day."""
    rows = Payment.objects.filter(pk=payment.pk, state=Payment.OPEN, attempts=payment.attempts)
    rows.update(attempts=F("attempts") + 1, opened_at=now, session_id=None, session_url="", not_before=None)
    payment.refresh_from_db()


def _asked(payment: Payment, home: Home) -> card.Asked:
    with override(home.language):
        back, away = reverse("card-back"), reverse("card-cancel", args=[payment.key])
    here = settings.SITE_ADDRESS
    return card.Asked(
        key=str(payment.key), attempt=payment.attempts, amount=payment.amount, currency=payment.order.currency,
        title=page_title(home, payment), email=home.email, language=home.language,
        keep_card=home.keeps_card and payment.purpose == Payment.DEPOSIT,
        success=f"{here}{back}?sid={{CHECKOUT_SESSION_ID}}", cancel=f"{here}{away}",
        expires_at=payment.opened_at + LIFE,
    )  # fmt: skip


def chase_payments(*, now: datetime) -> int:
    """Asks Stripe about open pages that nobody has come back from; says how many turned out paid.

    A lost webhook and a closed tab together still end in a confirmed booking, a minute later.
    """
    return _visit(Payment.objects.filter(state=Payment.OPEN, opened_at__lte=now - SOONEST), _look, now)


def expire_sessions(*, now: datetime) -> int:
    """Closes the pages of payments that nobody should make any more; says how many turned out paid."""
    return _visit(Payment.objects.filter(state__in=(Payment.VOID, Payment.FAILED)), _close, now)


def _visit(rows: QuerySet[Payment], visit: Callable[[Payment, datetime], bool], now: datetime) -> int:
    """Each row claimed by its next time, later and later. A Stripe that does not answer ends the round."""
    due = rows.exclude(session_url="").filter(Q(not_before=None) | Q(not_before__lte=now)).order_by("pk")[:BATCH]
    paid = 0
    for payment in due:
        if not _claim(payment, now):
            continue
        try:
            paid += visit(payment, now)
        except card.Unreachable as error:
            log.warning("Stripe does not answer about %s: %s", payment, error)
            break
    return paid


def _claim(payment: Payment, now: datetime) -> bool:
    pause = min(max((now - payment.opened_at) / 2, SOONEST), LATEST)
    rows = Payment.objects.filter(pk=payment.pk, state=payment.state, not_before=payment.not_before)
    return bool(rows.update(not_before=now + pause))


def _look(payment: Payment, now: datetime) -> bool:
    """Whether the payment has its money; a page that ran out is marked closed. Raises card.Unreachable."""
    try:
        word = card.read_page(payment.session_id or "")
    except card.Rejected as error:
        log.error("Stripe knows nothing of the page of %s: %s", payment, error)
        _closed(payment)
        return False
    learn(word, now=now)
    if word.state == "expired":
        _closed(payment)
    return word.paid


def _close(payment: Payment, now: datetime) -> bool:
    """Paid at the last moment counts: then Stripe refuses to close, and what was paid is settled as late."""
    try:
        card.close_page(payment.session_id or "")
    except card.Rejected:
        return _look(payment, now)
    _closed(payment)
    return False


def _closed(payment: Payment) -> None:
    Payment.objects.filter(pk=payment.pk, session_id=payment.session_id).update(session_url="", not_before=None)
