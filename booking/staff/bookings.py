"""The list of bookings: found, filtered, looked into. Nothing here is typed over: only verbs change a booking."""

from typing import Any

import django_filters
from django import forms
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.views.generic import IndexView
from wagtail.permissions import register_permission_policy

import clock
import moments
from booking.core.states import STATES
from booking.models import Booking, Resource, Service
from booking.queries.staff import found, listed, on_days
from booking.staff import acting
from booking.staff.card import BookingCard
from money import show_money
from reading import OnlyRead, ReadingViewSet
from words import say, say_lazy

register_permission_policy(Booking, OnlyRead(Booking))

SOURCES = ("page", "api", "desk")
LIVELY = frozenset({"held", "pending", "confirmed", "started"})


class BookingFilters(WagtailFilterSet):
    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=[(state, say_lazy(f"staff.states.{state}")) for state in STATES],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    start = django_filters.DateFromToRangeFilter(label=_("When"), widget=DateRangePickerWidget, method="on_days")
    resource = django_filters.ModelChoiceFilter(label=_("With"), queryset=Resource.objects.all())
    service = django_filters.ModelChoiceFilter(label=_("Service"), queryset=Service.objects.all())
    source = django_filters.ChoiceFilter(
        label=_("Booked through"), choices=[(source, say_lazy(f"staff.sources.{source}")) for source in SOURCES]
    )

    class Meta:
        model = Booking
        fields: list[str] = []

    def on_days(self, queryset: Any, name: str, value: slice) -> Any:
        return on_days(queryset, value.start and value.start.date(), value.stop and value.stop.date())


def when(booking: Booking) -> str:
    """In the time of the place, whatever zone the reader or the client is in."""
    zone = booking.resource.place.zone
    day = moments.date(booking.start, zone, clock.now())
    return f"{day}, {moments.hours(booking.start, booking.end, zone)}"


def client(booking: Booking) -> str:
    return booking.name or str(booking.client or booking.email or "—")


def state(booking: Booking) -> str:
    return say(f"staff.states.{booking.state}")


def paid(booking: Any) -> str:
    return show_money(booking.paid, booking.currency) if booking.price else "—"


def due(booking: Any) -> str:
    return show_money(booking.due, booking.currency) if booking.due else "—"


class BookingList(IndexView):
    filterset_class = BookingFilters
    default_ordering = "-start"

    def get_base_queryset(self) -> Any:
        return listed(super().get_base_queryset())

    def search_queryset(self, queryset: Any) -> Any:
        return found(queryset, self.search_query) if self.is_searching else queryset


class CardFinder(ModelAdminURLFinder):
    """Where the rest of the admin finds a booking: its card stands where the library expects a form."""

    def get_edit_url(self, instance: Any) -> str | None:
        return reverse("bookings:inspect", args=[instance.pk]) if self.user.has_perm("booking.view_booking") else None


class Bookings(ReadingViewSet):
    model, icon, menu_label, name = Booking, "calendar-check", say_lazy("staff.menu.bookings"), "bookings"
    index_view_class, inspect_view_class = BookingList, BookingCard
    filterset_class = BookingFilters
    list_display = [
        "code",
        Column("when", label=_("When"), accessor=when, sort_key="start", classname="h-once"),
        Column("resource", label=_("With"), sort_key="resource"),
        Column("client", label=_("Client"), accessor=client, sort_key="name"),
        Column("service", label=_("Service"), sort_key="service"),
        StatusTagColumn(
            "state", label=_("State"), accessor=state, primary=lambda one: one.state in LIVELY, sort_key="state"
        ),
        Column("paid", label=_("Paid"), accessor=paid),
        Column("due", label=_("Due"), accessor=due),
    ]
    search_fields = ["code"]
    """Says that the list can be searched; what is searched is told by `booking.queries.staff.found`."""
    form_fields = ["note"]
    inspect_template_name = "staff/booking.html"
    url_finder_class = CardFinder

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("<int:pk>/<slug:name>/", acting.act, name="act")]
