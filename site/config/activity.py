"""The activity log: one report over everything that people and the clock have done here. It can only be read."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import django_filters
import entries
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import ContentTypeFilter, DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.views.reports.audit_logging import (
    LogEntriesView,
    get_actions_for_filter,
    get_content_types_for_filter,
)
from wagtail.models import PageLogEntry

from reading import SafeSheet
from words import say_lazy

MAY = "wagtailcore.view_modellogentry"
BATCH = 500
NAMES = ("email", "first_name", "last_name")


class ActivityFilters(WagtailFilterSet):
    who = django_filters.CharFilter(label=_("Who: name or e-mail"), method="by_whom")
    action = django_filters.ChoiceFilter(label=_("What was done"), choices=list)
    label = django_filters.CharFilter(label=_("About: code or name"), lookup_expr="icontains")
    object_type = ContentTypeFilter(
        label=_("Kind"), method="of_kind", queryset=lambda request: get_content_types_for_filter(request.user)
    )
    timestamp = django_filters.DateFromToRangeFilter(label=_("When"), widget=DateRangePickerWidget)

    class Meta:
        model = PageLogEntry
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["action"].extra["choices"] = get_actions_for_filter(self.request.user)

    def by_whom(self, queryset: Any, name: str, value: str) -> Any:
        for word in value.split():
            either = ((f"user__{field}__icontains", one) for field in NAMES for one in {word, word.capitalize()})
            queryset = queryset.filter(Q(*either, _connector=Q.OR))
        return queryset

    def of_kind(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.filter_on_content_type(value)


class ActivityLog(SafeSheet, LogEntriesView):
    template_name = "staff/activity.html"
    results_template_name = "staff/activity_results.html"
    page_title = say_lazy("staff.menu.log")
    filterset_class = ActivityFilters
    index_url_name, index_results_url_name = "activity", "activity_results"
    list_export = [
        "line.at",
        "line.who",
        "line.what",
        "label",
        "kind",
        "line.old",
        "line.new",
        "line.reason",
        "line.ip",
    ]
    export_headings = {
        "line.at": _("When"), "line.who": _("Who"), "line.what": _("What was done"), "label": _("About"),
        "kind": _("Kind"),
        "line.old": _("Was"), "line.new": _("Became"), "line.reason": _("Reason"), "line.ip": _("From"),
    }  # fmt: skip

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(MAY):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def decorate_paginated_queryset(self, queryset: Iterable[Any]) -> Any:
        """All of a page at once; a sheet of everything goes by in batches and is never whole in memory."""
        rows = self._told(queryset)
        return rows if self.is_export else list(rows)

    def _told(self, queryset: Iterable[Any]) -> Iterator[Any]:
        left = iter(queryset)
        while batch := list(islice(left, BATCH)):
            for entry in super().decorate_paginated_queryset(batch):
                entry.line = entries.line(entry, zone=settings.HOUSE_ZONE)
                entry.kind = str(entry.object_verbose_name)
                yield entry
