"""Letters of the front door. Each is written when it goes out: it tells of the account as it is then, and the link in
it lives from that moment on and is kept nowhere."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlencode, urlsafe_base64_encode

from accounts import links
from accounts.backends import may_use_link
from accounts.models import User
from words import in_language, say

KINDS = ("link", "code_only", "disabled", "reset", "reset_unknown")
"""What a letter says: its words are letters.<kind>.subject, .text, .button, .end."""


def write(wish: str, *, email: str, language: str, onward: str = "") -> EmailMultiAlternatives:
    """The letter that answers the wish ("link", "reset") at this address. `onward`: a safe path to go on to."""
    return WISHES[wish](email, language, onward)


def _link(email: str, language: str, onward: str) -> EmailMultiAlternatives:
    """A one-time link; staff and people with a second factor are told to use their password."""
    user = User.objects.by_address(email)
    if user is None:
        return _letter("link", email, language, _opening(links.token_for_newcomer(email), onward))
    if not user.is_active:
        return _letter("disabled", user.email, language, "/", user.dear)
    if not may_use_link(user):
        return _letter("code_only", user.email, language, reverse("two_factor:login"), user.dear)
    return _letter("link", user.email, language, _opening(links.token_for(user), onward), user.dear)


def _reset(email: str, language: str, onward: str) -> EmailMultiAlternatives:
    """A link to choose a password; an address without an account is told so, and how to get one."""
    user = User.objects.by_address(email)
    if user is None:
        return _letter("reset_unknown", email, language, reverse("ask_link"))
    if not user.is_active:
        return _letter("disabled", user.email, language, "/", user.dear)
    return _letter("reset", user.email, language, choosing(user), user.dear)


def choosing(user: User) -> str:
    """The path at which this person chooses a password; good for PASSWORD_RESET_TIMEOUT seconds, and once."""
    parts = {"uidb64": urlsafe_base64_encode(force_bytes(user.pk)), "token": default_token_generator.make_token(user)}
    return reverse("password_reset_confirm", kwargs=parts)


WISHES: dict[str, Callable[[str, str, str], EmailMultiAlternatives]] = {"link": _link, "reset": _reset}


def _opening(token: str, onward: str) -> str:
    return reverse("open_link") + "?" + urlencode({"sesame": token, **({"next": onward} if onward else {})})


def _letter(kind: str, to: str, language: str, address: str, dear: str = "") -> EmailMultiAlternatives:
    """One button that opens `address`, a path of this site."""
    with in_language(language or settings.LANGUAGE_CODE):
        told = {
            "kind": kind,
            "language": language,
            "dear": dear,
            "address": settings.SITE_ADDRESS + address,
            **{part: say(f"letters.{kind}.{part}") for part in ("subject", "text", "button", "end")},
        }
        letter = EmailMultiAlternatives(told["subject"], render_to_string("accounts/letter.txt", told), to=[to])
        letter.attach_alternative(render_to_string("accounts/letter.html", told), "text/html")
    return letter
