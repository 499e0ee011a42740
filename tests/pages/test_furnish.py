"""The demo world: whole, honest in its books, and the same when it is built again."""

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, TestCase, override_settings
from wagtail.models import Page

from accounts.models import User
from booking.core.rules import read_rules
from booking.core.states import LIVE
from booking.letters import GRACE
from booking.models import Booking, Direction, Occupancy, Offer, Policy, Resource, Review, Service
from booking.policies import raw_rules
from booking.verbs import cancel
from config.furnish.offers import rules
from config.furnish.translation import translate
from config.furnish.words import Lexicon, Missing, read
from ledger.models import Transfer
from ledger.queries import balance, trial_balance
from notifications.models import Message
from pages.models import ContentPage, Picture
from shop.models import Refund
from shop.verbs import send_refunds
from tests.conftest import T0
from tests.peers.stripe.running import stripe_peer

WORLDS = ("articles", "experts", "house", "pages", "people", "policies", "services", "site")
COUNTED = (User, Direction, Resource, Service, Offer, Policy, Booking, Occupancy, Review, Page, Picture, Transfer)


def texts(entry: Any, path: str = "") -> Any:
    """Every text of a fixture that has languages."""
    if isinstance(entry, dict):
        if set(entry) & {"en", "uk"}:
            yield path, entry
        for key, value in entry.items():
            yield from texts(value, f"{path}.{key}")
    elif isinstance(entry, list):
        for number, value in enumerate(entry):
            yield from texts(value, f"{path}[{number}]")


@pytest.mark.parametrize("name", WORLDS)
def test_every_text_of_the_world_has_both_languages(name: str) -> None:
    found = list(texts(read(name)))
    assert found
    for path, entry in found:
        assert set(entry) == {"en", "uk"} and all(str(text).strip() for text in entry.values()), path
        assert not re.search("[ыэъё]", str(entry["uk"]), re.IGNORECASE), path


def counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in COUNTED}


def test_building_twice_changes_nothing(house: Path, db: None) -> None:
    before = counts()
    with TestCase.captureOnCommitCallbacks(execute=True):
        call_command("furnish", stdout=StringIO())
    assert counts() == before


def test_the_books_balance(house: Path, db: None) -> None:
    assert trial_balance() == [] and Transfer.objects.count() > 20
    for booking in Booking.objects.all():
        held = balance(booking.account)
        assert held == (booking.deposit if booking.state in LIVE else 0), booking


def test_what_is_past_takes_no_time_and_what_comes_does(house: Path, db: None) -> None:
    for booking in Booking.objects.prefetch_related("occupancies"):
        live = [one.live for one in booking.occupancies.all()]
        assert live == [booking.state != "cancelled"], booking
        assert booking.state in LIVE or booking.start < T0, booking
    assert Booking.objects.filter(state="confirmed", start__gt=T0).count() >= 6
    assert Booking.objects.filter(state="completed", end__lt=T0).count() >= 15


def test_policies_are_live_and_mean_their_numbers(house: Path, db: None) -> None:
    for one in read("policies")["policies"]:
        policy = Policy.objects.get(code=one["code"])
        assert policy.live and list(raw_rules(policy.rules))
        told = {rule.name for rule in read_rules(raw_rules(policy.rules))}
        assert {name for name, _ in rules(one["numbers"])} <= told


POLICIES = read("policies")["policies"]


@pytest.mark.parametrize("one", POLICIES, ids=lambda one: one["code"])
def test_every_number_of_a_policy_is_kept_by_a_rule(one: dict[str, Any]) -> None:
    numbers = one["numbers"]
    whole = list(rules(numbers))
    assert [name for name in numbers if list(rules({k: v for k, v in numbers.items() if k != name})) == whole] == []


