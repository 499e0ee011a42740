"""Points in the staff pages, and the room's facts in the activity log."""

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from loyalty import staff
from loyalty.texts import FACTS
from words import say_lazy


class PointsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(staff.MAY_SEE)


@hooks.register("register_admin_menu_item")
def points() -> MenuItem:
    return PointsItem(say_lazy("me.points"), reverse_lazy("points_members"), name="points", icon_name="pick", order=325)


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [
        path("points/", staff.members, name="points_members"),
        path("points/programme/", staff.programme, name="points_programme"),
        path("points/<int:pk>/", staff.member, name="points_member"),
    ]


@hooks.register("register_log_actions")
def facts(actions: Any) -> None:
    for verb, label in FACTS.items():
        actions.register_action(verb, label, label)
