"""Who may come in, and how: a password for everybody, a one-time link for clients only."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from oscar.apps.customer.auth_backends import EmailBackend as OscarEmail
from sesame.tokens import parse_token

from accounts.models import User


def is_staff_like(user: Any) -> bool:
    """Anybody who may open a staff page: these need a second factor."""
    return bool(
        user.is_active
        and (user.is_staff or user.has_perm("wagtailadmin.access_admin") or user.has_perm("partner.dashboard_access"))
    )


class EmailBackend(OscarEmail):
    def authenticate(self, request: Any = None, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        address, password = credentials.get("username") or "", credentials.get("password")
        if user is None and password and not User.objects.by_address(address):
            User().set_password(password)  # an unknown address costs as long as a known one
        return user


class MagicLink(ModelBackend):
    """One-time links. A token made for staff, or for anybody with a second factor, is refused wherever it came from."""

    def authenticate(self, request: Any, sesame: str = "", **other: Any) -> Any:  # type: ignore[override]
        return parse_token(sesame, self._welcome) if sesame else None

    def _welcome(self, user_id: int) -> User | None:
        user = User.objects.filter(pk=user_id).first()
        return user if user and may_use_link(user) else None


def may_use_link(user: User) -> bool:
    return user.is_active and not is_staff_like(user) and not user.totpdevice_set.filter(confirmed=True).exists()
