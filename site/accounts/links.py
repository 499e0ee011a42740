"""One-time links, for an account and for an address that has none yet; and addresses that visitors bring along."""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from sesame.utils import get_token

from accounts.models import User, tidy

SALT = "accounts.newcomer"


def token_for(user: User) -> str:
    """Works once, for SESAME_MAX_AGE seconds, while e-mail and password stay as they are."""
    return str(get_token(user))


def token_for_newcomer(email: str) -> str:
    """Works for as long, until the address has an account: nothing is stored before somebody has opened the letter."""
    return signing.dumps(tidy(email), salt=SALT)


def newcomer(token: str) -> str | None:
    """The address that the token was made for; None: not such a token, tampered with or too old."""
    try:
        return str(signing.loads(token, salt=SALT, max_age=settings.SESAME_MAX_AGE))
    except signing.BadSignature:
        return None


def safe(request: HttpRequest, address: str, otherwise: str = "") -> str:
    """`address` if it stays on this site, else `otherwise`."""
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours else otherwise
