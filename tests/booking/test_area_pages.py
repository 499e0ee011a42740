"""The client's own list of bookings, as his browser shows it."""

from datetime import timedelta

import pytest
from django.test import Client

from booking.models import Booking
from tests.booking.acts import at, promise
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alone")]
ADDRESS = "/en/me/bookings/"


def gone_by(world: World, count: int) -> None:
    """As many visits as one page shows and more, long over."""
    first = promise(world, at(2, 10))
    Booking.objects.filter(pk=first.pk).update(state="completed", start=at(1, 9), end=at(1, 10))
    rows = [Booking.objects.get(pk=first.pk) for _ in range(count - 1)]
    for number, row in enumerate(rows, 1):
        row.pk, row.code = None, f"OLD{number:04}"
        row.start, row.end = (moment - timedelta(days=number) for moment in (row.start, row.end))
    Booking.objects.bulk_create(rows)


def seen(client: Client, page: int) -> str:
    answer = client.get(ADDRESS, {"page": page})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_long_history_is_shown_page_by_page(world: World, client: Client) -> None:
    gone_by(world, 23)
    client.force_login(world.client)
    first, second = seen(client, 1), seen(client, 2)
    assert "1 to 20 of 23" in first and 'href="?page=2"' in first
    assert "21 to 23 of 23" in second and 'href="?page=1"' in second
    assert "OLD0001" in first and "OLD0022" not in first
    assert "OLD0022" in second and "OLD0001" not in second


def test_a_stranger_sees_an_empty_history(world: World, client: Client) -> None:
    gone_by(world, 23)
    client.force_login(world.stranger)
    assert "OLD0001" not in seen(client, 1) and "pager" not in seen(client, 1)
