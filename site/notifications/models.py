"""Telling people: letters as staff edit them, and the outbox."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from fields import WordsField
from words import say


class Letter(models.Model):
    """The words of one kind of message, in every language; staff edit them."""

    code = models.SlugField(_("code"), unique=True, max_length=60)
    subject = WordsField(_("subject"))
    preheader = WordsField(_("preheader"), blank=True)
    body = WordsField(_("letter text"), long=True)
    button = WordsField(_("button"), blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("letter"), _("letters")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class Message(models.Model):
    """One message to one person over one channel: an outbox row. Drained, never sent from a request."""

    WAITING, SENDING, SENT, FAILED, DROPPED = "waiting", "sending", "sent", "failed", "dropped"
    STATES = [(s, s) for s in (WAITING, SENDING, SENT, FAILED, DROPPED)]

    channel = models.CharField(_("channel"), max_length=12)
    letter = models.CharField(_("letter"), max_length=60)
    audience = models.CharField(_("to whom"), max_length=12, default="client")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("person"),
    )
    address = models.CharField(_("address"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=8)
    zone = models.CharField(_("time zone"), max_length=40)
    about = models.CharField(_("about"), max_length=60, db_index=True, help_text=_("for example booking:K7RM2XA"))
    key = models.CharField(
        _("key"), max_length=160, unique=True, help_text=_("a second message with this key is not made")
    )
    context = models.JSONField(_("context"), default=dict, blank=True)
    new_stamp = staticmethod(uuid.uuid4)
    stamp = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    """Becomes the Message-ID, so that a mail server that met the letter before can tell."""
    not_before = models.DateTimeField(_("not before"))
    state = models.CharField(_("state"), max_length=8, default=WAITING, choices=STATES)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=300, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("message"), _("messages")
        ordering = ["-not_before", "-pk"]
        indexes = [
            models.Index(
                fields=["not_before"], name="message_waiting", condition=models.Q(state__in=["waiting", "sending"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.letter} {self.channel} {self.about}"

    @property
    def state_words(self) -> str:
        return say(f"outbox.states.{self.state}")

    @property
    def channel_words(self) -> str:
        return say(f"outbox.channels.{self.channel}")

    @property
    def said(self) -> str:
        """What the reader was told, once it was."""
        told = self.context.get("told", {})
        return " — ".join(told[part] for part in ("subject", "text") if told.get(part))
