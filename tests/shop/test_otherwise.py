"""A refund that its bank did not take was given back another way: recorded once, and the books, the buyer's receipt, a
letter and the log say so.
"""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from booking import verbs as bookings
from ledger.models import Transfer
from ledger.queries import balance, trial_balance
from notifications.verbs import deliver, load_letters
from shop import card, verbs
from shop.models import Purchase, Refund
from tests.shop.crowd import together
from tests.shop.test_back_told import LANGUAGES, STUCK, Source, returned, text
from tests.shop.test_receipts import plain
from tests.shop.test_staff import enter, failed_refund, reader
from tests.shop.till import Till
from tests.staff.desk import come, somebody
from words import HOLE

WAYS = [way for way, _ in Refund.OTHERWISE]
SAID = {
    "cash": ("Back: in cash", "Повернення: готівкою"),
    "terminal": ("Back: over the terminal at reception", "Повернення: через термінал на рецепції"),
    "bank": ("Back: by bank transfer", "Повернення: банківським переказом"),
}
WHY = "The card is closed"


def page(refund: Refund) -> str:
    return reverse("refund_otherwise", args=[refund.pk])


def failed(till: Till, language: str = "en") -> tuple[Any, Any, Refund]:
    """A jar was brought back; the bank does not take the 320 for it."""
    visitor, order = returned(till, language)
    till.work()
    return visitor, order, Refund.objects.get(state="failed")


@pytest.mark.parametrize("way", WAYS)
def test_the_money_leaves_what_is_owed_by_the_way_it_went(till: Till, way: str) -> None:
    _, order, refund = failed(till)
    assert (balance("returning:UAH"), balance("card:UAH")) == (320, -320)
    assert verbs.give_otherwise(refund, way=way, reason=WHY, by=till.world.staff, now=till.now)
    assert (balance("returning:UAH"), balance("card:UAH"), balance(f"{way}:UAH")) == (0, -320, 320)
    moved = Transfer.objects.latest("pk")
    assert (moved.reason, moved.by, moved.at) == ("refund.sent", till.world.staff, till.now)
    assert (till.fresh(refund).state, refund.way, refund.why, refund.sent_at) == ("sent", way, WHY, till.now)
    assert Source.objects.get(order=order).amount_refunded == 320
    told = ModelLogEntry.objects.get(action="payment.refunded")
    assert (told.user, told.data["means"], told.data["reason"]) == (till.world.staff, way, WHY)


def test_it_is_recorded_once_and_only_of_what_has_failed(till: Till) -> None:
    _, _, refund = failed(till)
    how: dict[str, Any] = {"reason": WHY, "by": till.world.staff, "now": till.now}
    Refund.objects.update(state="waiting")
    assert not verbs.give_otherwise(refund, way="cash", **how), "it may still go to the card"
    Refund.objects.update(state="failed")
    assert verbs.give_otherwise(refund, way="cash", **how)
    assert not verbs.give_otherwise(refund, way="bank", **how)
    assert not verbs.retry_refund(refund, by=till.world.staff, now=till.now)
    till.work()
    assert (balance("cash:UAH"), balance("bank:UAH"), balance("returning:UAH")) == (320, 0, 0)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("way", WAYS)
def test_the_client_reads_where_it_went(till: Till, language: str, way: str) -> None:
    visitor, order, refund = failed(till, language)
    assert STUCK[language] in text(visitor, order)
    verbs.give_otherwise(refund, way=way, reason=WHY, by=till.world.staff, now=till.now)
    for more in ("", "receipt/"):
        said = text(visitor, order, more)
        assert SAID[way][LANGUAGES.index(language)] in said and STUCK[language] not in said
        assert WHY not in said, "that is for staff"
    assert visitor.browser.get(f"/{language}/order/{order.number}/receipt.pdf").status_code == 200


SUBJECTS = {"en": ("Money given back: ₴320", "₴320 in cash"), "uk": ("Кошти повернено: 320 ₴", "320 ₴ готівкою")}


def written(till: Till, outbox: list[Any], title: str) -> list[str]:
    """Letters of this title that go out now, none with a hole in it."""
    outbox.clear()
    load_letters()
    deliver(now=till.now)
    found = [plain(one.body) for one in outbox if plain(one.subject) == title]
    assert not any(HOLE.search(body) for body in found)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_says_so(till: Till, mailoutbox: Any, language: str) -> None:
    _, order, refund = failed(till, language)
    verbs.give_otherwise(refund, way="cash", reason=WHY, by=till.world.staff, now=till.now)
    title, said = SUBJECTS[language]
    assert [said in body and order.number in body for body in written(till, mailoutbox, title)] == [True]


def test_a_letter_says_so_of_a_session_alone(till: Till, mailoutbox: Any) -> None:
    verbs.give_otherwise(failed_refund(till), way="bank", reason=WHY, by=till.world.staff, now=till.now)
    found = written(till, mailoutbox, "Money given back: ₴400")
    assert ["₴400 by bank transfer" in body for body in found] == [True]


