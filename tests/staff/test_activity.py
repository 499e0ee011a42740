"""The activity log: who, what, when, from where, old and new, why. It is read and taken along, and never changed."""

from typing import Any

import entries
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from accounts.models import User
from booking import verbs
from booking.models import Direction
from facts import coming_from
from tests.staff.desk import booked, come, free_times, somebody
from tests.world import World, words

LOG = "/cms/reports/activity/"


@pytest.fixture
def cancelled(world: World) -> Any:
    booking = booked(world)
    with coming_from("203.0.113.9"):
        verbs.cancel(booking=booking, by=world.staff, now=world.now, by_house=True, reason="=The expert is ill")
    return booking


def rows(client: Client, **asked: str) -> list[entries.Line]:
    page = client.get(LOG, asked)
    assert page.status_code == 200
    return [entry.line for entry in page.context["object_list"]]


def test_a_line_says_all_of_it(inside: Client, cancelled: Any) -> None:
    line = next(line for line in rows(inside) if line.what == "Booking cancelled")
    assert (line.at, line.who, line.ip, line.reason) == (
        "2027-03-01 09:00:00",
        "Vira Kalnova",
        "203.0.113.9",
        "=The expert is ill",
    )
    assert "Confirmed → Cancelled" in map(str, line.changes)
    page = inside.get(LOG).content.decode()
    assert reverse("bookings:inspect", args=[cancelled.pk]) in page and "203.0.113.9" in page


def test_it_speaks_ukrainian(inside: Client, cancelled: Any) -> None:
    inside.cookies["django_language"] = "uk"
    page = inside.get(LOG).content.decode()
    assert "Журнал дій" in page and "Бронювання скасовано" in page and "Підтверджено → Скасовано" in page


def test_filters_by_person_verb_subject_kind_and_date(inside: Client, world: World, cancelled: Any) -> None:
    def what(**asked: str) -> set[str]:
        return {line.what for line in rows(inside, **asked)}

    kind = str(ContentType.objects.get_for_model(cancelled).pk)
    assert what(who="kalnova") == what(who="staff@") == {"Booking cancelled"}
    assert "Time held" in what(who="Maria Koval") and what(who="nobody") == set()
    assert what(action="booking.cancelled") == {"Booking cancelled"}
    assert what(label=cancelled.code.lower()) >= {"Time held", "Booking cancelled"} and what(label="ZZZ") == set()
    assert what(object_type=kind) >= {"Time held"}
    assert what(timestamp_from="2027-03-02") == set() and "Time held" in what(
        timestamp_from="2027-03-01", timestamp_to="2027-03-01"
    )


@pytest.mark.parametrize(
    "asked", [{"action": "x"}, {"object_type": "x"}, {"timestamp_from": "never"}, {"p": "99"}, {"who": "%"}]
)
def test_a_wrong_filter_is_no_error(inside: Client, cancelled: Any, asked: dict[str, str]) -> None:
    assert inside.get(LOG, asked).status_code == 200


def test_it_is_taken_along_as_a_sheet(inside: Client, cancelled: Any) -> None:
    told = b"".join(inside.get(LOG, {"export": "csv"}).streaming_content).decode()
    assert told.startswith("When,Who,What was done,About,Kind,Was,Became,Reason,From")
    assert "203.0.113.9" in told and "Confirmed" in told and "'=The expert is ill" in told and ",=The" not in told
    assert b"".join(inside.get(LOG, {"export": "xlsx"}).streaming_content)[:2] == b"PK"


def test_what_the_library_writes_by_itself_has_its_address_too(inside: Client, world: World) -> None:
    inside.post(
        "/cms/direction/new/", {"code": "rest", "name_en": "Rest", "name_uk": "Відпочинок"}, REMOTE_ADDR="198.51.100.7"
    )
    entry = ModelLogEntry.objects.get(action="wagtail.create", label="Rest")
    assert entry.data["ip"] == "198.51.100.7" and entry.user == world.staff


