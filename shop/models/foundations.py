"""Foundations: what is left on a certificate can be given to one of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fields import WordsField


class Foundation(models.Model):
    """Its account in the ledger keeps what was given and has to be handed over to it."""

    code = models.SlugField(_("code"), unique=True)
    name = WordsField(_("name"))
    summary = WordsField(_("what it does"), blank=True, long=True)
    live = models.BooleanField(_("offered"), default=True)
    sort_order = models.IntegerField(_("order"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("foundation"), _("foundations")
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return str(self.name)

    def account(self, currency: str) -> str:
        return f"donations:{self.code}:{currency}"
