"""The database's own word: no path leads to two live footprints of one sole resource."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction

from booking.guard import NoOverlap, violated
from booking.models import Occupancy
from tests.booking.acts import another, at

pytestmark = pytest.mark.django_db


def taken(world, start, end, **more):
    return Occupancy(**{"resource": world.resource, "start": start, "end": end} | more)


@pytest.fixture
def ten_to_eleven(world):
    row = taken(world, at(2, 10), at(2, 11))
    row.save()
    return row


def refuses(act):
    """Whether the database refuses it for the overlap; any other error is an error."""
    try:
        with transaction.atomic():
            act()
    except IntegrityError as error:
        if not violated(error, "no_overlap"):
            raise
        return True
    return False


OVERLAPS = [
    (at(2, 9, 30), at(2, 10, 30)), (at(2, 10, 15), at(2, 10, 30)), (at(2, 10, 59), at(2, 12)), (at(2, 9), at(2, 12)),
]  # fmt: skip
NEIGHBOURS = [(at(2, 9), at(2, 10)), (at(2, 11), at(2, 12)), (at(3, 10), at(3, 11))]


@pytest.mark.parametrize(("start", "end"), OVERLAPS)
def test_an_overlapping_footprint_is_not_inserted_by_any_path(world, ten_to_eleven, start, end):
    assert refuses(taken(world, start, end).save)
    assert refuses(lambda: Occupancy.objects.bulk_create([taken(world, at(4, 9), at(4, 10)), taken(world, start, end)]))
    assert Occupancy.objects.count() == 1
    with pytest.raises(ValidationError):
        taken(world, start, end).full_clean()


@pytest.mark.parametrize(("start", "end"), NEIGHBOURS)
def test_neighbours_may_touch(world, ten_to_eleven, start, end):
    taken(world, start, end).full_clean()
    assert not refuses(taken(world, start, end).save)


def test_two_rows_of_one_bulk_may_not_overlap_either(world):
    rows = [taken(world, at(2, 10), at(2, 11)), taken(world, at(2, 10, 30), at(2, 11, 30))]
    assert refuses(lambda: Occupancy.objects.bulk_create(rows))
    assert Occupancy.objects.count() == 0


@pytest.mark.parametrize(
    "different",
    [
        lambda world: {"live": False},
        lambda world: {"sole": False},
        lambda world: {"resource": another(world, "other")},
    ],
)
def test_what_is_not_live_or_not_sole_or_another_resource_does_not_count(world, ten_to_eleven, different):
    row = taken(world, at(2, 10), at(2, 11), **different(world))
    row.full_clean()
    assert not refuses(row.save)


@pytest.mark.parametrize(
    ("who", "wanted"),
    [
        ("later", {"start": at(2, 10, 30)}),
        ("later", {"start": at(2, 10, 30), "end": at(2, 10, 45)}),
        ("earlier", {"end": at(2, 12, 30)}),
        ("earlier", {"start": at(2, 12), "end": at(2, 13)}),
    ],
)
def test_an_update_does_not_move_one_footprint_into_another(world, ten_to_eleven, who, wanted):
    later = taken(world, at(2, 12), at(2, 13))
    later.save()
    row = {"earlier": ten_to_eleven, "later": later}[who]
    before = (row.start, row.end)
    assert refuses(lambda: Occupancy.objects.filter(pk=row.pk).update(**wanted))
    row.refresh_from_db()
    assert (row.start, row.end) == before


def test_a_freed_footprint_comes_back_only_into_free_time(world, ten_to_eleven):
    freed = taken(world, at(2, 10), at(2, 11), live=False)
    freed.save()
    pooled = taken(world, at(2, 10), at(2, 11), sole=False)
    pooled.save()
    away = taken(world, at(2, 10), at(2, 11), resource=another(world, "other"))
    away.save()
    rows = Occupancy.objects.filter
    assert refuses(lambda: rows(pk=freed.pk).update(live=True))
    assert refuses(lambda: rows(pk=pooled.pk).update(sole=True))
    assert refuses(lambda: rows(pk=away.pk).update(resource=world.resource))
    rows(pk=ten_to_eleven.pk).update(live=False)
    assert not refuses(lambda: rows(pk=freed.pk).update(live=True))


def test_a_footprint_may_be_written_again_as_it_is(ten_to_eleven):
    assert not refuses(ten_to_eleven.save)
    ten_to_eleven.full_clean()


def test_a_day_moved_in_one_update_is_refused_where_a_row_passes_through_another(world, ten_to_eleven):
    """Each row is looked at by itself, on both databases: whoever moves several moves the last one first."""
    taken(world, at(2, 11), at(2, 12)).save()
    shift = timedelta(minutes=30)
    assert refuses(lambda: Occupancy.objects.update(start=models.F("start") + shift, end=models.F("end") + shift))


def test_another_broken_promise_is_not_taken_for_an_overlap(world):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        taken(world, at(2, 11), at(2, 10)).save()
    assert not violated(caught.value, "no_overlap")


def test_makemigrations_sees_no_change_in_the_constraint():
    assert NoOverlap(name="a") == NoOverlap(name="a")
    assert NoOverlap(name="a") != NoOverlap(name="b")


@pytest.mark.django_db(transaction=True)
def test_the_guard_survives_a_remake_of_its_table(world):
    """SQLite remakes a table to add a column with a default, and drops the triggers it was not told of."""
    field = models.IntegerField(default=7, null=True)
    field.set_attributes_from_name("floor")
    field.model = Occupancy
    with connection.schema_editor() as editor:
        editor.add_field(Occupancy, field)
    try:
        taken(world, at(2, 10), at(2, 11)).save()
        assert refuses(taken(world, at(2, 10, 30), at(2, 12)).save)
        Occupancy.objects.update(live=False)
        taken(world, at(2, 10, 30), at(2, 12)).save()
        assert refuses(lambda: Occupancy.objects.update(live=True))
    finally:
        with connection.schema_editor() as editor:
            editor.remove_field(Occupancy, field)
    assert refuses(taken(world, at(2, 11), at(2, 12)).save)
