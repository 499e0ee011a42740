"""Several deliverers at once, each a process of its own: every letter goes out once."""

import os
import subprocess
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from notifications.models import Message
from notifications.verbs import load_letters
from tests.notifications.conftest import booked, copies
from tests.peers import mail
from tests.world import build

LETTERS, DELIVERERS = 40, 4


def start(port: int, now: datetime) -> subprocess.Popen[str]:
    root = Path(settings.ROOT)
    env = os.environ | {
        "PYTHONPATH": f"{root}{os.pathsep}{root / 'site'}", "NOW": now.isoformat(), "EMAIL_URL": f"smtp://127.0.0.1:{port}",
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.notifications.deliverer", str(connection.settings_dict["NAME"]), "30"]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=root, env=env, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def together(processes: list[subprocess.Popen[str]]) -> list[int]:
    for process in processes:
        assert process.stdout and process.stdout.readline() == "ready\n", process.stderr and process.stderr.read()
    done = []
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        said, complained = process.communicate(timeout=120)
        assert process.returncode == 0, complained
        done.append(int(said))
    return done


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_four_deliverers_at_once_send_every_letter_once(now: datetime) -> None:
    world = build(now)
    load_letters()
    row = booked(world, now)
    Message.objects.exclude(letter="booking_confirmed", channel="email").delete()
    copies(LETTERS)
    with mail.server() as (postman, port):
        sent = together([start(port, now) for _ in range(DELIVERERS)])
    assert sum(sent) == LETTERS
    assert len([count for count in sent if count]) > 1, "more than one of them worked"
    assert Counter(postman.ids()).most_common(1)[0][1] == 1 and len(postman.taken) == LETTERS
    rows = Message.objects.filter(about=f"booking:{row.code}")
    assert set(rows.values_list("state", "attempts")) == {(Message.SENT, 1)}
