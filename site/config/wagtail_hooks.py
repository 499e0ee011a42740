"""What staff find that belongs to no single room: the panel of today and the activity log."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import path, reverse_lazy
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from config.activity import MAY, ActivityLog
from config.today import Today
from words import say_lazy

LIBRARYS_OWN = "site-history"
"""Shows the same rows with less in them."""


class LogItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY)


@hooks.register("insert_global_admin_css")
def looks() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/staff.css"))


@hooks.register("construct_homepage_panels")
def today(request: HttpRequest, panels: list[Any]) -> None:
    panels.insert(0, Today(request.user))


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [
        path("reports/activity/", ActivityLog.as_view(), name="activity"),
        path("reports/activity/results/", ActivityLog.as_view(results_only=True), name="activity_results"),
    ]


@hooks.register("register_reports_menu_item")
def log() -> MenuItem:
    return LogItem(
        say_lazy("staff.menu.log"), reverse_lazy("activity"), name="activity", icon_name="history", order=900
    )


@hooks.register("construct_reports_menu")
def one_log(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name != LIBRARYS_OWN]
