"""The demo world's promo codes and points, made once."""

from datetime import timedelta
from decimal import Decimal

import pytest

from booking.models import Service
from config.furnish import promotions
from loyalty.models import Programme
from shop.models import Promo, Shelf
from shop.verbs.promo import Voucher
from tests.world import World, words


@pytest.fixture
def furnished(world: World) -> World:
    from oscar.core.loading import get_model

    Service.objects.filter(pk=world.service.pk).update(code="couple-session")
    category = get_model("catalogue", "Category").add_root(name="care")
    Shelf.objects.create(category=category, code="care", name=words("Care", "Догляд"))
    for _ in range(2):
        promotions.programme(now=world.now)
        assert promotions.codes(today=world.now.date(), now=world.now) == 6
    return world


def test_six_codes_stand_as_the_fixture_says(furnished: World) -> None:
    rows = {row.voucher.code: row for row in Promo.objects.select_related("voucher")}
    assert set(rows) == {"FIRST10", "MORNING20", "CARE3", "TWO300", "AUTUMN", "FRIEND200"}
    assert [row.code for row in rows["CARE3"].shelves.all()] == ["care"]
    assert [row.code for row in rows["TWO300"].services.all()] == ["couple-session"]
    assert (rows["TWO300"].uses_max, rows["TWO300"].voucher.num_orders) == (50, 50)
    assert (rows["FIRST10"].first_booking_only, rows["FIRST10"].once_per_client) == (True, True)
    assert str(rows["MORNING20"].ends_by) == "12:00:00"
    assert (rows["FRIEND200"].min_total, rows["FRIEND200"].once_per_client) == (1000, True)
    weeks = furnished.now - rows["AUTUMN"].voucher.end_datetime
    assert timedelta(days=10) < weeks < timedelta(days=21)


def test_what_staff_have_made_of_a_code_stays(furnished: World) -> None:
    Promo.objects.filter(voucher__code="CARE3").update(value=Decimal(33))
    promotions.codes(today=furnished.now.date(), now=furnished.now)
    assert Promo.objects.get(voucher__code="CARE3").value == 33 and Voucher.objects.count() == 6


def test_the_programme_is_that_of_the_fixture(furnished: World) -> None:
    found = Programme.objects.get()
    assert (found.per, found.points, found.value, found.share, found.minimum, found.months) == (20, 1, 1, 30, 400, 18)
