"""Letters about a gift: at the right moment, complete in both languages, and silent where they must be."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from booking import verbs as bookings
from notifications.models import Letter, Message
from notifications.notices import NOTICES
from notifications.rendering import HOLE, write
from notifications.subjects import telling
from notifications.verbs import deliver, load_letters
from shop import verbs
from shop.gifts.paper import sheet
from shop.models import Gift, Payment
from shop.verbs import gifts
from tests.shop.gifts.given import bought, drafted, fresh, fund, put_back, spend
from tests.shop.till import Till
from tests.world import World
from words import in_language

DAY = timedelta(days=1)
TOLD = sorted({
    (notice.to, notice.letter) for fact, notices in NOTICES.items() for notice in notices if fact.startswith("gift.")
})  # fmt: skip


def tell(gift: Gift, letter: str, audience: str, now: datetime, language: str = "en") -> Any:
    how: dict[str, Any] = {"zone": "Europe/Kyiv", "data": {"amount": "400", "lost": "400"}, "now": now}
    return telling(f"gift:{gift.key}", letter=letter, audience=audience, language=language, **how)


def sent(gift: Gift, **what: Any) -> list[tuple[str, str]]:
    rows = Message.objects.filter(about=f"gift:{gift.key}", **what).order_by("pk")
    return list(rows.values_list("audience", "letter"))


@pytest.mark.parametrize("language", ["en", "uk"])
@pytest.mark.parametrize(("audience", "letter"), TOLD)
def test_every_letter_is_complete_in_every_language(world: World, audience: str, letter: str, language: str) -> None:
    load_letters()
    gift = bought(world.now, 2000, language=language, giver="Марія" if language == "uk" else "Maria")
    with in_language(language):
        told = tell(gift, letter, audience, world.now, language)
        written = write(Letter.objects.get(code=letter), told)
    for text in (written.subject, written.text, written.html.partition("</style>")[2]):
        assert not HOLE.search(text) and "None" not in text
    assert told.link in written.text and told.link.startswith("http")
    assert bool(re.search("[а-яіїєґ]", written.text)) == (language == "uk")


def test_the_recipient_gets_the_letter_at_its_hour_and_the_giver_a_note_at_once(world: World) -> None:
    gift = bought(world.now, deliver_at=world.now + 2 * DAY, giver="Maria")
    Gift.objects.filter(pk=gift.pk).update(giver_email="client@example.org")
    assert ("recipient", "gift_delivered") not in sent(gift)
    gifts.deliver_due(now=world.now + 2 * DAY)
    assert ("recipient", "gift_delivered") in sent(gift)


def test_the_delivered_letter_brings_words_code_link_and_sheet(world: World) -> None:
    gift = bought(world.now)
    told = tell(gift, "gift_delivered", "recipient", world.now)
    assert (told.words["message"], told.words["gift"]) == ("Rest a little.", gift.printed)
    assert told.attachments[0].content.startswith(b"%PDF") and "?t=" in told.link


def test_the_giver_gets_the_sheet_and_the_code_only_to_hand_over(world: World) -> None:
    by_letter = tell(bought(world.now), "gift_bought", "giver", world.now)
    assert by_letter.attachments == () and by_letter.words["code_line"] == ""
    by_hand = tell(bought(world.now, email=""), "gift_bought", "giver", world.now)
    assert by_hand.attachments and "?t=" in by_hand.words["arrival_line"]


def test_the_reminder_names_three_free_times_that_are_covered(world: World) -> None:
    gift = bought(world.now, 2000)
    told = tell(gift, "gift_expiring", "recipient", world.now)
    assert "Olena Hnatiuk" in told.words["slot_1"] and told.words["slot_3"] == ""  # one expert works in this house
    small = bought(world.now, 300)
    assert tell(small, "gift_expiring", "recipient", world.now).words["slots_line"] == ""


def test_reminders_spent_and_returned_value_are_told_to_the_recipient(world: World) -> None:
    gift = bought(world.now)
    assert gift.valid_until
    gifts.remind_holders(now=gift.valid_until - 10 * DAY)
    spend(gift, 1000, world.now)
    put_back(gift, 1000, world.now)
    told = [letter for audience, letter in sent(gift) if audience == "recipient"]
    assert told == ["gift_delivered", "gift_expiring", "gift_spent", "gift_refilled"]


def test_a_stopped_one_sends_nothing_any_more(world: World) -> None:
    gift = bought(world.now)
    gifts.block(gift, reason="stolen", by=world.staff, now=world.now)
    assert ("recipient", "gift_delivered") not in sent(gift, state=Message.WAITING)
    assert tell(fresh(gift), "gift_delivered", "recipient", world.now) is None


def test_the_list_of_letters_does_not_show_codes(world: World) -> None:
    gift = bought(world.now)
    rows = Message.objects.filter(about=f"gift:{gift.key}")
    assert rows and not any(gift.code in f"{row.about} {row.key} {row.context}" for row in rows)


TWO = {"en": "Olha and Petro", "uk": "Ольга та Петро"}
ONE = {"en": "Maria", "uk": "Марія"}
TO_ONE = ("has given", "has opened", "дарує", "дізнається")
"""Words that would be wrong after two names, or would not suit either."""


@pytest.mark.parametrize("names", [ONE, TWO])
@pytest.mark.parametrize("language", ["en", "uk"])
@pytest.mark.parametrize("letter", ["gift_delivered", "gift_accepted"])
def test_words_beside_a_name_suit_one_person_and_two(world: World, letter: str, language: str, names: Any) -> None:
    load_letters()
    who = names[language]
    gift = bought(world.now, language=language, giver=who, recipient=who)
    audience = "recipient" if letter == "gift_delivered" else "giver"
    with in_language(language):
        written = write(Letter.objects.get(code=letter), tell(gift, letter, audience, world.now, language))
    whole = f"{written.subject}\n{written.text}\n{written.html}"
    assert who in whole
    assert not [word for word in TO_ONE if f"{who} {word}" in whole]


RETURNED = {
    2000: ("₴1,200 to the certificate", ["certificate can be spent again at once"], ["working days"]),
    300: ("₴100 to the card, ₴300 to the certificate", ["working days", "again at once"], []),
}
"""What lies on a certificate that pays first -> what a cancelled booking's letter says and does not say."""


