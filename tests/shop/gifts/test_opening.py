"""The recipient's page: whoever has the link may open the gift, and spend it in three taps."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from booking.models import Booking, Offer
from shop.gifts import links
from shop.models import Gift
from shop.verbs import gifts
from tests.shop.gifts.given import bought, facts, fresh, left, spend
from tests.world import World

HAND = {"recipient": "Petro", "giver": "Andrii", "message": "Yours.", "way": "hand", "language": "uk"}


def opened(client: Any, gift: Gift) -> Any:
    return client.get(links.address(gift).removeprefix("http://127.0.0.1:8000"))


def page(client: Any, gift: Gift, more: str = "") -> str:
    return str(client.get(f"/en/g/{gift.code}/{more}").content.decode())


def test_the_link_opens_the_gift_and_its_token_does_not_stay_in_the_address(client: Any, world: World) -> None:
    gift = bought(world.now)
    answer = opened(client, gift)
    assert answer.status_code == 302 and answer.url == f"/en/g/{gift.code}/"
    said = page(client, gift)
    for part in ("Andrii, this is for you", "Rest a little.", "₴1,000", "1 March 2028", "Maria will not see"):
        assert part in said, part


def test_looking_is_not_accepting(client: Any, world: World) -> None:
    gift = bought(world.now)
    opened(client, gift)
    page(client, gift)
    assert fresh(gift).accepted_at is None
    client.post(f"/en/g/{gift.code}/accept/")
    client.post(f"/en/g/{gift.code}/accept/")
    assert facts(gift).count("gift.accepted") == 1


@pytest.mark.parametrize("address", ["", "?t=wrong", "accept/", "pass/", "pdf/", "pdf/?t=wrong"])
def test_a_stranger_finds_nothing_without_the_link(client: Any, world: World, address: str) -> None:
    gift = bought(world.now)
    client.force_login(world.stranger)
    ask = client.post if address == "accept/" else client.get
    assert ask(f"/en/g/{gift.code}/{address}").status_code == 404
    assert ask(f"/en/g/ABCD2345EFGH/{address}").status_code == 404


def test_every_expert_is_marked_by_what_the_certificate_pays(client: Any, world: World) -> None:
    for amount, marks in ((1200, ["Fully covered"]), (1500, ["Fully covered", "leaves ₴300"]), (900, ["Add ₴300"])):
        gift = bought(world.now, amount)
        opened(client, gift)
        said = page(client, gift)
        assert all(mark in said for mark in marks) and "Olena Hnatiuk" in said


def test_those_whom_it_covers_come_first_and_variants_and_free_talks_do_not_count(client: Any, world: World) -> None:
    gift = bought(world.now, 1200)
    opened(client, gift)
    assert "The certificate covers 1 expert here in full." in page(client, gift)
    Offer.objects.filter(service=world.service).update(price=2000)
    assert "does not cover a whole visit here. You can add ₴800" in page(client, gift)


def test_language_and_direction_choose_among_the_experts(client: Any, world: World) -> None:
    gift = bought(world.now, 1200)
    opened(client, gift)
    assert "Olena" in page(client, gift, "?direction=talk&language=uk")
    assert "Olena" not in page(client, gift, "?language=pl")
    assert "Olena" in page(client, gift, "?direction=nothing&language=<x>")


def test_a_time_is_taken_and_confirmed_with_the_certificate_in_three_taps(client: Any, world: World) -> None:
    gift = bought(world.now, 1500)
    opened(client, gift)
    said = page(client, gift)
    start = said.split('name="start" value="')[1].split('"')[0]
    wanted = {"service": "session", "resource": "olena", "format": "on_site", "party": "1", "tz": "Europe/Kyiv"}
    held = client.post(reverse("hold"), wanted | {"start": start})
    code = held.url.split("/")[-2] if held.url.endswith("/") else held.url.split("/")[-1]
    booking = Booking.objects.latest("pk")
    contact = {"name": "Andrii", "email": "andrii@example.org", "phone": "+380441234567", "consent": "on"}
    answer = client.post(reverse("confirm", args=[booking.code]), contact)
    booking.refresh_from_db()
    assert booking.state == "confirmed", (answer.status_code, getattr(answer, "url", ""), code)
    assert (left(gift), fresh(gift).accepted_at is not None) == (300, True)


def test_the_giver_is_never_told_what_was_chosen(client: Any, world: World) -> None:
    from notifications.models import Message
    from shop.gifts.letters import context

    gift = bought(world.now, 1500, by=world.client, giver_email="client@example.org")
    spend(gift, 1500, world.now)
    to_giver = Message.objects.filter(about=f"gift:{gift.key}", audience="giver")
    assert set(to_giver.values_list("letter", flat=True)) == {"gift_bought", "gift_accepted"}
    how: dict[str, Any] = {"audience": "giver", "language": "en", "zone": "Europe/Kyiv", "data": {}, "now": world.now}
    told = context(str(gift.key), letter="gift_accepted", **how)
    assert told and gift.printed not in str(told)
    client.force_login(world.client)
    mine = client.get("/en/me/gifts/").content.decode()
    assert "Accepted" in mine and "₴0" not in mine and gift.printed not in mine


def test_what_is_left_is_passed_on_in_ones_own_words(client: Any, world: World) -> None:
    gift = bought(world.now, 1000)
    opened(client, gift)
    answer = client.post(f"/en/g/{gift.code}/pass/", HAND)
    heir = Gift.objects.get(passed_from=gift)
    said = answer.content.decode()
    assert heir.printed in said and links.token(heir.code) in said and heir.giver == "Andrii"
    assert (left(gift), left(heir)) == (0, 1000)
    assert client.get(f"/en/g/{gift.code}/").status_code == 404
    assert opened(Client(), heir).status_code == 302
    again = Client()
    opened(again, gift)
    assert "passed on to somebody else" in page(again, gift)


def test_what_cannot_be_used_says_why(client: Any, world: World) -> None:
    gift = bought(world.now)
    opened(client, gift)
    gifts.block(gift, reason="stolen card", by=world.staff, now=world.now)
    said = page(client, gift)
    assert "has been stopped" in said and "stolen card" not in said


def test_the_sheet_comes_as_a_file(client: Any, world: World) -> None:
    gift = bought(world.now)
    signed = client.get(f"/en/g/{gift.code}/pdf/?t={links.token(gift.code)}")
    assert signed["Content-Type"] == "application/pdf" and signed.content.startswith(b"%PDF")
    assert gift.code not in signed["Content-Disposition"]


def test_the_balance_is_told_by_the_code_and_guesses_are_counted(client: Any, world: World) -> None:
    gift = bought(world.now)
    told = client.post("/en/gift/balance/", {"code": gift.printed.lower()}).content.decode()
    assert "₴1,000" in told and "1 March 2028" in told
    for _ in range(10):
        assert client.post("/en/gift/balance/", {"code": "ABCD-2345-EFGH"}).status_code == 400
    assert client.post("/en/gift/balance/", {"code": gift.printed}).status_code == 429


def test_the_client_sees_the_certificates_he_may_spend(client: Any, world: World) -> None:
    mine, other = bought(world.now, 700, email="client@example.org"), bought(world.now, 900)
    gifts.accept(bought(world.now, 800), by=world.client, now=world.now)
    client.force_login(world.client)
    said = client.get("/en/me/gifts/").content.decode()
    assert mine.printed in said and "₴800" in said and other.printed not in said
    assert client.get(f"/en/g/{mine.code}/").status_code == 200
    assert client.get(f"/en/g/{other.code}/").status_code == 404


def test_the_client_area_asks_the_database_the_same_whatever_he_has(
    client: Any, world: World, django_assert_max_num_queries: Any
) -> None:
    client.force_login(world.client)
    for amount in range(500, 900, 50):
        bought(world.now, amount, email="client@example.org")
    with django_assert_max_num_queries(30):
        client.get("/en/me/gifts/")
