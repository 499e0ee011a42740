"""Experts, rooms and things: their rows. Their hours are a page of their own."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

import clock
from accounts.models import User
from booking import calendars
from booking.core.decisions import Refused
from booking.models import Resource, Service
from booking.staff import hours
from booking.staff.telling import TellingEdit, TellingViewSet
from booking.texts import Scene, sentence
from booking.verbs import resize
from words import say, say_lazy

FIELDS = [
    "code", "kind", "name", "headline", "location", "capacity", "party_min", "party_max", "languages", "attributes",
    "directions",     "place", "zone", "live",
]  # fmt: skip


class ResourceForm(forms.ModelForm):  # type: ignore[type-arg]
    languages = forms.MultipleChoiceField(
        label=capfirst(_("languages")), choices=settings.LANGUAGES, required=False, widget=forms.CheckboxSelectMultiple
    )
    attributes = forms.CharField(
        label=capfirst(_("attributes")),
        required=False,
        max_length=500,
        help_text=say_lazy("staff.resources.attributes"),
    )
    zone = forms.ChoiceField(
        label=capfirst(_("time zone")), choices=[(zone, zone) for zone in sorted(available_timezones())]
    )
    person = forms.EmailField(
        label=capfirst(_("e-mail of the person")), required=False, help_text=say_lazy("staff.resources.person")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["attributes"] = ", ".join(map(str, self.instance.attributes or []))
        self.initial["person"] = self.instance.user.email if self.instance.user else ""
        self.fields["directions"].widget = forms.CheckboxSelectMultiple(choices=self.fields["directions"].choices)  # type: ignore[attr-defined]
        if self.instance.hours_id:
            self.fields["zone"].disabled = True
            self.fields["zone"].help_text = say("staff.resources.zone_fixed")

    def clean_attributes(self) -> list[str]:
        return [part.strip() for part in self.cleaned_data["attributes"].split(",") if part.strip()]

    def clean_person(self) -> User | None:
        address = self.cleaned_data["person"]
        found = User.objects.by_address(address) if address else None
        if address and found is None:
            raise ValidationError(say("staff.resources.no_person", email=address))
        if found and Resource.objects.filter(user=found).exclude(pk=self.instance.pk).exists():
            raise ValidationError(say("staff.resources.person_taken", email=address))
        return found

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("party_min") and told.get("party_max") and told["party_min"] > told["party_max"]:
            self.add_error("party_max", say("staff.services.party"))
        return told

    def save(self, commit: bool = True) -> Any:
        self.instance.user = self.cleaned_data["person"]
        saved = super().save(commit)
        if commit and saved.hours_id:
            calendars.refresh(resource=saved, now=clock.now())
        return saved


def person(resource: Resource) -> str:
    return str(resource.user or "—")


class ResourceList(IndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("place", "user")

    def get_list_more_buttons(self, instance: Resource) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if self.request.user.has_perm(hours.MAY):
            buttons.append(MenuItem(say("staff.menu.hours"), url=hours.address(instance), icon_name="time", priority=5))
        return buttons


class ResourceEdit(TellingEdit):
    @property
    def header_buttons(self) -> list[Any]:
        return [HeaderButton(say("staff.menu.hours"), url=hours.address(self.object), icon_name="time", priority=5)]

    def form_valid(self, form: Any) -> Any:
        try:
            return super().form_valid(form)
        except Refused as refused:
            now, zone = clock.now(), self.object.place.zone
            scene = Scene(Service(), self.object, now, zone, now)
            form.add_error("capacity", " ".join(sentence(reason, scene) for reason in refused.reasons))
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)

    def save_form(self) -> None:
        resize(resource=self.form.instance, capacity=self.form.cleaned_data["capacity"], now=clock.now())
        super().save_form()


class Resources(TellingViewSet):
    model, icon, menu_label = Resource, "group", say_lazy("staff.menu.resources")
    index_view_class, edit_view_class = ResourceList, ResourceEdit
    list_display = [
        "name", "code", "kind", Column("place", label=_("Place"), sort_key="place"),
        Column("user", label=_("Person"), accessor=person),
        BooleanColumn("live", label=_("Can be booked"), sort_key="live"),
    ]  # fmt: skip
    list_filter = ["kind", "place", "live", "directions"]
    sort_order_field = "sort_order"
    form_fields = FIELDS

    def get_form_class(self, for_update: bool = False) -> Any:
        return forms.modelform_factory(Resource, form=ResourceForm, fields=FIELDS)

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/hours/", hours.hours, name="hours"),
            path("<int:pk>/hours/<slug:part>/", hours.hours, name="hours_part"),
            path("<int:pk>/hours/undo/<int:event>/", hours.undo, name="hours_undo"),
        ]
