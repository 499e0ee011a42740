"""Who: one account for a client, an expert or a member of staff."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from oscar.apps.customer.abstract_models import AbstractUser, UserManager


def tidy(address: str) -> str:
    """An e-mail address as it is kept and compared: no spaces around, small letters."""
    return address.strip().lower()


class People(UserManager):
    def create_user(self, email: str, password: str | None = None, **more: Any) -> Any:
        """A person who has not signed in yet; without a password only a link lets them in."""
        user = self.model(email=tidy(email), **more)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def by_address(self, address: str) -> Any:
        """The account of this e-mail address, whatever the case of its letters, or None."""
        rows = self.alias(address=Lower("email")).filter(address=tidy(address))  # as the index has it
        return next(iter(rows), None)


class User(AbstractUser):
    """Signs in by e-mail. `zone` and `language` are empty until the person, or a visit, tells them."""

    language = models.CharField(_("language"), max_length=8, blank=True, choices=settings.LANGUAGES)
    zone = models.CharField(_("time zone"), max_length=40, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    dear = models.CharField(_("how to address"), max_length=60, blank=True)
    email_verified_at = models.DateTimeField(_("e-mail verified at"), null=True, blank=True)

    objects = People()

    class Meta(AbstractUser.Meta):
        verbose_name, verbose_name_plural = _("person"), _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or str(self.email).partition("@")[0]

    def __str__(self) -> str:
        return self.get_full_name()


class Throttle(models.Model):
    """How often something was tried within the window that ends at `until`: see `accounts.verbs.tried`."""

    key = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("throttle"), _("throttles")

    def __str__(self) -> str:
        return self.key


Person = Any
"""User or AnonymousUser: what `request.user` is."""
