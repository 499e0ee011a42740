"""The tab of points in the client area."""

from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.module_loading import import_string

import clock
from booking.models import Service
from loyalty.verbs import give, withdraw
from tests.loyalty.conftest import Club
from words import in_language, say

PAGE = "/en/me/points/"


@pytest.fixture
def inside(client: Client, club: Club) -> Client:
    client.force_login(club.world.client, backend="accounts.backends.EmailBackend")
    return client


def seen(inside: Client, club: Club, address: str = PAGE) -> str:
    with clock.standing_at(club.now):
        answer = inside.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def by_hand(club: Club, key: str, points: int, verb: Any = give) -> None:
    verb(user_id=club.world.client.pk, points=points, reason="x", key=key, by=club.world.staff, now=club.now)


def test_a_visitor_signs_in_first(client: Client, club: Club) -> None:
    assert client.get(PAGE).headers["Location"] == f"/account/login/?next={PAGE}"


def test_whoever_has_none_reads_how_to_get_them(inside: Client, club: Club) -> None:
    page = seen(inside, club)
    assert "Points come after the first visit" in page and "Every full ₴20 that you pay earns 1 point" in page
    assert "up to 30% of an order from ₴400" in page and "Points last 18 months" in page


def test_every_movement_is_a_line_with_its_words(inside: Client, club: Club) -> None:
    club.completes(club.visits())
    club.buys(1000, "order:M4QPZ2XAB")
    club.spends(40, into="order:T7WKX5")
    club.gets_back(15, out_of="order:T7WKX5")
    club.buys(0, "order:M4QPZ2XAB")
    by_hand(club, "a", 30)
    by_hand(club, "b", 5, withdraw)
    page = seen(inside, club)
    for told in (
        "Earned: Session", "+60", "Earned: order M4QPZ2XAB", "+50", "Paid with points: order T7WKX5", "−40",
        "Came back: order T7WKX5", "+15", "Taken back with a refund: order M4QPZ2XAB", "−50", "From the house", "+30",
        "Taken by the house", "−5", "You have 60 points, worth ₴60.",
    ):  # fmt: skip
        assert told in page, told


def test_the_page_speaks_ukrainian(inside: Client, club: Club) -> None:
    club.completes(club.visits())
    page = seen(inside, club, "/uk/me/points/")
    with in_language("uk"):
        months = say("loyalty.months", n=18)
    for told in (
        "60\xa0балів, це 60\xa0₴",
        "Нараховано: Сеанс",
        "60\xa0балів згорить",
        months,
    ):
        assert told in page, told


def test_what_ends_when_is_told_by_day(inside: Client, club: Club) -> None:
    club.buys(1000, "order:A")
    club.buys(400, "order:B")
    club.waits(30)
    club.buys(200, "order:C")
    page = seen(inside, club)
    assert "70 points expire on Friday 1 September 2028" in page and "on Saturday 30 September 2028" in page


def test_points_that_are_owed_are_told(inside: Client, club: Club) -> None:
    club.buys(1000, "order:A")
    club.spends(50)
    club.buys(0, "order:A")
    assert "50 points of a returned purchase had already been spent" in seen(inside, club)
    club.buys(400, "order:C")
    page = seen(inside, club)
    assert "30 points of a returned" in page and "For a returned purchase whose points had been spent" in page


def test_a_confidential_visit_keeps_its_neutral_name(inside: Client, club: Club) -> None:
    Service.objects.update(privacy=Service.CONFIDENTIAL)
    club.completes(club.visits())
    page = seen(inside, club)
    assert "Appointment at Atrium" in page and "Earned: Session" not in page


def test_nobody_sees_the_points_of_others(client: Client, club: Club) -> None:
    club.buys(1000)
    client.force_login(club.world.stranger, backend="accounts.backends.EmailBackend")
    assert "Points come after the first visit" in seen(client, club)


def test_a_hundred_movements_cost_no_more_queries_than_three(inside: Client, club: Club) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            seen(inside, club)
        return len(asked)

    club.completes(club.visits())
    club.buys(1000, "order:A")
    club.spends(10)
    seen(inside, club)
    few = cost()
    for number in range(15):
        club.buys(100, f"order:B{number}")
        club.spends(1, f"s{number}")
    assert cost() <= few


def test_long_histories_are_paged(inside: Client, club: Club) -> None:
    for number in range(25):
        by_hand(club, f"gift {number}", number + 1)
    first, second = seen(inside, club), seen(inside, club, f"{PAGE}?page=2")
    assert "+25<" in first and "+5<" not in first and "+5<" in second and 'rel="next"' in first


@pytest.mark.parametrize(
    ("visits", "goods", "said"),
    [
        ([1200], 0, "After the visit: +60 points"), ([], 420, "When the goods are with you: +21 points"),
        ([1200], 420, "After the visit and when the goods are with you: +81 points"),
        ([30, 30], 19, "After the visit: +2 points"),
        ([10], 10, ""), ([], 0, ""),
    ],
)  # fmt: skip
def test_an_order_is_told_what_it_will_earn(club: Club, visits: list[int], goods: int, said: str) -> None:
    with in_language("en"):
        assert import_string(settings.POINTS_HINT)(map(Decimal, visits), Decimal(goods)) == said
