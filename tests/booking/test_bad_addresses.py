"""Addresses, links and questions that lead nowhere: a clear word, nothing stored."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

import clock
from booking import links, verbs
from booking.models import Booking
from booking.verbs import Person
from tests.booking import bad
from tests.world import World

PLACES = [
    "book/{}/",
    "book/{}/longer/",
    "book/{}/let-go/",
    "booking/{}/",
    "booking/{}/pay/",
    "booking/{}/cancel/",
    "booking/{}/move/",
]


@pytest.mark.parametrize("code", bad.CODES.values(), ids=bad.CODES.keys())
@pytest.mark.parametrize("place", PLACES)
def test_a_booking_that_is_not_there_is_not_found(visitor: Client, unchanged: None, place: str, code: str) -> None:
    for answer in (visitor.get(f"/en/{place.format(code)}"), visitor.post(f"/en/{place.format(code)}", {})):
        assert answer.status_code in (404, 405)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("who", ["nobody", "stranger", "expert", "staff"])
def test_a_booking_of_another_is_not_found(world: World, confirmed: Booking, place: str, who: str) -> None:
    other = Client()
    if who != "nobody":
        other.force_login(getattr(world, who))
    before = bad.rows()
    for answer in (
        other.get(f"/en/{place.format(confirmed.code)}"),
        other.post(f"/en/{place.format(confirmed.code)}", {"quoted": "0"}),
    ):
        assert answer.status_code in (404, 405)
    assert bad.rows() == before


TOKENS = {
    "none": "", "another's": "other", "cut": "cut", "NUL": "\0", "ten thousand letters": "x" * 10_000,
    "letters of another script": "ключ", "a list": "['x']",
}  # fmt: skip


@pytest.mark.parametrize("token", TOKENS.values(), ids=TOKENS.keys())
def test_a_tampered_link_opens_nothing(world: World, confirmed: Booking, token: str) -> None:
    other = verbs.hold(
        service=world.free, resource=world.resource, start=confirmed.start + timedelta(days=1), now=world.now,
        person=Person(None, "somebody"),
    )  # fmt: skip
    real = {"other": links.token(other), "cut": links.token(confirmed)[:-1]}
    guest = Client()
    bad.refused(guest.get(reverse("booking", args=[confirmed.code]), {"t": real.get(token, token)}), 404)
    assert guest.get(reverse("booking", args=[confirmed.code])).status_code == 404


# The world around it -------------------------------------------------------------------------------------------------

QUERIES = [
    "%00",
    "%FF%FE",
    "%F0%9F%8C%BB",
    "%27%22%3B--",
    "a" * 3000,
    "%22%2A%22",
    "NEAR%28",
    "%25_%5C",
    "%3Cscript%3Ealert(1)%3C/script%3E",
]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize(
    "path", ["/en/", "/en/nothing-here/", "/en/booking/AAAAAAA/", "/en/search/", "/api/v1/experts", "/api/v1/slots"]
)
def test_a_question_mark_followed_by_rubbish_breaks_no_page(
    visitor: Client, unchanged: None, path: str, query: str
) -> None:
    for name in ("q", "page", "t", "direction", "price", "from", "day", "service"):
        answer = visitor.get(f"{path}?{name}={query}", follow=True)
        assert answer.status_code < 500
        assert "json" in answer["Content-Type"] or b"<script>alert(1)" not in answer.content


@pytest.mark.parametrize(
    "path",
    [
        "/%00",
        "/en/%00/",
        "/en/%FF/",
        "/en/book/%00/",
        "/media/%00",
        "/media/../../manage.py",
        "/en/%E2%80%AE/",
        "/en/" + "a/" * 500,
    ],
)
def test_an_address_that_is_rubbish_breaks_nothing(visitor: Client, unchanged: None, path: str) -> None:
    assert 400 <= visitor.get(path, follow=True).status_code < 500


WEBHOOKS: dict[str, tuple[bytes, dict[str, str]]] = {
    "unsigned": (b"{}", {}), "signed by nobody": (b"{}", {"Stripe-Signature": "t=1,v1=00"}),
    "no JSON": (b"{", {"Stripe-Signature": "x"}),
    "not UTF-8": (b"\xff", {"Stripe-Signature": "t=1,v1=ключ"}), "empty": (b"", {}),
    "huge": (b"x" * 300_000, {}),
}  # fmt: skip


@pytest.mark.parametrize(("body", "headers"), WEBHOOKS.values(), ids=WEBHOOKS.keys())
def test_a_payment_that_nobody_signed_is_not_believed(
    visitor: Client, unchanged: None, settings: Any, body: bytes, headers: dict[str, str]
) -> None:
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = "sk_test_1", "whsec_1"
    answer = visitor.post("/card/webhook/", body, content_type="application/json", headers=headers)
    assert answer.status_code in (400, 413)
    assert answer.content


def test_the_clock_of_a_lapsed_hold_gives_no_time_away(world: World, visitor: Client) -> None:
    booking = bad.held(world, visitor)
    with clock.standing_at(world.now + timedelta(minutes=11)):
        bad.refused(visitor.post(reverse("confirm", args=[booking.code]), bad.CONTACT), 409)
    assert Booking.objects.get().state == "expired"
