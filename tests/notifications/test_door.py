"""Letters of the front door: tried at once, tried again, delivered once, and never kept with their secret."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import serializers
from django.test import Client

from accounts.models import User
from notifications.door import FRESH, PAUSES
from notifications.models import Message
from notifications.verbs import deliver, resend
from tests.peers.mail import Postman
from tests.world import World
from words import say

pytestmark = pytest.mark.django_db
ASK = {"link": "/account/link/", "reset": "/account/password/reset/"}
NEWCOMER = "brand.new@example.org"


def ask(wish: str, email: str) -> Any:
    return Client().post(ASK[wish], {"email": email})


def link_in(letter: Any) -> str:
    found = re.search(r"https?://[^/\s]+(\S+)", letter.get_body(("plain",)).get_content())
    assert found
    return found[1]


def row() -> Message:
    return Message.objects.get(about="door")


@pytest.mark.parametrize("wish", ASK)
def test_a_letter_has_gone_before_the_answer(world: World, postman: Postman, wish: str) -> None:
    answer = ask(wish, world.client.email)
    (letter,) = postman.taken
    assert (row().state, row().user, row().sent_at) == (Message.SENT, world.client, world.now)
    assert letter["Message-ID"] == f"<{row().stamp}@127.0.0.1>"
    assert say("signin.later") not in answer.content.decode()
    assert deliver(now=world.now + timedelta(hours=1)) == 0


@pytest.mark.parametrize(
    ("wish", "email"), [("link", "client@example.org"), ("link", NEWCOMER), ("reset", "client@example.org")]
)
def test_no_secret_is_in_the_row(world: World, postman: Postman, wish: str, email: str) -> None:
    ask(wish, email)
    secret = re.search(r"(?:sesame=|/reset/[^/]+/)([^/&\s]+)", link_in(postman.taken[0]))
    assert secret and secret[1] not in serializers.serialize("json", Message.objects.all())


def test_an_address_of_nobodys_is_forgotten_when_its_letter_has_gone(world: World, postman: Postman) -> None:
    ask("link", NEWCOMER)
    assert (row().address, row().user) == ("", None)
    assert NEWCOMER not in serializers.serialize("json", Message.objects.all())


@pytest.mark.parametrize("email", ["client@example.org", NEWCOMER])
def test_a_busy_server_gets_the_letter_a_little_later_and_once(world: World, postman: Postman, email: str) -> None:
    postman.answer = "451 4.3.2 try later"
    answer = ask("link", email)
    assert answer.status_code == 200 and say("signin.later") in answer.content.decode()
    assert (row().state, row().not_before) == (Message.WAITING, world.now + PAUSES[0])
    postman.answer = ""
    assert deliver(now=world.now + PAUSES[0]) == 1
    assert deliver(now=world.now + timedelta(hours=1)) == 0
    (letter,) = postman.taken
    visitor = Client()
    assert visitor.post(link_in(letter)).status_code == 302
    assert User.objects.get(pk=visitor.session["_auth_user_id"]).email == email


def test_no_server_at_all_is_told_alike_to_everybody(world: World, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    known, unknown = (ask("link", email).content.decode() for email in ("client@example.org", "nobody@example.org"))
    hide = re.compile(r'value="[^"]+"')
    assert hide.sub("", known).replace("client@", "nobody@") == hide.sub("", unknown)
    assert say("signin.later") in known


def test_it_is_given_up_after_the_last_pause(world: World, postman: Postman) -> None:
    postman.answer = "451 4.3.2 try later"
    ask("link", world.client.email)
    at = world.now
    for pause in PAUSES:
        at += pause
        deliver(now=at)
    assert (row().state, row().attempts) == (Message.FAILED, len(PAUSES) + 1)


def test_a_wish_that_nobody_waits_for_any_more_is_not_answered(world: World, postman: Postman) -> None:
    postman.answer = "451 4.3.2 try later"
    ask("link", world.client.email)
    postman.answer = ""
    assert deliver(now=world.now + FRESH + timedelta(seconds=1)) == 0
    assert (row().state, postman.taken) == (Message.DROPPED, [])


def test_an_address_that_the_server_refuses_is_told_so(world: World, postman: Postman) -> None:
    postman.refuse[NEWCOMER] = "550 5.1.1 no such person"
    answer = ask("link", NEWCOMER)
    assert answer.status_code == 503 and "could not be sent" in answer.content.decode()
    assert (row().state, "550" in row().error) == (Message.FAILED, True)


def test_what_is_true_when_the_letter_goes_is_in_it(world: World, postman: Postman) -> None:
    postman.answer = "451 4.3.2 try later"
    ask("link", world.client.email)
    User.objects.filter(pk=world.client.pk).update(is_active=False)
    postman.answer = ""
    deliver(now=world.now + PAUSES[0])
    assert "sesame" not in postman.taken[0].get_body(("plain",)).get_content()


def test_nobody_sends_such_a_letter_again(world: World, postman: Postman, now: datetime) -> None:
    ask("link", world.client.email)
    assert not resend(message=row(), now=now)
    assert row().state == Message.SENT
