"""What staff see and do: the outbox read only, sending again with a trace, and letters that stay whole."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.models import ModelLogEntry

from accounts.models import User
from accounts.roles import give_role
from notifications.forms import known
from notifications.models import Letter, Message
from notifications.samples import SAMPLES
from notifications.verbs import deliver
from tests.world import World, person

pytestmark = pytest.mark.django_db


def door(user: User) -> Client:
    """Signed in with the second step behind it."""
    device = TOTPDevice.objects.create(user=user, name="phone", confirmed=True)
    client = Client()
    client.force_login(user)
    session = client.session
    session["otp_device_id"] = device.persistent_id
    session.save()
    return client


@pytest.fixture
def admin(world: World) -> Client:
    return door(world.staff)


@pytest.fixture
def marketer(world: World, now: datetime) -> Client:
    user = person("marketer@example.org", "Nina Lis")
    give_role(user=user, role="marketer", by=None, now=now)
    return door(user)


def first() -> Message:
    return Message.objects.get(letter="booking_confirmed", channel="email")


def test_the_outbox_is_searched_and_filtered(admin: Client, make: Any) -> None:
    row = make()
    page = admin.get(reverse("outbox:index"), {"q": row.code}).content.decode()
    assert "booking_confirmed" in page and "maria@example.org" in page
    assert "booking_confirmed" not in admin.get(reverse("outbox:index"), {"state": "failed"}).content.decode()
    assert "booking_confirmed" not in admin.get(reverse("outbox:index"), {"q": "NOSUCH"}).content.decode()


def test_nobody_writes_or_deletes_messages_by_hand(admin: Client, make: Any) -> None:
    make()
    for name, args in (("add", []), ("edit", [first().pk]), ("delete", [first().pk])):
        answer = admin.post(reverse(f"outbox:{name}", args=args), {"state": "sent"})
        assert answer.status_code in (302, 403) and first().state == Message.WAITING


def test_a_message_can_be_looked_at_and_sent_again(admin: Client, make: Any, now: datetime, outbox: Any) -> None:
    make()
    deliver(now=now)
    page = admin.get(reverse("outbox:inspect", args=[first().pk])).content.decode()
    assert "Booked: First meeting" in page and reverse("outbox_send_again", args=[first().pk]) in page
    admin.post(reverse("outbox_send_again", args=[first().pk]))
    assert first().state == Message.WAITING
    entry = ModelLogEntry.objects.get(action="message.resent")
    assert entry.user.email == "staff@example.org" and entry.data["letter"] == "booking_confirmed"


def test_who_may_not_change_messages_does_not_send_them_again(
    marketer: Client, make: Any, now: datetime, outbox: Any
) -> None:
    make()
    deliver(now=now)
    answer = marketer.post(reverse("outbox_send_again", args=[first().pk]))
    assert answer["Location"] == "/cms/", "back to the start, with the reason"
    assert first().state == Message.SENT


@pytest.mark.parametrize("who", ["client", "stranger", "expert"])
def test_clients_and_experts_see_none_of_it(world: World, make: Any, who: str) -> None:
    make()
    visitor = Client()
    visitor.force_login(getattr(world, who))
    letter = Letter.objects.first()
    assert letter
    for address in (
        reverse("outbox:index"),
        reverse("letters:index"),
        reverse("letter_preview", args=[letter.pk, "en"]),
    ):
        assert visitor.get(address).status_code == 403
    assert visitor.post(reverse("outbox_send_again", args=[first().pk])).status_code == 403


def form(letter: Letter, **changed: str) -> dict[str, str]:
    told = {}
    for part in ("subject", "preheader", "body", "button"):
        for code in ("en", "uk"):
            told[f"{part}_{code}"] = getattr(letter, part).get(code, "")
    return told | changed


def edit(client: Client, letter: Letter, **changed: str) -> str:
    answer = client.post(reverse("letters:edit", args=[letter.pk]), form(letter, **changed), follow=True)
    letter.refresh_from_db()
    return answer.content.decode()


def test_a_marketer_rewrites_a_letter_and_it_goes_out_so(
    marketer: Client, make: Any, now: datetime, outbox: Any
) -> None:
    letter = Letter.objects.get(code="booking_confirmed")
    edit(marketer, letter, subject_en="See you: {service}")
    make()
    deliver(now=now)
    assert "See you: First meeting" in [one.subject for one in outbox]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"subject_en": "Hello {nobody}"}, "knows nothing of {nobody}"),
        ({"body_uk": "Привіт, {service"}, "A brace stands alone"),
        ({"body_uk": ""}, "Write the text in every language"),
    ],
)
def test_a_letter_that_could_not_be_sent_is_not_saved(
    marketer: Client, world: World, changed: dict[str, str], said: str
) -> None:
    letter = Letter.objects.get(code="booking_confirmed")
    before = (letter.subject, letter.body)
    assert said in edit(marketer, letter, **changed).replace("&#x27;", "'")
    assert (letter.subject, letter.body) == before


def test_letters_are_neither_added_nor_deleted(admin: Client, world: World) -> None:
    letter = Letter.objects.get(code="booking_confirmed")
    assert admin.get(reverse("letters:add")).status_code in (302, 403)
    admin.post(reverse("letters:delete", args=[letter.pk]))
    assert Letter.objects.filter(pk=letter.pk).exists()


@pytest.mark.parametrize("language", ["en", "uk"])
def test_every_letter_can_be_looked_at_in_every_language(marketer: Client, world: World, language: str) -> None:
    for letter in Letter.objects.all():
        page = marketer.get(reverse("letter_preview", args=[letter.pk, language])).content.decode()
        assert f'<html lang="{language}">' in page and "{" not in page.partition("</style>")[2]
    assert marketer.get(reverse("letter_preview", args=[letter.pk, "fr"]), follow=True).status_code == 404


def test_the_page_of_a_letter_shows_both_languages(marketer: Client, world: World) -> None:
    letter = Letter.objects.get(code="reminder_1h")
    page = marketer.get(reverse("letters:edit", args=[letter.pk])).content.decode()
    assert all(reverse("letter_preview", args=[letter.pk, code]) in page for code in ("en", "uk"))


def test_letters_about_bookings_have_a_sample_for_every_placeholder(world: World) -> None:
    from notifications.notices import NOTICES

    told = {notice.letter for notices in NOTICES.values() for notice in notices}
    assert {name for letter in told for name in known(letter)} - {"link"} <= set(SAMPLES)
