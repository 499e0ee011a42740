"""Staff's own views: sending a message again, and seeing how a letter looks."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

import clock
from facts import announce
from notifications.models import Letter, Message
from notifications.rendering import write
from notifications.samples import SAMPLES, sample
from notifications.subjects import Telling
from notifications.verbs import resend
from words import HOLE, in_language, say

RESEND, EDIT = "notifications.change_message", "notifications.change_letter"
LIST = "outbox:index"


def _only(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts the message back into the outbox; the log says who did."""
    _only(request, RESEND)
    message, now = get_object_or_404(Message, pk=pk), clock.now()
    with transaction.atomic():
        done = resend(message=message, now=now)
        if done:
            announce("message.resent", message, by=request.user, now=now, letter=message.letter, about=message.about)
    messages.success(request, say("outbox.resent" if done else "outbox.waits"))
    return redirect(LIST)


@xframe_options_sameorigin
@require_GET
def preview(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The letter in one language as it is saved, filled with samples."""
    _only(request, EDIT)
    letter = get_object_or_404(Letter, pk=pk)
    if language not in letter.subject:
        raise Http404
    with in_language(language):
        told = Telling(words=_words(letter, language), link="#", dear=sample("dear", language))
        return HttpResponse(write(letter, told).html)


def _words(letter: Letter, language: str) -> dict[str, Any]:
    used = HOLE.findall(f"{letter.subject.say(language)} {letter.preheader.say(language)} {letter.body.say(language)}")
    return {name: sample(name, language) for name in {*SAMPLES, *used, *HOLE.findall(letter.button.say(language))}}
