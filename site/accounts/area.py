"""The client area's own tabs, and how the pages look."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import clock
from accounts import queries, verbs
from accounts.forms import PROFILE, ChangePassword, ProfileForm
from accounts.middleware import keep_language
from accounts.models import User
from accounts.roles import client_only
from accounts.views import safe
from moments import RENAMED
from words import language, say

SCHEMES = ("auto", "light", "dark")
YEAR = 365 * 24 * 3600


@client_only
def me(request: HttpRequest) -> HttpResponse:
    """The first tab."""
    return redirect(queries.tabs(request)[0].url)


def _mine(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


@client_only
@never_cache
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    user = User.objects.get(pk=_mine(request).pk)
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
    user = _mine(request)
    form = ChangePassword(user, request.POST or None)
    if form.is_valid():
        verbs.set_password(user=user, password=form.cleaned_data["new_password1"], restored=False, now=clock.now())
        update_session_auth_hash(request, user)
        messages.success(request, say("signin.change.done"))
        return redirect("me_profile")
    return render(request, "me/password.html", queries.frame(request) | {"form": form}, status=400 if form.errors else 200)


@require_POST
def scheme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device says; open to everybody, kept in a cookie, back to the page it was asked on."""
    chosen = request.POST.get("scheme", "")
    if chosen not in SCHEMES:
        return HttpResponseBadRequest("scheme: " + ", ".join(SCHEMES), content_type="text/plain")
    response = redirect(safe(request, request.POST.get("next", ""), "/"))
    response.set_cookie("scheme", chosen, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True)
    return response


@require_safe
def speak(request: HttpRequest, code: str) -> HttpResponse:
    """Another language for addresses that name none: a link, open to everybody, that comes back where it was asked."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    response = redirect(safe(request, request.GET.get("next", ""), "/"))
    keep_language(response, code)
    return response
