"""What the confirm page knows already: of an account, of what was written before, and never of anybody else."""

from datetime import timedelta
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

import clock
from booking import verbs
from booking.models import Booking
from tests.booking.acts import at
from tests.booking.bad import CONTACT, HOLD, WANTED
from tests.world import World

FIELDS = ("name", "email", "phone")
NOTHING = dict.fromkeys(FIELDS, "")
GUEST = {"name": "Ivan Guest", "email": "ivan@example.org", "phone": "+380 44 111 22 33"}


def hold(client: Client, **more: str) -> str:
    """The address of its confirm page."""
    answer = client.post(HOLD, WANTED | {"service": "intro"} | more)
    assert answer.status_code == 302, answer.content
    return str(answer.headers["Location"])


def filled(client: Client, address: str) -> dict[str, str]:
    return _filled(client.get(address).content.decode())


def _filled(page: str) -> dict[str, str]:
    soup = BeautifulSoup(page, "html.parser")
    found: dict[str, Any] = {name: soup.select_one(f"main input[name={name}]") for name in FIELDS}
    return {name: str(tag.get("value", "")) for name, tag in found.items()}


def test_a_newcomer_writes_everything(visitor: Client) -> None:
    assert filled(visitor, hold(visitor)) == NOTHING


def test_what_an_account_knows_is_filled_in(world: World, visitor: Client) -> None:
    world.client.phone = "+380501112233"
    world.client.save()
    visitor.force_login(world.client, backend="accounts.backends.EmailBackend")
    known = {"name": "Maria Koval", "email": "client@example.org", "phone": "+380501112233"}
    assert filled(visitor, hold(visitor)) == known


def test_a_guest_writes_it_once(visitor: Client) -> None:
    visitor.post(hold(visitor), CONTACT | GUEST)
    assert filled(visitor, hold(visitor, start="2027-03-03T10:00:00+02:00")) == GUEST


def test_another_visitor_learns_nothing_of_it(visitor: Client, world: World) -> None:
    visitor.post(hold(visitor), CONTACT | GUEST)
    stranger = Client()
    stranger.force_login(world.stranger, backend="accounts.backends.EmailBackend")
    for other, known in ((Client(), NOTHING), (stranger, NOTHING | {"name": "Petro Chuzhyi"})):
        there = filled(other, hold(other, start="2027-03-04T10:00:00+02:00" if known is NOTHING else WANTED["start"]
        .replace("02T10", "05T10")))  # fmt: skip
        assert there["name"] == known["name"] and there["phone"] == "" and there["email"] != GUEST["email"]


def test_what_was_written_with_a_mistake_is_kept(visitor: Client) -> None:
    answer = visitor.post(hold(visitor), CONTACT | GUEST | {"phone": "none"})
    assert answer.status_code == 422
    assert _filled(answer.content.decode()) == GUEST | {"phone": "none"}


def test_what_was_written_is_kept_when_the_hold_has_ended_meanwhile(visitor: Client, world: World) -> None:
    address = hold(visitor)
    with clock.standing_at(world.now + timedelta(minutes=11)):
        answer = visitor.post(address, CONTACT | GUEST)
        assert answer.status_code == 409 and Booking.objects.get().state == "expired"
        assert filled(visitor, hold(visitor)) == GUEST


def test_whoever_comes_back_from_paying_finds_what_was_written(visitor: Client, world: World) -> None:
    visitor.force_login(world.client, backend="accounts.backends.EmailBackend")
    address = hold(visitor, service="session")
    booking = Booking.objects.get()
    verbs.write_contact(booking=booking, note="Third floor?", by=world.client, now=world.now, **GUEST)
    page = visitor.get(address).content.decode()
    assert _filled(page) == GUEST and "Third floor?" in page
    assert at(2, 10) == booking.start and reverse("confirm", args=[booking.code]) == address
