"""The second factor: setting it up, backup codes, turning it off."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django_otp import user_has_device
from two_factor import views

import clock
from accounts import queries, verbs
from accounts.backends import is_staff_like
from accounts.forms import DisableForm
from words import say


def _tell(request: Any, fact: str) -> None:
    user = queries.person(request)
    verbs.tell(fact, user=user, by=user, now=clock.now())


class Setup(views.SetupView):
    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if user_has_device(request.user):  # a session from before must not add a device of its own
            return redirect("two_factor:profile")
        return super().post(request, *args, **kwargs)

    def get_context_data(self, form: Any, **kwargs: Any) -> Any:
        return super().get_context_data(form, **kwargs) | {"must": is_staff_like(self.request.user)}

    def done(self, form_list: Any, **kwargs: Any) -> Any:
        response = super().done(form_list, **kwargs)
        _tell(self.request, "account.second_factor_added")
        return response


class SetupDone(views.SetupCompleteView):
    """Offers backup codes before going on to the page that asked for the second factor."""

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return self.render_to_response(self.get_context_data(next_url=request.session.get("next", "")))


class BackupCodes(views.BackupTokensView):
    """Shows codes once, in the answer that makes them."""

    def form_valid(self, form: Any) -> Any:
        super().form_valid(form)
        _tell(self.request, "account.backup_codes_made")
        codes = [row.token for row in self.get_device().token_set.all()]
        onward = self.request.session.get("next", "")
        return self.render_to_response(self.get_context_data(form=form, codes=codes, next_url=onward))


class Security(views.ProfileView):
    def get_context_data(self, **kwargs: Any) -> Any:
        more = {**queries.frame(self.request), "must": is_staff_like(self.request.user)}
        return super().get_context_data(**kwargs) | more


class Disable(views.DisableView):
    form_class = DisableForm
    success_url = reverse_lazy("two_factor:profile")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if is_staff_like(request.user):
            messages.error(request, say("signin.security.staff_keep"))
            return redirect("two_factor:profile")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> Any:
        response = super().form_valid(form)
        _tell(self.request, "account.second_factor_removed")
        return response
