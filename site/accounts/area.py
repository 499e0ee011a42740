"""The client area's own tabs, and the language of pages that name none in their address."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

import clock
from accounts import links, queries, verbs
from accounts.forms import PROFILE, ChangePassword, ProfileForm
from accounts.middleware import keep_language
from accounts.models import User
from accounts.roles import client_only
from moments import RENAMED
from words import language, say


@client_only
def me(request: HttpRequest) -> HttpResponse:
    """The first tab."""
    return redirect(queries.tabs(request)[0].url)


@client_only
@never_cache
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    user = queries.person(request)
    written = {name: getattr(user, name) for name in PROFILE}
    written |= {"language": user.language or language(), "zone": RENAMED.get(user.zone, user.zone)}
    form = ProfileForm(request.POST or None, initial=written)
    if form.is_valid():
        return _saved(request, user, form)
    told = {"form": form, "security_url": reverse("two_factor:profile"), "password_url": reverse("password_change")}
    return render(request, "me/profile.html", queries.frame(request) | told, status=400 if form.errors else 200)


def _saved(request: HttpRequest, user: User, form: ProfileForm) -> HttpResponse:
    verbs.change_profile(user=user, by=user, now=clock.now(), **form.cleaned_data)
    with override(user.language):
        messages.success(request, say("me.profile_saved"))
        response = redirect("me_profile")
    keep_language(response, user.language)
    return response


@client_only
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Changes the password, or gives the first one to somebody who has come by links so far."""
    user = queries.person(request)
    form = ChangePassword(user, request.POST or None)
    if form.is_valid():
        verbs.set_password(user=user, password=form.cleaned_data["new_password1"], restored=False, now=clock.now())
        update_session_auth_hash(request, user)
        messages.success(request, say("signin.change.done"))
        return redirect("me_profile")
    return render(
        request, "me/password.html", queries.frame(request) | {"form": form}, status=400 if form.errors else 200
    )


@require_safe
def speak(request: HttpRequest, code: str) -> HttpResponse:
    """Another language for addresses that name none: a link, open to everybody, that comes back where it was asked."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    response = redirect(links.safe(request, request.GET.get("next", ""), "/"))
    keep_language(response, code)
    return response