@pytest.mark.parametrize("amount", RETURNED)
def test_a_cancelled_booking_speaks_of_where_its_money_went(till: Till, amount: int) -> None:
    split, says, silent = RETURNED[amount]
    gift, booking = bought(till.now, amount), till.held()
    if verbs.checkout(booking, now=till.now, by=till.world.client, kept={"gift": gift.code}):
        payment = till.payment(booking, means=Payment.CARD)
        verbs.settle(payment, intent_id="pi_gift", amount=payment.amount, now=till.now)
    bookings.cancel(booking=till.fresh(booking), by=None, now=till.now)
    fact = Message.objects.get(letter="booking_cancelled", audience="client", channel="email")
    told = telling(
        f"booking:{booking.code}", letter="booking_cancelled", audience="client", language="en", zone="Europe/Kyiv",
        data=fact.context["data"], now=till.now,
    )  # fmt: skip
    assert told
    parts = set(str(told.words["split"]).split(", "))
    assert parts == set(split.split(", "))
    line = str(told.words["money_line"])
    assert all(part in line for part in says) and not any(part in line for part in silent)


@pytest.mark.parametrize(("email", "letter"), [("andrii@example.org", "gift_delivered"), ("", "gift_bought")])
def test_the_letter_goes_out_with_the_sheet_whole(world: World, settings: Any, email: str, letter: str) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    load_letters()
    gift = drafted(world.now, email=email)
    Gift.objects.filter(pk=gift.pk).update(giver_email="maria@example.org")
    fund(gift, world.now)
    gifts.paid(gift, now=world.now)
    deliver(now=world.now)
    assert Message.objects.get(about=f"gift:{gift.key}", letter=letter).state == Message.SENT
    found = [one for one in mail.outbox if one.attachments]
    assert [one.to for one in found] == [[email or "maria@example.org"]]
    name, content, kind = found[0].attachments[0]
    assert (name, kind, content) == ("gift.pdf", "application/pdf", sheet(fresh(gift)))
