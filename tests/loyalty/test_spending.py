"""Points as a means of payment."""

from decimal import Decimal

import pytest

from booking.core.decisions import Refused
from ledger.models import Transfer
from ledger.queries import balance
from loyalty.models import Programme
from loyalty.verbs import give
from shop.till import means
from tests.loyalty.conftest import Club


@pytest.fixture
def rich(club: Club) -> Club:
    """193 points."""
    give(user_id=club.world.client.pk, points=193, reason="a start", key="start", by=club.world.staff, now=club.now)
    return club


def refusal(refused: pytest.ExceptionInfo[Refused]) -> tuple[str, dict[str, object]]:
    (reason,) = refused.value.reasons
    return reason.code, dict(reason.numbers)


def test_the_till_of_the_house_knows_points() -> None:
    assert type(means("points")).__name__ == "PointsMeans"


@pytest.mark.parametrize(("whole", "offer"), [("400", 120), ("600", 180), ("643.33", 192), ("5000", 193)])
def test_points_give_their_share_of_an_order_and_no_more_than_there_are(rich: Club, whole: str, offer: int) -> None:
    assert rich.offered(whole) == offer


def test_what_lies_there_is_told_in_money(rich: Club) -> None:
    Programme.objects.update(value=Decimal("0.50"))
    assert means("points").holds(str(rich.world.client.pk), now=rich.now) == Decimal("96.50")


def test_an_order_that_is_too_small_takes_none(rich: Club) -> None:
    with pytest.raises(Refused) as refused:
        rich.offered("350")
    assert refusal(refused) == ("points_min", {"amount": 400, "due": 50})


def test_whoever_has_none_is_told(club: Club) -> None:
    with pytest.raises(Refused) as refused:
        club.offered("1000")
    assert refusal(refused) == ("points_short", {"n": 0, "amount": 0})


def test_a_share_of_nothing_is_told(rich: Club) -> None:
    Programme.objects.update(share=0)
    with pytest.raises(Refused) as refused:
        rich.offered("1000")
    assert refusal(refused) == ("points_share", {"percent": 0, "amount": 0})


def test_a_house_without_a_programme_takes_no_points(rich: Club) -> None:
    Programme.objects.all().delete()
    with pytest.raises(Refused, match="points_short"):
        rich.offered("1000")


def test_strangers_points_are_not_for_spending(rich: Club) -> None:
    stranger = rich.world.stranger
    for act in (lambda: rich.offered("1000", who=stranger), lambda: rich.spends(10, who=stranger)):
        with pytest.raises(Refused, match="no_rights"):
            act()
    with pytest.raises(Refused, match="no_rights"):
        means("points").offer("1; drop", whole=Decimal(1000), user=None, now=rich.now)
    assert rich.points == 193


def test_points_and_the_money_they_stand_for_move_together(rich: Club) -> None:
    rich.spends(120)
    assert (rich.points, balance("order:B"), balance("points:UAH")) == (73, 120, -120)
    told = rich.told("points.spent")
    assert (told["points"], told["amount"]) == ("120.00", "120")


def test_a_reference_spends_once_and_comes_back_once(rich: Club) -> None:
    for _ in range(2):
        rich.spends(120, "one")
    assert rich.points == 73
    for _ in range(2):
        rich.gets_back(120, "one")
    assert (rich.points, balance("order:B"), balance("points:UAH")) == (193, 0, 0)
    assert rich.facts() == ["points.given", "points.spent", "points.returned"]


def test_more_than_there_is_is_refused_and_moves_nothing(rich: Club) -> None:
    with pytest.raises(Refused) as refused:
        rich.spends(194)
    assert refusal(refused) == ("points_short", {"n": 193, "amount": 193})
    assert (rich.points, Transfer.objects.filter(reason="points.paid").count()) == (193, 0)


def test_points_come_back_as_many_as_were_given_whatever_they_are_worth_today(rich: Club) -> None:
    rich.spends("100")
    Programme.objects.update(value=Decimal(2))
    rich.gets_back("33.33", "first")
    assert rich.points == Decimal("126.33")
    rich.gets_back("66.67", "rest")
    assert rich.points == 193


def test_a_point_may_be_worth_more_than_a_hryvnia(rich: Club) -> None:
    Programme.objects.update(value=Decimal("2.50"))
    assert rich.offered("1000") == 300
    rich.spends("300")
    assert rich.points == 73


def test_money_that_came_back_from_elsewhere_is_worth_what_a_point_pays_now(rich: Club) -> None:
    rich.spends(50, into="order:B")
    rich.spends(50, "other", into="order:D")
    rich.gets_back(50, "one", out_of="order:D")
    assert rich.points == 143