@pytest.mark.parametrize("language", ["en", "uk"])
@pytest.mark.parametrize("one", POLICIES, ids=lambda one: one["code"])
def test_the_words_of_a_policy_promise_no_other_numbers(one: dict[str, Any], language: str) -> None:
    kept = [int(value) for value in one["numbers"].values()]
    known = {*kept, *(value // 60 for value in kept if not value % 60), int(GRACE.total_seconds() // 60)}
    told = {int(number) for number in re.findall(r"\d+", f"{one['summary'][language]} {one['words'][language]}")}
    assert told and told <= known


def test_variants_cost_each_expert_in_proportion(house: Path, db: None) -> None:
    long = {
        offer.resource.code: offer.charge for offer in Offer.objects.filter(service__code="psychology-session-long")
    }
    assert long == {"solomiia": 2100, "taras": 1800}


def test_people_have_the_formats_that_are_told_of_them(house: Path, db: None) -> None:
    training = {one.resource.code: one.ways for one in Offer.objects.filter(service__code="personal-training")}
    assert training == {"yaryna": ["on_site", "online"], "danylo": ["on_site"]}
    assert set(Offer.objects.exclude(formats=[]).values_list("resource__code", flat=True)) == {"danylo"}


def test_confidential_reviews_are_unsigned(house: Path, db: None) -> None:
    for review in Review.objects.filter(service__privacy=Service.CONFIDENTIAL, service__direction__code="psychology"):
        assert not str(review.signed)


def test_sign_ins_are_written_and_work(house: Path, visitor: Client) -> None:
    text = (house / "sign-ins.txt").read_text()
    password = re.search(r"password: (\S+)", text)
    assert password
    for role in ("client", "expert", "reception", "admin"):
        address = re.search(rf"{role}\s+(\S+@\S+)", text)
        assert address and User.objects.get(email=address[1]).check_password(password[1])
    assert text.count("otpauth://totp/") == 2
    assert (house / "sign-ins.txt").stat().st_mode & 0o077 == 0


def test_staff_have_their_roles_and_experts_their_resource(house: Path, db: None) -> None:
    assert User.objects.get(email="admin@atrium.example").groups.filter(name="admin").exists()
    assert User.objects.get(email="solomiia@atrium.example").resource.code == "solomiia"


def test_a_demo_world_is_not_built_in_production(house: Path, db: None) -> None:
    with override_settings(PRODUCTION=True), pytest.raises(CommandError, match="PRODUCTION"):
        call_command("furnish", stdout=StringIO())


def test_a_page_without_words_is_not_translated(house: Path, db: None) -> None:
    home = Page.objects.get(slug="home", depth=2).specific
    page = ContentPage(title="Untold", slug="untold", intro="Nobody has said this in Ukrainian")
    home.add_child(instance=page)
    page.save_revision().publish()
    with pytest.raises(Missing, match="Nobody has said this"):
        translate([page], Lexicon({"Untold": "Несказане"}))
    assert not page.get_translations().exists()


def test_one_english_text_has_one_translation() -> None:
    tell = Lexicon()
    tell.told("Room", "Кімната")
    with pytest.raises(ValueError, match="two translations"):
        tell.told("Room", "Зала")


def test_a_large_world_is_made_in_bulk_and_fits_its_rules(db: None, now: Any) -> None:
    out = StringIO()
    call_command("furnish", experts=12, bookings=300, days=9, stdout=out)
    assert "300 of 300" in out.getvalue()
    assert Resource.objects.filter(code__startswith="load-").count() == 12
    made = Booking.objects.filter(source="load")
    assert made.count() == Occupancy.objects.filter(booking__in=made).count() == 300
    assert Resource.objects.filter(code__startswith="load-", soonest=None).count() == 0
    for booking in made.filter(start__gt=now):
        opened = booking.resource.open_spans.filter(start__lte=booking.start, end__gte=booking.end)
        assert opened.exists()
    with pytest.raises(CommandError, match="stands already"):
        call_command("furnish", experts=1, stdout=out)


def test_more_bookings_than_fit_are_refused(db: None) -> None:
    with pytest.raises(CommandError, match="do not fit"):
        call_command("furnish", experts=1, bookings=1000, days=1, stdout=StringIO())


def test_no_letters_wait_about_what_was_over_before_the_house_opened(house: Path, db: None) -> None:
    waiting = Message.objects.filter(state=Message.WAITING)
    about = {str(one).partition(":")[2] for one in waiting.values_list("about", flat=True)}
    assert about and not Booking.objects.filter(code__in=about, end__lt=T0).exists()


def test_money_for_the_demo_world_is_sent_back(house: Path, db: None, settings: Any) -> None:
    booking = Booking.objects.filter(state="confirmed", start__gt=T0, deposit__gt=0).latest("start")
    with stripe_peer(known=house / "card-payments.json") as card, TestCase.captureOnCommitCallbacks(execute=True):
        settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE = card.key, card.base
        quote = cancel(booking=booking, by=booking.client, now=T0)
        assert quote.refund == booking.deposit
        assert send_refunds(now=T0) == 1
        (sent,) = card.client().v1.refunds.list().data
    refund = Refund.objects.get(payment__order__lines__session__booking=booking)
    assert (refund.state, refund.stripe_id, sent.amount) == ("sent", sent.id, booking.deposit * 100)
    assert trial_balance() == []
