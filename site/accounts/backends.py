"""Who may come in, and how: a password for everybody, a one-time link for clients only."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from oscar.apps.customer.auth_backends import EmailBackend as OscarEmail
from sesame.backends import SesameBackendMixin

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
        if user is None and password and not User.objects.filter(email__iexact=address).exists():
            User().set_password(password)  # an unknown address costs as long as a known one
        return user


class MagicLink(SesameBackendMixin, ModelBackend):
    """A token made for staff, or for anybody with a second factor, is refused wherever it came from."""

    def user_can_authenticate(self, user: Any) -> bool:
        return (
            super().user_can_authenticate(user)
            and not is_staff_like(user)
            and not user.totpdevice_set.filter(confirmed=True).exists()
        )

    def get_user(self, user_id: int) -> Any:
        user = User.objects.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