def test_staff_say_by_which_means_and_why(till: Till) -> None:
    _, order, refund = failed(till)
    card = reverse("orders:inspect", args=[Purchase.objects.get(order=order).pk])
    come(till.browser, till.world.staff)
    assert page(refund) in till.browser.get(card).content.decode()
    asked = till.browser.get(page(refund)).content.decode()
    assert "No such payment_intent" in asked and "320" in asked and balance("returning:UAH") == 320
    for told in ({"way": "cash"}, {"reason": WHY}, {"way": "points", "reason": WHY}, {"way": "cash", "reason": " "}):
        assert till.browser.post(page(refund), told).status_code == 422
    assert till.fresh(refund).state == "failed"
    assert till.browser.post(page(refund), {"way": "bank", "reason": WHY}).url == card
    shown = plain(till.browser.get(card).content.decode())
    assert "Card → Bank transfer" in shown and WHY in shown and page(refund) not in shown
    assert till.browser.post(page(refund), {"way": "cash", "reason": WHY}).url == card, "somebody was faster"
    assert (balance("cash:UAH"), balance("bank:UAH")) == (0, 320)


def test_of_a_session_alone_it_is_done_from_the_list_of_refunds(till: Till) -> None:
    refund = failed_refund(till)
    enter(till.browser, till.world.staff)
    assert page(refund) in till.browser.get(reverse("refund:index")).content.decode()
    assert till.browser.post(page(refund), {"way": "cash", "reason": WHY}).url == reverse("refund:index")
    assert (till.fresh(refund).state, balance("cash:UAH")) == ("sent", 400)


def given_up(till: Till) -> Refund:
    """Stripe was silent so often that people have to look; whether it has taken the refund is another matter."""
    booking, _ = till.paid()
    bookings.cancel(booking=booking, by=till.world.client, now=till.now)
    Refund.objects.update(state="failed", error="no answer", attempts=8)
    come(till.browser, till.world.staff)
    return Refund.objects.get()


def test_what_the_card_has_after_all_is_not_given_back_twice(till: Till) -> None:
    refund = given_up(till)
    made = card.give_back(
        ref=refund.ref, key=str(refund.key), intent=refund.payment.intent_id, amount=refund.amount, currency="UAH",
        again=False,
    )  # fmt: skip
    answer = till.browser.post(page(refund), {"way": "cash", "reason": WHY}, follow=True)
    assert "The card has received this money after all" in answer.content.decode()
    assert (till.fresh(refund).state, refund.stripe_id, refund.way, till.charged()) == ("sent", made, "", 0)
    assert (balance("cash:UAH"), balance("card:UAH"), balance("returning:UAH")) == (0, 0, 0)
    assert not verbs.look_again(refund, now=till.now), "it is not failed any more"


def test_what_nobody_can_know_now_is_not_recorded(till: Till) -> None:
    refund = given_up(till)
    till.peer.fault("error", times=50, path="refunds")
    answer = till.browser.post(page(refund), {"way": "cash", "reason": WHY}, follow=True)
    assert "nobody knows whether the card has the money" in answer.content.decode()
    assert (till.fresh(refund).state, balance("cash:UAH"), balance("returning:UAH")) == ("failed", 0, 400)


def test_nobody_else_may(till: Till) -> None:
    refund = failed_refund(till)
    told = {"way": "cash", "reason": WHY}
    assert Client().post(page(refund), told).status_code == 302
    for user in (till.world.client, reader(), somebody(till.world, "reception")):
        browser = Client()
        come(browser, user)
        assert page(refund) not in browser.get(reverse("refund:index")).content.decode()
        assert browser.get(page(refund)).status_code in (302, 403)
        assert browser.post(page(refund), told).status_code in (302, 403)
    assert (till.fresh(refund).state, balance("cash:UAH")) == ("failed", 0)


@pytest.mark.parametrize("language", ["en", "uk"])
def test_staff_read_it_in_their_language(till: Till, language: str) -> None:
    _, _, refund = failed(till)
    come(till.browser, till.world.staff)
    UserProfile.objects.update_or_create(user=till.world.staff, defaults={"preferred_language": language})
    words = {"en": ("Returned another way", "Bank transfer"), "uk": ("Повернено інакше", "Банківський переказ")}
    asked = till.browser.get(page(refund)).content.decode()
    assert all(word in asked for word in words[language])


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_many_who_record_it_or_send_it_again_one_does(till: Till) -> None:
    refund = failed_refund(till)

    def gives(way: str) -> Any:
        return lambda: verbs.give_otherwise(refund, way=way, reason=WHY, by=None, now=till.now)

    def sends() -> bool:
        return verbs.retry_refund(refund, by=None, now=till.now)

    told = together([gives("cash"), sends, gives("bank"), sends, gives("terminal"), sends])
    assert sorted(told) == [False] * 5 + [True]
    went = sum(balance(f"{way}:UAH") for way in WAYS)
    assert (went, balance("returning:UAH")) in {(400, 0), (0, 400)} and trial_balance() == []
