"""Asking for a letter: which one goes out depends on the account, what the visitor sees does not."""

from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlencode, urlsafe_base64_encode

from accounts import letters, links
from accounts.backends import may_use_link
from accounts.models import User


def _opening(token: str, onward: str) -> str:
    return reverse("open_link") + "?" + urlencode({"sesame": token, **({"next": onward} if onward else {})})


def send_link(*, email: str, language: str, onward: str = "") -> None:
    """A one-time link; staff and people with a second factor are told to use their password. `onward`: a safe path."""
    user = User.objects.by_address(email)
    if user is None:
        return letters.send(
            "link", to=email, language=language, address=_opening(links.token_for_newcomer(email), onward)
        )
    kind, address = "link", ""
    if not user.is_active:
        kind, address = "disabled", "/"
    elif not may_use_link(user):
        kind, address = "code_only", letters.front_door()
    else:
        address = _opening(links.token_for(user), onward)
    return letters.send(kind, to=user.email, language=language, address=address, dear=user.dear)


def send_reset(*, email: str, language: str) -> None:
    """A link to choose a password; an address without an account is told so, and how to get one."""
    user = User.objects.by_address(email)
    if user is None:
        return letters.send("reset_unknown", to=email, language=language, address=reverse("ask_link"))
    if not user.is_active:
        return letters.send("disabled", to=user.email, language=language, address="/", dear=user.dear)
    parts = {"uidb64": urlsafe_base64_encode(force_bytes(user.pk)), "token": default_token_generator.make_token(user)}
    address = reverse("password_reset_confirm", kwargs=parts)
    return letters.send("reset", to=user.email, language=language, address=address, dear=user.dear)
