"""What the house offers: services, who does them for how much, directions, places and what clients have said."""

from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic import IndexView

from booking.models import Direction, Offer, Place, Review, Service
from booking.models.offer import FORMATS
from booking.staff import closures
from booking.staff.telling import TellingViewSet
from money import show_money
from words import say, say_lazy

SEARCHED = [f"name__{code}" for code, _name in settings.LANGUAGES]


def price(service: Service) -> str:
    return show_money(service.price, service.currency) if service.price else say("expert.price_free")


def charge(offer: Offer) -> str:
    return show_money(offer.charge, offer.service.currency) if offer.charge else say("expert.price_free")


def ways(offer: Offer) -> str:
    return ", ".join(str(label) for code, label in FORMATS if code in offer.ways)


class ServiceForm(forms.ModelForm):  # type: ignore[type-arg]
    formats = forms.MultipleChoiceField(
        label=capfirst(_("formats")), choices=FORMATS, widget=forms.CheckboxSelectMultiple
    )

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("prepay") == "percent" and told.get("prepay_value", 0) > 100:
            self.add_error("prepay_value", ValidationError(say("staff.services.percent")))
        if told.get("party_min") and told.get("party_max") and told["party_min"] > told["party_max"]:
            self.add_error("party_max", ValidationError(say("staff.services.party")))
        if self.instance.pk and told.get("variant_of") == self.instance:
            self.add_error("variant_of", ValidationError(say("staff.services.own_variant")))
        return told


class OfferForm(forms.ModelForm):  # type: ignore[type-arg]
    formats = forms.MultipleChoiceField(
        label=capfirst(_("own formats")), choices=FORMATS, widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("None chosen: all of the service's."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        service = told.get("service")
        if service and set(told.get("formats", ())) - set(service.formats):
            names = ", ".join(str(label) for code, label in FORMATS if code in service.formats)
            self.add_error("formats", ValidationError(say("staff.services.formats", names=names)))
        return told


class Services(TellingViewSet):
    model, icon, menu_label = Service, "tasks", say_lazy("staff.menu.services")
    list_display = [
        "name", "code", Column("minutes", label=_("Minutes"), sort_key="minutes"),
        Column("price", label=_("Price"), accessor=price, sort_key="price"), "policy",
        BooleanColumn("bookable", label=_("Online")),
    ]  # fmt: skip
    list_filter = ["kind", "direction", "policy", "bookable"]
    search_fields = ["code", *SEARCHED]
    sort_order_field = "sort_order"
    form_fields = [
        "code", "name", "summary", "bring", "kind", "direction", "variant_of", "minutes", "step", "before", "after",
        "price", "currency", "formats", "party_min", "party_max", "policy", "prepay", "prepay_value",
        "privacy", "bookable",
    ]  # fmt: skip

    def get_form_class(self, for_update: bool = False) -> Any:
        return forms.modelform_factory(Service, form=ServiceForm, fields=self.form_fields)


class OfferFilters(WagtailFilterSet):
    resource = django_filters.CharFilter(label=_("With"), method="called")

    class Meta:
        model = Offer
        fields = ["service", "live"]

    def called(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(Q(*((f"resource__{field}__icontains", value) for field in SEARCHED), _connector=Q.OR))


class OfferList(IndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("resource", "service")


class Offers(TellingViewSet):
    model, icon, menu_label, index_view_class, name = Offer, "tag", say_lazy("staff.menu.prices"), OfferList, "prices"
    list_display = [
        Column("service", label=_("Service"), sort_key="service"),
        Column("resource", label=_("With"), sort_key="resource"),
        Column("charge", label=_("Price"), accessor=charge), Column("ways", label=_("Formats"), accessor=ways),
        BooleanColumn("live", label=_("Offered"), sort_key="live"),
    ]  # fmt: skip
    filterset_class = OfferFilters
    search_fields = [f"{row}__{name}" for row in ("service", "resource") for name in SEARCHED]
    ordering = ["service", "resource"]
    form_fields = ["service", "resource", "price", "formats", "live"]

    def get_form_class(self, for_update: bool = False) -> Any:
        return forms.modelform_factory(Offer, form=OfferForm, fields=self.form_fields)


class Directions(TellingViewSet):
    model, icon, menu_label = Direction, "site", say_lazy("staff.menu.directions")
    list_display = ["name", "code", "summary"]
    search_fields = ["code", *SEARCHED]
    sort_order_field = "sort_order"
    form_fields = ["code", "name", "summary", "invitation"]


class PlaceList(IndexView):
    def get_list_more_buttons(self, instance: Place) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if self.request.user.has_perm(closures.MAY):
            label, url = say("staff.menu.closures"), closures.address(instance)
            buttons.append(MenuItem(label, url=url, icon_name="calendar", priority=5))
        return buttons


class Places(TellingViewSet):
    model, icon, menu_label, index_view_class = Place, "home", say_lazy("staff.menu.places"), PlaceList
    list_display = ["name", "address", "zone", "phone"]
    search_fields = ["code", *SEARCHED]
    form_fields = ["code", "name", "address", "zone", "phone", "email", "way_in", "hours", "latitude", "longitude"]

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/closures/", closures.closures, name="closures"),
            path("<int:pk>/closures/<int:event>/undo/", closures.undo, name="closures_undo"),
        ]


class ReviewList(IndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("resource", "service")


class Reviews(TellingViewSet):
    """Nothing that a client wrote appears until somebody has read it and put it live."""

    model, icon, menu_label, index_view_class = Review, "openquote", say_lazy("staff.menu.reviews"), ReviewList
    list_display = [
        Column("resource", label=_("About"), sort_key="resource"),
        Column("rating", label=_("Stars"), sort_key="rating"),
        Column("text", label=_("Text"), accessor=lambda one: str(one.text)[:160]), "signed", "written",
        BooleanColumn("live", label=_("Published"), sort_key="live"),
    ]  # fmt: skip
    list_filter = ["live", "rating", "written"]
    search_fields = [
        f"{name}__{code}" for name in ("text", "signed", "resource__name") for code, _name in settings.LANGUAGES
    ]
    form_fields = ["live", "rating", "text", "signed", "written", "service"]
