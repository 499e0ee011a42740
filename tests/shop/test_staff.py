"""What staff see of card payments, and who may see it."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.models import ModelLogEntry

from accounts.models import User
from booking import verbs as bookings
from shop.models import Refund
from tests.shop.till import Till
from tests.world import person

LISTS = ["payment:index", "refund:index", "incoming:index"]


def enter(browser: Any, user: User) -> None:
    """Signed in, second factor shown."""
    device = TOTPDevice.objects.create(user=user, name="default", confirmed=True)
    browser.force_login(user)
    session = browser.session
    session["otp_device_id"] = device.persistent_id
    session.save()


def reader() -> User:
    user = person("reader@example.org", "Rita Chytalko", is_staff=True)
    names = ["access_admin", "view_payment", "view_refund"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


def failed_refund(till: Till) -> Refund:
    booking, payment = till.paid()
    bookings.cancel(booking=booking, by=till.world.client, now=till.now)
    intent, payment.intent_id = payment.intent_id, "pi_nosuch"
    payment.save()
    till.work()
    payment.intent_id = intent
    payment.save()
    return Refund.objects.get()


def test_staff_find_a_payment_by_the_code_of_its_booking(till: Till) -> None:
    booking, payment = till.paid()
    enter(till.browser, till.world.staff)
    found = till.browser.get(reverse("payment:index"), {"q": booking.code, "state": "paid"})
    assert str(payment.order.number) in found.content.decode()
    assert str(payment.order.number) not in till.browser.get(reverse("payment:index"), {"q": "nosuch"}).content.decode()


@pytest.mark.parametrize("name", LISTS)
def test_the_lists_open_for_those_who_read_money_and_for_nobody_else(till: Till, name: str) -> None:
    assert till.browser.get(reverse(name)).status_code == 302
    till.browser.force_login(till.world.client)
    assert till.browser.get(reverse(name)).status_code == 403
    enter(till.browser, till.world.staff)
    assert till.browser.get(reverse(name)).status_code == 200


def test_nobody_adds_changes_or_deletes_a_payment_by_hand(till: Till) -> None:
    _, payment = till.paid()
    enter(till.browser, till.world.staff)
    for name, args in (("add", []), ("edit", [payment.pk]), ("delete", [payment.pk])):
        assert till.browser.post(reverse(f"payment:{name}", args=args), {"purpose": "fee"}).status_code in (302, 403)
    assert till.fresh(payment).purpose == "deposit"


def test_staff_send_a_failed_refund_again_from_the_list(till: Till) -> None:
    refund = failed_refund(till)
    enter(till.browser, till.world.staff)
    address = reverse("retry_refund", args=[refund.pk])
    assert address in till.browser.get(reverse("refund:index")).content.decode()
    assert "No such payment_intent" in till.browser.get(address).content.decode()
    assert till.fresh(refund).state == "failed"
    till.browser.post(address)
    retried = ModelLogEntry.objects.get(action="payment.refund_retried")
    assert (retried.user, retried.data["amount"]) == (till.world.staff, "400.00")
    till.work()
    assert (till.fresh(refund).state, till.charged()) == ("sent", 0)


def test_one_who_only_reads_cannot_send_a_refund(till: Till) -> None:
    refund = failed_refund(till)
    enter(till.browser, reader())
    address = reverse("retry_refund", args=[refund.pk])
    assert address not in till.browser.get(reverse("refund:index")).content.decode()
    assert till.browser.post(address).status_code in (302, 403)
    assert till.fresh(refund).state == "failed"
