"""What a client sees and reads whose money came when the time was gone, and what he can press then."""

import re
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

import clock
from booking import links
from booking import verbs as bookings
from booking.models import Booking
from money import show_money
from notifications.models import Letter, Message
from notifications.verbs import deliver, load_letters
from shop.models import Payment
from tests.shop.till import HOUR, MINUTE, Till
from words import in_language, say

pytestmark = pytest.mark.parametrize("language", ["en", "uk"])


def gone(till: Till, language: str) -> tuple[Booking, str]:
    """Paid after the hold, and taken by somebody else meanwhile; where Stripe sends the client back to."""
    booking, payment = till.sold(language=language)
    address = till.pay(payment)
    till.lapse(booking)
    till.paid()
    return booking, address


def seen(till: Till, address: str) -> Any:
    with clock.standing_at(till.now):
        return till.browser.get(address.removeprefix("http://127.0.0.1:8000"), follow=True)


def read(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def told(key: str, language: str, **sums: Any) -> str:
    with in_language(language):
        words = {name: show_money(amount, "UAH") for name, amount in sums.items()}
        return " ".join(say(key, **words).split())


def letters(language: str) -> list[str]:
    """Those sent that tell of the money coming back."""
    back = told("late_payment.back", language, refund=400)
    return [one.body for one in mail.outbox if back in " ".join(one.body.split())]


def offered(answer: Any) -> list[dict[str, str]]:
    """What the buttons of the offers send."""
    forms = re.findall(r'<form method="post" action="([^"]*/hold/)">(.*?)</form>', answer.content.decode(), re.DOTALL)
    return [{"to": to} | dict(re.findall(r'name="(\w+)" value="([^"]*)"', inside)) for to, inside in forms]


def test_the_way_back_says_that_the_time_is_gone_and_the_money_returns(till: Till, language: str) -> None:
    _, address = gone(till, language)
    answer = seen(till, address)
    page = read(answer)
    for key in ("late_payment.title", "late_payment.back", "late_payment.anew"):
        assert told(key, language, refund=400) in page
    assert told("payment_states.refunded", language, refund=400) in page
    assert told("refusal_frame.nothing_charged", language) not in page
    assert answer.status_code == 200


def test_three_free_times_are_one_press_away(till: Till, language: str) -> None:
    booking, address = gone(till, language)
    ways = offered(seen(till, address))
    assert len(ways) == 3
    assert booking.start.isoformat() not in [way["start"] for way in ways]
    for way in ways:
        with clock.standing_at(till.now):
            taken = till.browser.post(way.pop("to"), {k: v for k, v in way.items() if k != "csrfmiddlewaretoken"})
        held = Booking.objects.latest("pk")
        assert taken.url == reverse("confirm", args=[held.code])
        assert (held.state, held.start.isoformat()) == ("held", way["start"])


def test_the_page_of_the_booking_says_it_for_as_long_as_it_is_looked_at(till: Till, language: str) -> None:
    booking, address = gone(till, language)
    seen(till, address)
    till.work()
    till.pass_time(72 * HOUR)
    assert told("late_payment.title", language) in read(seen(till, links.address(booking, language)))


def test_the_letter_says_why_names_the_sum_and_three_times(till: Till, language: str, settings: Any) -> None:
    settings.EMAIL_BACKEND, mail.outbox = "django.core.mail.backends.locmem.EmailBackend", []
    Letter.objects.all().delete()
    load_letters()
    booking, address = gone(till, language)
    seen(till, address)
    deliver(now=till.now)
    (letter,) = letters(language)
    lines = letter.splitlines()
    free = {"en": "Free now:", "uk": "Зараз вільний такий час:"}[language]
    times = lines[lines.index(free) + 1 : lines.index(free) + 4]
    assert len([line for line in times if ":" in line]) == 3
    assert links.address(booking, language) in letter


def test_money_for_a_cancelled_booking_is_told_as_such_and_no_times_are_pressed_on_anybody(
    till: Till, language: str, settings: Any
) -> None:
    settings.EMAIL_BACKEND, mail.outbox = "django.core.mail.backends.locmem.EmailBackend", []
    Letter.objects.all().delete()
    load_letters()
    booking, payment = till.sold(language=language)
    address = till.pay(payment)
    bookings.cancel(booking=booking, by=till.world.client, now=till.now)
    seen(till, address)
    deliver(now=till.now)
    assert Message.objects.filter(letter="payment_late_refunded", state="sent").exists()
    (letter,) = letters(language)
    assert {"en": "already closed", "uk": "вже було закрито"}[language] in letter
    assert {"en": "Free now", "uk": "Зараз вільний"}[language] not in letter


def test_a_payment_of_which_nobody_knows_yet_is_not_called_uncharged(till: Till, language: str) -> None:
    booking, payment = till.sold(language=language)
    address = till.pay(payment)
    till.lapse(booking)
    till.peer.fault("error", times=2)
    answer = seen(till, address)
    assert told("late_payment.checking", language) in read(answer)
    assert offered(answer) == []
    till.peer.clear_faults()
    till.pass_time(MINUTE)
    till.work()
    assert till.fresh(booking).state == "confirmed"
    assert Payment.objects.get().state == "paid"


def test_who_never_paid_is_not_told_of_late_money(till: Till, language: str) -> None:
    booking, _ = till.sold(language=language)
    till.lapse(booking)
    assert told("late_payment.title", language) not in read(seen(till, links.address(booking, language)))
