"""Several deliverers at once, each a process of its own: every letter goes out once."""

from collections import Counter
from datetime import datetime
from typing import Any

import pytest

from clock import now as current
from notifications.models import Message
from notifications.verbs import deliver, load_letters
from tests.notifications.conftest import booked, copies
from tests.peers import mail
from tests.races import race
from tests.world import build

LETTERS, DELIVERERS, ROUNDS = 40, 4, 30


def delivers(number: int, round_: int) -> int:
    return sum(deliver(now=current(), limit=10) for _ in range(ROUNDS))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_four_deliverers_at_once_send_every_letter_once(now: datetime, settings: Any) -> None:
    world = build(now)
    load_letters()
    row = booked(world, now)
    Message.objects.exclude(letter="booking_confirmed", channel="email").delete()
    copies(LETTERS)
    with mail.server() as (postman, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        (sent,) = race(delivers, people=DELIVERERS)
    assert sum(sent) == LETTERS
    assert len([count for count in sent if count]) > 1, "more than one of them worked"
    assert Counter(postman.ids()).most_common(1)[0][1] == 1 and len(postman.taken) == LETTERS
    rows = Message.objects.filter(about=f"booking:{row.code}")
    assert set(rows.values_list("state", "attempts")) == {(Message.SENT, 1)}