def test_pages_are_in_it_as_well(inside: Client, world: World) -> None:
    page = Page.objects.filter(depth=2).first()
    PageLogEntry.objects.log_action(page, "wagtail.publish", user=world.staff, title="A page")
    assert any(line.what == "Published" for line in rows(inside, label="A page"))


def test_who_acts_where_nobody_has_signed_in(inside: Client, world: World) -> None:
    booking = booked(world)
    with coming_from("203.0.113.9"):
        verbs.cancel(booking=booking, by=None, now=world.now)
    assert rows(inside, action="booking.cancelled")[0].who == "guest"
    assert rows(inside, action="booking.held")[0].who == "Maria Koval"


def test_it_costs_the_same_for_few_and_for_many(inside: Client, world: World) -> None:
    def cost() -> int:
        inside.get(LOG)
        with CaptureQueriesContext(connection) as seen:
            inside.get(LOG)
        return len(seen)

    booking = booked(world)
    verbs.cancel(booking=booking, by=world.staff, now=world.now, by_house=True)
    few = cost()
    for ahead in (2, 3, 4):
        booked(world, at=free_times(world, ahead=ahead)[0])
    assert cost() == few


def test_the_library_s_thinner_list_is_not_offered_beside_it(inside: Client, world: World) -> None:
    page = inside.get("/cms/").content.decode()
    assert LOG in page and "/cms/reports/site-history/" not in page


def test_only_the_administrator_reads_it(client: Client, world: World) -> None:
    come(client, somebody(world, "reception"))
    assert client.get(LOG).status_code != 200 and LOG not in client.get("/cms/").content.decode()


# Sealed -------------------------------------------------------------------------------------------------------


def refused(change: Any) -> bool:
    try:
        with transaction.atomic():
            change()
    except IntegrityError as error:
        return "cannot be changed" in str(error)
    return False


@pytest.mark.parametrize("log", [ModelLogEntry, PageLogEntry])
def test_the_database_itself_refuses_to_change_the_log(world: World, log: Any) -> None:
    booked(world)
    page = Page.objects.filter(depth=2).first()
    PageLogEntry.objects.log_action(page, "wagtail.publish", user=world.staff, title="A page")
    mine = log.objects.all()
    count, first = mine.count(), mine.first()
    assert count
    assert (
        refused(lambda: mine.update(action="wagtail.edit"))
        and refused(lambda: mine.update(data={}))
        and refused(first.delete)
    )
    assert refused(lambda: mine.filter(pk=first.pk).delete()) and refused(first.save)
    assert refused(lambda: mine.update(user=world.stranger)) and refused(lambda: mine.update(timestamp=world.now))
    assert mine.count() == count


def test_people_rows_and_kinds_can_still_go(world: World) -> None:
    booking = booked(world)
    row = Direction.objects.create(code="gone", name=words("Gone", "Нема"))
    ModelLogEntry.objects.log_action(row, "wagtail.create", user=world.staff)
    entry = ModelLogEntry.objects.for_instance(row).get()
    row.delete()
    somebody_else = User.objects.get(pk=world.stranger.pk)
    ModelLogEntry.objects.log_action(booking, "wagtail.edit", user=somebody_else)
    somebody_else.delete()
    kind = ContentType.objects.create(app_label="gone", model="gone")
    lost = ModelLogEntry.objects.log_action(booking, "wagtail.edit")
    ModelLogEntry.objects.filter(pk=lost.pk).update(content_type=kind)  # left free for the library
    kind.delete()
    lost.refresh_from_db()
    assert lost.content_type_id is None and ModelLogEntry.objects.filter(pk=entry.pk).exists()
    ModelLogEntry.objects.filter(pk=entry.pk).update(label="—")  # a name may go


def test_a_row_whose_kind_and_person_are_gone_is_still_shown(inside: Client, world: World) -> None:
    booking = booked(world)
    ModelLogEntry.objects.log_action(booking, "wagtail.edit", user=world.stranger, title="Lost")
    User.objects.get(pk=world.stranger.pk).delete()
    assert rows(inside, label="Lost")[0].who
