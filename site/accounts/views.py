"""The front door: signing in and out, one-time links, a forgotten password."""

from typing import Any

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from two_factor.views import LoginView

import clock
from accounts import limits, links, queries, verbs
from accounts.asking import NotSent, ask
from accounts.forms import BackupForm, CodeForm, LetterForm, NewPassword, SignInForm
from accounts.middleware import keep_language
from accounts.models import User
from words import say

MINUTES = 15


def home(user: Any) -> str:
    """Where somebody goes who asked for nothing else."""
    return reverse("wagtailadmin_home") if user.has_perm("wagtailadmin.access_admin") else reverse("me")


def welcome(request: HttpRequest, response: HttpResponse, user: User, means: str) -> HttpResponse:
    """The last step of every way in: the fact is told, and the person's language goes with them."""
    verbs.tell("account.signed_in", user=user, by=user, now=clock.now(), means=means)
    if not user.language:
        User.objects.filter(pk=user.pk).update(language=get_language())
    keep_language(response, user.language or get_language() or "")
    return response


class SignIn(LoginView):
    """E-mail and password, then the code of the second factor. Its fields are named sign_in-, auth-, token-."""

    template_name = "accounts/login.html"
    form_list = (
        (LoginView.AUTH_STEP, SignInForm),
        (LoginView.TOKEN_STEP, CodeForm),
        (LoginView.BACKUP_STEP, BackupForm),
    )

    def post(self, *args: Any, **kwargs: Any) -> Any:
        if "challenge_device" in self.request.POST and not self.get_user():
            return redirect(self.request.get_full_path())
        return super().post(*args, **kwargs)

    def render(self, form: Any = None, **kwargs: Any) -> Any:
        response = super().render(form, **kwargs)
        wait = getattr(form, "wait", None)
        if wait:
            response.status_code, response["Retry-After"] = 429, str(wait)
        return response

    def done(self, form_list: Any, **kwargs: Any) -> HttpResponse:
        user, coded = self.get_user(), self.get_device() is not None
        response = super().done(form_list, **kwargs)
        return welcome(self.request, response, user, "code" if coded else "password")

    def get_success_url(self) -> str:
        return self.get_redirect_url() or home(self.get_user())

    def get_context_data(self, form: Any, **kwargs: Any) -> Any:
        return super().get_context_data(form, **kwargs) | {
            "ask_link_url": reverse("ask_link"), "reset_url": reverse("password_reset"),
        }  # fmt: skip


@require_http_methods(["GET", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """GET only asks; POST signs out."""
    if request.method == "GET":
        return render(request, "accounts/sign_out.html")
    if request.user.is_authenticated:
        user = queries.person(request)
        verbs.tell("account.signed_out", user=user, by=user, now=clock.now())
    logout(request)
    return redirect("/")


@never_cache
@require_http_methods(["GET", "POST"])
def ask_link(request: HttpRequest) -> HttpResponse:
    """The same answer for every address: none is revealed."""
    form = LetterForm(request.POST or None)
    onward = links.safe(request, request.GET.get("next", ""))
    if not form.is_valid():
        return _ask(request, "accounts/ask_link.html", form)
    email = form.cleaned_data["email"]
    now = clock.now()
    limits.hold_back("link", email, now=now)
    try:
        gone = ask("link", email=email, language=get_language() or "", onward=onward, now=now)
    except NotSent:
        return _not_sent(request, "accounts/ask_link.html", form)
    return render(request, "accounts/link_sent.html", {"email": email, "minutes": MINUTES, "later": not gone})


def _ask(request: HttpRequest, template: str, form: LetterForm) -> HttpResponse:
    return render(
        request, template, {"form": form, "login_url": reverse("two_factor:login")}, status=400 if form.errors else 200
    )


def _not_sent(request: HttpRequest, template: str, form: LetterForm) -> HttpResponse:
    form.add_error(None, say("signin.not_sent"))
    response = _ask(request, template, form)
    response.status_code = 503
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def open_link(request: HttpRequest) -> HttpResponse:
    """GET shows one button, for scanners of letters follow links and would burn them; POST signs in."""
    token = request.GET.get("sesame", "")
    if request.method == "GET":
        return render(request, "accounts/open_link.html", {"bad": not token, "ask_link_url": reverse("ask_link")})
    now = clock.now()
    limits.hold_back("open", now=now)
    user = _guest(request, token)
    if user is None or not verbs.use_link(user=user, now=now):
        return render(
            request, "accounts/open_link.html", {"bad": True, "ask_link_url": reverse("ask_link")}, status=400
        )
    login(request, user, backend="accounts.backends.MagicLink")
    verbs.verify(user=user, now=now)
    return welcome(request, redirect(links.safe(request, request.GET.get("next", ""), home(user))), user, "link")


def _guest(request: HttpRequest, token: str) -> User | None:
    email = links.newcomer(token)
    if email:
        return verbs.register(email=email, language=get_language() or "", now=clock.now())
    known = authenticate(request, sesame=token)
    return known if isinstance(known, User) else None


@never_cache
@require_http_methods(["GET", "POST"])
def ask_reset(request: HttpRequest) -> HttpResponse:
    """The same answer for every address."""
    form = LetterForm(request.POST or None)
    if not form.is_valid():
        return _ask(request, "accounts/password_reset_form.html", form)
    email = form.cleaned_data["email"]
    now = clock.now()
    limits.hold_back("reset", email, now=now)
    try:
        gone = ask("reset", email=email, language=get_language() or "", now=now)
    except NotSent:
        return _not_sent(request, "accounts/password_reset_form.html", form)
    return render(request, "accounts/password_reset_done.html", {"email": email, "later": not gone})


class Reset(PasswordResetConfirmView):
    """The link of the letter: Django moves its token out of the address, then asks for the password."""

    template_name = "accounts/password_reset_confirm.html"
    form_class = NewPassword  # type: ignore[assignment]  # a form of our words; it is given the same
    token_generator = default_token_generator
    success_url = reverse_lazy("password_reset_complete")

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        return sensitive_post_parameters()(super().dispatch)(*args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        now, user = clock.now(), form.user
        del self.request.session[INTERNAL_RESET_SESSION_TOKEN]
        verbs.set_password(user=user, password=form.cleaned_data["new_password1"], restored=True, now=now)
        verbs.verify(user=user, now=now)
        limits.good("password", user.email)
        return redirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"ask_url": reverse("password_reset")}


def reset_done(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/password_reset_complete.html", {"login_url": reverse("two_factor:login")})
