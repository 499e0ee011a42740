"""The page on which a gift is made."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from oscar.core.loading import get_model

from booking.core.decisions import Refused
from shop.models import Gift
from shop.verbs import gifts
from tests.shop.gifts.given import design
from tests.world import World

Basket = get_model("basket", "Basket")
WRITTEN = {
    "design": "winter", "sum": "1000", "recipient": "Andrii", "giver": "Maria", "message": "Rest.", "way": "email",
    "email": "Andrii@example.org", "language": "uk",
}  # fmt: skip


@pytest.fixture(autouse=True)
def faces(world: World) -> None:
    design()


def give(client: Any, **changes: Any) -> Any:
    written = {name: value for name, value in (WRITTEN | changes).items() if value is not None}
    return client.post("/en/gift/", written)


def test_a_gift_comes_into_the_basket(client: Any, world: World) -> None:
    answer = give(client)
    assert answer.status_code == 302 and answer.url == reverse("basket")
    gift = Gift.objects.get()
    assert (gift.state, gift.amount, gift.language, gift.email) == (Gift.DRAFT, 1000, "uk", "Andrii@example.org")
    assert Basket.objects.get().lines.count() == 1


def test_several_gifts_lie_in_one_basket(client: Any, world: World) -> None:
    give(client)
    give(client, sum="own", own="750", way="hand", email="")
    assert Basket.objects.get().lines.count() == 2
    assert sorted(Gift.objects.values_list("amount", "email")) == [(750, ""), (1000, "Andrii@example.org")]


def test_a_service_is_given_at_its_price(client: Any, world: World) -> None:
    give(client, sum=None, service="session")
    assert (Gift.objects.get().service, Gift.objects.get().amount) == (world.service, 1200)


def test_the_hour_is_meant_in_the_zone_that_the_page_states(client: Any, world: World) -> None:
    assert b"Kyiv time" in client.get("/en/gift/").content
    give(client, day="2027-03-08", hour="10")
    assert Gift.objects.get().deliver_at.isoformat() == "2027-03-08T08:00:00+00:00"


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"sum": "own", "own": "299"}, "From ₴300 to ₴20,000."),
    ({"sum": "own", "own": "20001"}, "From ₴300 to ₴20,000."),
    ({"sum": "own", "own": "many"}, "Write the sum in digits."),
    ({"sum": None}, "Please fill this in."),
    ({"recipient": ""}, "Please fill this in."),
    ({"email": "nowhere"}, "Something is missing in the address."),
    ({"email": ""}, "Something is missing in the address."),
    ({"message": "x" * 401}, "1 character too many."),
    ({"day": "2027-02-28"}, "This date has passed."),
    ({"day": "2029-01-01"}, "Choose a day up to"),
    ({"design": "gold"}, "Select a valid choice"),
]


@pytest.mark.parametrize(("changes", "words"), WRONG)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    client: Any, world: World, changes: dict[str, Any], words: str
) -> None:
    answer = give(client, **changes)
    assert answer.status_code == 400 and words in answer.content.decode()
    assert not Gift.objects.exists()


def test_the_picture_is_shown_before_anything_is_kept(client: Any, world: World) -> None:
    shown = give(client, preview="1", recipient="", email="nowhere", message="Dear you").content.decode()
    assert "Dear you" in shown and "₴1,000" in shown and "valid" in shown.lower()
    assert "Please correct" not in shown and not Gift.objects.exists()


def test_a_draft_is_changed_from_the_basket(client: Any, world: World) -> None:
    give(client)
    gift = Gift.objects.get()
    page = client.get(reverse("gift-edit", args=[gift.key]))
    assert "Andrii" in page.content.decode() and 'value="1000"' in page.content.decode()
    answer = client.post(reverse("gift-edit", args=[gift.key]), WRITTEN | {"sum": "2500", "recipient": "Oksana"})
    assert answer.status_code == 302
    gift.refresh_from_db()
    assert (gift.amount, gift.recipient, Basket.objects.get().lines.count()) == (2500, "Oksana", 1)


def test_a_stranger_finds_nothing_at_somebody_elses_draft(client: Any, world: World) -> None:
    from django.test import Client

    give(client)
    stranger = Client()
    assert stranger.get(reverse("gift-edit", args=[Gift.objects.get().key])).status_code == 404


def test_the_page_speaks_ukrainian(client: Any, world: World) -> None:
    assert "Подарувати час" in client.get("/uk/gift/").content.decode()


def test_a_script_that_fills_the_form_is_held_back(client: Any, world: World) -> None:
    answers = [give(client, recipient="").status_code for _ in range(61)]
    assert answers[-1] == 429 and answers[0] == 400


def test_the_sheet_is_for_the_buyer_who_hands_it_over(client: Any, world: World) -> None:
    from tests.shop.gifts.given import bought

    by_hand, by_letter = (bought(world.now, by=world.client, email=email) for email in ("", "a@example.org"))
    address = [reverse("gift-paper", args=[gift.key]) for gift in (by_hand, by_letter)]
    assert client.get(address[0]).status_code == 404
    client.force_login(world.stranger)
    assert client.get(address[0]).status_code == 404
    client.force_login(world.client)
    assert client.get(address[0])["Content-Type"] == "application/pdf"
    assert client.get(address[1]).status_code == 404  # its code is the recipient's secret


def test_a_sum_that_staff_have_just_forbidden_is_refused(world: World) -> None:
    from shop.models import GiftRules
    from tests.shop.gifts.given import drafted, wish

    gift = drafted(world.now, 1000)
    GiftRules.objects.create(lowest=2000)
    with pytest.raises(Refused):
        gifts.edit(gift, wish(1000), now=world.now + timedelta(hours=1))
