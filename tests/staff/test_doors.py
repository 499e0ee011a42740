"""Who may open what. The table of the house says it; every staff page of the rooms is tried by everybody."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry, PageLogEntry

from booking.models import Booking, Occupancy, OpenSpan
from ledger.models import Account, Transfer
from tests.staff.desk import booked, come, somebody
from tests.world import World

OK, NO = 200, 403
PAGES: dict[str, tuple[str, Callable[[World, Booking], int] | None]] = {
    "bookings": ("bookings:index", None),
    "card": ("bookings:inspect", lambda world, booking: booking.pk),
    "cancel": ("bookings:act", lambda world, booking: booking.pk),
    "resources": ("resource:index", None),
    "resource": ("resource:edit", lambda world, booking: world.resource.pk),
    "hours": ("resource:hours", lambda world, booking: world.resource.pk),
    "services": ("service:index", None),
    "service": ("service:edit", lambda world, booking: world.service.pk),
    "prices": ("prices:index", None),
    "directions": ("direction:index", None),
    "places": ("place:index", None),
    "closures": ("place:closures", lambda world, booking: world.place.pk),
    "reviews": ("review:index", None),
    "policies": ("wagtailsnippets_booking_policy:list", None),
    "policy": ("wagtailsnippets_booking_policy:edit", lambda world, booking: world.policy.pk),
    "accounts": ("ledger_accounts:index", None),
    "transfers": ("ledger_transfers:index", None),
    "log": ("activity", None),
    "points": ("points_members", None),
    "member": ("points_member", lambda world, booking: world.client.pk),
    "programme": ("points_programme", None),
}
OPEN: dict[str, set[str]] = {
    "admin": set(PAGES),
    "reception": {
        "bookings",
        "card",
        "cancel",
        "resources",
        "services",
        "places",
        "policies",
        "accounts",
        "transfers",
        "points",
        "member",
    },
    "marketer": {"resources", "services", "service", "reviews", "points", "member", "programme"},
    "editor": {"policies", "policy"},
    "warehouse": set(),  # its own are tried in tests/shop
}


def address(name: str, world: World, booking: Booking) -> str:
    route, key = PAGES[name]
    more = ["cancel"] if name == "cancel" else []
    return reverse(route, args=[key(world, booking), *more] if key else [])


def tried(client: Client, world: World) -> Iterator[tuple[str, int]]:
    booking = booked(world)
    for name in PAGES:
        yield name, client.get(address(name, world, booking)).status_code


@pytest.mark.parametrize("role", OPEN)
def test_each_role_opens_its_own_pages_and_no_other(client: Client, world: World, role: str) -> None:
    """The library answers 403 by a way home with a word; nothing of the page is shown."""
    come(client, somebody(world, role))
    opened = {name for name, status in tried(client, world) if status == OK}
    assert opened == OPEN[role]


@pytest.mark.parametrize("who", ["client", "expert", "stranger"])
def test_nobody_else_comes_in(client: Client, world: World, who: str) -> None:
    come(client, getattr(world, who), verified=False)
    assert {status for _, status in tried(client, world)} == {NO}


def test_a_visitor_and_staff_without_the_second_factor_are_sent_to_sign_in(client: Client, world: World) -> None:
    assert {status for _, status in tried(client, world)} == {302}
    come(client, somebody(world, "admin"), verified=False)
    booking = Booking.objects.get()
    found = {client.get(address(name, world, booking)).headers["Location"] for name in PAGES}
    assert found == {"/account/two_factor/setup/"}


@pytest.mark.parametrize("role", ["marketer", "editor", "warehouse"])
def test_whoever_may_not_act_changes_nothing_by_a_post(client: Client, world: World, role: str) -> None:
    booking = booked(world)
    come(client, somebody(world, role))
    rows = ModelLogEntry.objects.count()
    for name in ("cancel", "move", "start", "came", "missed", "link", "confirm"):
        client.post(reverse("bookings:act", args=[booking.pk, name]), {"sure": "1", "reason": "x", "quoted": "0"})
    client.post(reverse("resource:hours_part", args=[world.resource.pk, "leave"]), {"leave-first": "2027-03-05"})
    client.post(reverse("place:closures", args=[world.place.pk]), {"day": "2027-03-05", "name": "x"})
    booking.refresh_from_db()
    assert booking.state == "confirmed" and ModelLogEntry.objects.count() == rows


@pytest.mark.parametrize("route", ["bookings", "ledger_accounts", "ledger_transfers"])
@pytest.mark.parametrize("page", ["add", "edit", "delete"])
def test_rows_of_the_verbs_are_typed_over_by_nobody(inside: Client, world: World, route: str, page: str) -> None:
    booked(world)
    keys = {"bookings": Booking, "ledger_accounts": Account, "ledger_transfers": Transfer}
    row = keys[route].objects.order_by("pk").first()  # type: ignore[attr-defined]
    where = reverse(f"{route}:{page}", args=[] if page == "add" else [row.pk])
    for answer in (inside.get(where), inside.post(where, {"code": "x", "note": "x", "reason": "x"})):
        assert answer.status_code != OK
    assert keys[route].objects.filter(pk=row.pk).exists()  # type: ignore[attr-defined]


def test_the_second_admin_knows_none_of_them() -> None:
    guarded = {Booking, Occupancy, OpenSpan, Account, Transfer, ModelLogEntry, PageLogEntry}
    assert not guarded & set(admin.site._registry)


@pytest.mark.parametrize("row", ["calendar", "event", "occurrence", "rule", "eventrelation", "calendarrelation"])
def test_hours_are_not_written_past_the_calendars(inside: Client, row: str) -> None:
    """Not even by whoever may do everything: open time would not follow."""
    for page in ("", "add/", "1/change/", "1/delete/", "1/history/"):
        assert inside.get(f"/django-admin/schedule/{row}/{page}", follow=True).status_code == 404, page
    assert inside.get("/django-admin/order/").status_code == 200
