"""Rows that staff type over: saved, and told as one fact that says what each field was and became."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Manager, Model, ProtectedError, QuerySet, RestrictedError
from django.shortcuts import redirect
from wagtail.admin.views.generic import DeleteView, EditView
from wagtail.admin.viewsets.model import ModelViewSet

import clock
from facts import announce
from words import say

SHOWN = 300
"""Characters of a value that the log keeps: what a long text said is in its own history, not here."""


def shown(value: Any) -> str:
    """A value of a form as the log tells it: rows by their names, many values side by side."""
    if isinstance(value, Manager | QuerySet | list | tuple | set):
        values = value.all() if isinstance(value, Manager) else value
        return ", ".join(shown(one) for one in values)
    if isinstance(value, dict):
        return " / ".join(str(text) for text in value.values() if text)[:SHOWN]
    return "" if value is None else str(value)[:SHOWN]


def differences(before: dict[str, str], after: dict[str, str]) -> dict[str, dict[str, str]]:
    """{"old": {field: value}, "new": {field: value}} of the fields that differ; empty when none does."""
    names = [name for name in after if before.get(name, "") != after[name]]
    if not names:
        return {}
    return {"old": {name: before.get(name, "") for name in names}, "new": {name: after[name] for name in names}}


def picture(row: Model, names: list[str]) -> dict[str, str]:
    return {name: shown(getattr(row, name)) for name in names}


class TellingEdit(EditView):
    """The library's edit view; only its log row is ours."""

    def save_instance(self) -> Any:
        names = [name for name in self.form.fields if hasattr(self.model, name)]
        before = picture(self.model._default_manager.get(pk=self.form.instance.pk), names)
        self.save_form()
        saved = self.model._default_manager.get(pk=self.form.instance.pk)
        told = differences(before, picture(saved, names))
        with transaction.atomic():
            announce("wagtail.edit", saved, by=self.request.user, now=clock.now(), **told)
        return self.form.instance

    def save_form(self) -> None:
        action = self.action_class(self.form.instance, user=self.request.user, form=self.form, log_action=False)
        action.execute(skip_permission_checks=True)


class CarefulDelete(DeleteView):
    """What other rows stand on stays, and the reader is told so."""

    def form_valid(self, form: Any) -> Any:
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except (ProtectedError, RestrictedError):
            messages.error(self.request, say("staff.in_use", what=str(self.object)))
            return redirect(self.get_success_url())


class TellingViewSet(ModelViewSet):
    """List, add, edit, delete; copying would only make a second row with the same code."""

    edit_view_class, delete_view_class = TellingEdit, CarefulDelete
    copy_view_enabled = False
    add_to_reference_index = True
    list_per_page = 50
