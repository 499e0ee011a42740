"""Who may do what."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from wagtail.models import GroupPagePermission, ModelLogEntry

from accounts import roles
from accounts.backends import is_staff_like
from accounts.models import User
from accounts.roles import ROLES, STAFF, found, furnish_roles, give_role, role_of
from tests.world import World
from words import has_words, in_language


@pytest.mark.parametrize("name", ROLES)
def test_every_permission_of_the_table_exists(db: None, name: str) -> None:
    role = ROLES[name]
    for permission in (*role.permissions, *role.collections, *(f"wagtailcore.{code}" for code in role.pages)):
        assert found([permission]), permission


def test_a_permission_that_does_not_exist_is_an_error(db: None) -> None:
    for name in ("booking.fly_booking", "nowhere.*", "booking.view_"):
        with pytest.raises(LookupError, match=name.replace("*", r"\*")):
            found([name])


@pytest.mark.parametrize("name", ROLES)
@pytest.mark.parametrize("code", ["en", "uk"])
def test_every_role_has_its_words(name: str, code: str) -> None:
    with in_language(code):
        assert has_words(f"roles.{name}")


def test_furnishing_twice_changes_nothing(db: None) -> None:
    furnish_roles()

    def picture() -> list[tuple[str, int, int]]:
        groups = Group.objects.filter(name__in=STAFF).order_by("name")
        return [(g.name, g.permissions.count(), GroupPagePermission.objects.filter(group=g).count()) for g in groups]

    before = picture()
    furnish_roles()
    assert picture() == before and {name for name, _, _ in before} == set(STAFF)


def test_furnishing_takes_away_what_the_table_does_not_say(db: None) -> None:
    furnish_roles()
    group = Group.objects.get(name="warehouse")
    group.permissions.add(Permission.objects.get(codename="delete_order"))
    furnish_roles()
    assert not group.permissions.filter(codename="delete_order").exists()


@pytest.mark.parametrize("name", STAFF)
def test_every_staff_role_needs_the_second_factor(world: World, name: str) -> None:
    furnish_roles()
    give_role(user=world.client, role=name, by=world.staff, now=world.now)
    person = User.objects.get(pk=world.client.pk)
    assert role_of(person) == name and is_staff_like(person)


def test_a_role_replaces_the_one_before_and_is_told(world: World) -> None:
    furnish_roles()
    for name in ("reception", "editor", "client"):
        give_role(user=world.client, role=name, by=world.staff, now=world.now)
    person = User.objects.get(pk=world.client.pk)
    assert role_of(person) == "client" and not is_staff_like(person) and not person.groups.exists()
    told = [entry.data for entry in ModelLogEntry.objects.filter(action="account.role_changed").order_by("pk")]
    assert [(d["old"], d["new"]) for d in told] == [
        ("client", "reception"),
        ("reception", "editor"),
        ("editor", "client"),
    ]


def test_nobody_below_an_administrator_may_change_people_or_groups(db: None) -> None:
    furnish_roles()
    for name in set(STAFF) - {"admin"}:
        held = set(Group.objects.get(name=name).permissions.values_list("content_type__app_label", "codename"))
        assert not {pair for pair in held if pair[0] in ("auth", "accounts")} - {("accounts", "view_user")}, name


def test_nobody_but_the_administrator_deletes_bookings_and_nobody_writes_money(db: None) -> None:
    furnish_roles()
    for group in Group.objects.filter(name__in=STAFF):
        codes = set(group.permissions.filter(content_type__app_label="ledger").values_list("codename", flat=True))
        assert codes <= {"view_account", "view_transfer"}, group.name
        assert group.name == "admin" or not group.permissions.filter(codename="delete_booking").exists()


def test_roles_of_people(world: World) -> None:
    assert role_of(world.staff) == "admin"
    assert role_of(world.expert) == "expert"
    assert role_of(world.client) == role_of(AnonymousUser()) == "client"
    assert not is_staff_like(world.expert)


def _answer(view: roles.View, user: object, rf: RequestFactory) -> int:
    request: HttpRequest = rf.get("/en/me/")
    request.user = user  # type: ignore[assignment]
    try:
        return view(request).status_code
    except PermissionDenied:
        return 403


def test_the_doors_of_views(rf: RequestFactory, world: World) -> None:
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse("inside")

    people = (AnonymousUser(), world.client, world.stranger, world.staff, world.expert)
    assert [_answer(roles.client_only(page), who, rf) for who in people] == [302, 200, 200, 200, 200]
    assert [_answer(roles.expert_only(page), who, rf) for who in people] == [302, 403, 403, 403, 200]


def test_an_expert_who_has_left_has_no_panel(rf: RequestFactory, world: World) -> None:
    world.resource.live = False
    world.resource.save()
    left = User.objects.get(pk=world.expert.pk)
    assert _answer(roles.expert_only(lambda request: HttpResponse()), left, rf) == 403
    assert role_of(left) == "client"
