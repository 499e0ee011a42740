"""Letters about points, as people read them."""

import re
from typing import Any

import pytest

from booking.models import Service
from loyalty.models import Programme
from loyalty.verbs import expire_points
from notifications.models import Letter, Message
from notifications.rendering import write
from notifications.subjects import subject_about, subject_of, telling
from notifications.verbs import deliver, load_letters
from tests.loyalty.conftest import Club
from words import HOLE, in_language


@pytest.fixture(autouse=True)
def _letters(world: Any) -> None:
    load_letters()


def written(club: Club, letter: str, language: str) -> Any:
    row = Message.objects.get(letter=letter, channel="email")
    with in_language(language):
        told = telling(
            row.about, letter=letter, audience="client", language=language, zone="Europe/Kyiv",
            data=row.context["data"], now=club.now,
        )  # fmt: skip
        assert told
        return write(Letter.objects.get(code=letter), told)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("Points for you: +60", "For: Session", "60 points, worth ₴60", "up to 30% of an order from ₴400")),
        ("uk", ("Вам нараховано бали: +60", "За що: Сеанс", "60\xa0балів, це 60\xa0₴", "від 400\xa0₴")),
    ],
)
def test_whoever_earned_is_told_for_what_and_what_to_do_with_it(
    club: Club, language: str, said: tuple[str, ...]
) -> None:
    club.completes(club.visits())
    letter = written(club, "points_earned", language)
    assert all(one in f"{letter.subject}\n{letter.text}" for one in said), letter.text
    assert not HOLE.search(letter.text) and "/me/points/" in letter.text
    assert bool(re.search("[а-яіїєґ]", letter.text)) == (language == "uk")


@pytest.mark.parametrize(
    ("language", "said"), [("en", "50 points will end on Friday 1 September"), ("uk", "у п’ятницю, 1 вересня")]
)
def test_points_that_are_nearly_over_are_named_with_their_day(club: Club, language: str, said: str) -> None:
    club.buys(1000)
    club.waits(530)
    expire_points(now=club.now)
    letter = written(club, "points_expiring", language)
    assert said in letter.subject and not HOLE.search(letter.text)


def test_a_confidential_visit_is_not_named(club: Club) -> None:
    booking = club.visits()
    Service.objects.filter(pk=booking.service_id).update(privacy=Service.CONFIDENTIAL)
    club.completes(booking)
    assert "Session" not in written(club, "points_earned", "en").text


def test_goods_are_named_by_their_order(club: Club) -> None:
    club.buys(1000, "order:M4QPZ2XAB:17")
    assert "For: order M4QPZ2XAB" in written(club, "points_earned", "en").text


def test_the_message_inside_the_site_is_short(club: Club) -> None:
    club.buys(1000)
    deliver(now=club.now)
    row = Message.objects.get(letter="points_earned", channel="in_app")
    assert row.context["told"]["text"] == "Points for you: +50. On your account: 50 points."


def test_nobody_is_written_to_without_a_programme_or_an_account(club: Club) -> None:
    club.buys(1000)
    about = subject_of(club.world.client).about
    club.world.client.is_active = False
    club.world.client.save()
    assert subject_about(about) is None
    Programme.objects.all().delete()
    deliver(now=club.now)
    assert not Message.objects.filter(letter="points_earned", state=Message.SENT).exists()
