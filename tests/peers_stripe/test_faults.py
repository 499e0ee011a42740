"""Faults on demand, and a server that is stopped and started again."""

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import stripe

from tests.peers.stripe.running import ROOT, Peer, Refused, stripe_peer
from tests.peers_stripe.conftest import line
from tests.peers_stripe.mailbox import mailbox

INTENT = {"amount": 50000, "currency": "uah"}
SESSION = {"mode": "payment", "success_url": "http://127.0.0.1:1/ok", "line_items": [line()]}


def intents(peer: Peer) -> int:
    return len(peer.client().v1.payment_intents.list().data)


@pytest.mark.parametrize(("after_work", "made"), [(False, 0), (True, 1)])
@pytest.mark.parametrize("kind", ["timeout", "drop", "error"])
def test_a_fault_comes_before_or_after_the_work(peer: Peer, kind: str, after_work: bool, made: int) -> None:
    peer.fault(kind, after_work=after_work, seconds=3)
    expected = stripe.APIError if kind == "error" else stripe.APIConnectionError
    with pytest.raises(expected):
        peer.client(timeout=0.5).v1.payment_intents.create(INTENT)
    assert intents(peer) == made
    assert peer.client().v1.payment_intents.create(INTENT).id


def test_a_busy_server_answers_429(peer: Peer) -> None:
    peer.fault("busy")
    with pytest.raises(stripe.RateLimitError):
        peer.client().v1.payment_intents.create(INTENT)


@pytest.mark.parametrize("kind", ["drop", "error"])
def test_the_sdk_repeats_a_lost_call_and_the_work_is_done_once(peer: Peer, kind: str) -> None:
    peer.fault(kind, times=2, after_work=True)
    intent = peer.client(retries=2).v1.payment_intents.create(INTENT)
    assert intent.last_response.headers["Idempotent-Replayed"] == "true"
    assert intents(peer) == 1
    assert [call["fault"] for call in peer.calls[:3]] == [kind, kind, None]


def test_a_fault_can_be_meant_for_one_room_only(peer: Peer) -> None:
    peer.fault("error", path="refunds", method="POST", times=5)
    api = peer.client().v1
    intent = api.payment_intents.create(
        {**INTENT, "payment_method": "pm_card_visa", "confirm": True, "return_url": "http://127.0.0.1:1/"}
    )
    api.refunds.list()
    with pytest.raises(stripe.APIError):
        api.refunds.create({"payment_intent": intent.id})
    peer.clear_faults()
    assert api.refunds.create({"payment_intent": intent.id}).status == "succeeded"


def test_a_fault_nobody_knows_is_refused(peer: Peer) -> None:
    with pytest.raises(Refused, match="A fault needs a kind"):
        peer.fault("earthquake")
    with pytest.raises(Refused, match="A fault needs a kind"):
        peer.fault("drop", colour="red")


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        ("pay", {"session": "cs_1"}, "Missing required param: card"),
        ("pay", {"session": "cs_1", "card": "4242424242424242"}, "No such checkout.session"),
        ("check", {"intent": "pi_1", "answer": "complete"}, "Nothing waits"),
        ("send", {"events": ["evt_1"]}, "No such event"),
        ("webhooks", {"colour": "red"}, "unknown parameter: colour"),
        ("webhooks", {"delay": "long"}, "Invalid delay"),
        ("faults", {"kind": "drop", "times": "two"}, "wrong here: times"),
    ],
)
def test_the_control_door_refuses_what_it_does_not_know(peer: Peer, name: str, values: Any, said: str) -> None:
    with pytest.raises(Refused, match=said):
        peer.ask(name, **values)


def test_open_sessions_outlive_a_restart(tmp_path: Path) -> None:
    state = tmp_path / "stripe.json"
    with stripe_peer(state=state) as first:
        session = first.client().v1.checkout.sessions.create(SESSION, {"idempotency_key": "k"})
        port = int(first.base.rpartition(":")[2])
    with stripe_peer(state=state, port=port) as second:
        again = second.client().v1.checkout.sessions.create(SESSION, {"idempotency_key": "k"})
        assert (again.id, again.url) == (session.id, session.url)
        second.pay(session.id)
        assert second.client().v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_events_that_were_not_delivered_are_delivered_after_a_restart(tmp_path: Path) -> None:
    state = tmp_path / "stripe.json"
    with mailbox() as box:
        with stripe_peer(box.url, state=state) as first:
            first.hold()
            first.client().v1.customers.create({"email": "olena@example.com"})
        assert box.letters == []
        with stripe_peer(box.url, state=state, secret=first.secret) as second:
            second.drained()
            assert box.types(first.secret) == ["customer.created"]


def test_without_a_state_file_nothing_is_kept(tmp_path: Path) -> None:
    with stripe_peer() as first:
        first.client().v1.customers.create({"email": "olena@example.com"})
    with stripe_peer() as second:
        assert second.client().v1.customers.list().data == []


def test_a_reset_forgets_all_but_the_configured_endpoint() -> None:
    with mailbox() as box, stripe_peer(box.url) as peer:
        api = peer.client().v1
        api.customers.create({"email": "a@example.com"})
        peer.drained()
        peer.reset()
        assert api.customers.list().data == []
        assert api.events.list().data == []
        api.customers.create({"email": "b@example.com"})
        peer.drained()
        assert len(box.events(peer.secret)) == 2


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.peers.stripe", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)


def test_a_taken_port_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("--port", str(port))
    assert done.returncode == 1
    assert done.stderr.splitlines()[0].startswith(f"The test payment server cannot use port {port}")
    assert len(done.stderr.splitlines()) == 1


def test_a_broken_state_file_is_one_clear_line(tmp_path: Path) -> None:
    state = tmp_path / "stripe.json"
    for text in ("{not json", json.dumps({"things": {}}), "[]"):
        state.write_text(text)
        done = run("--port", "0", "--state", str(state))
        assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
        assert str(state) in done.stderr
        assert state.read_text() == text


def test_it_listens_on_loopback_only(peer: Peer) -> None:
    port = int(peer.base.rpartition(":")[2])
    listening = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    assert {row[1] for row in listening if row[3] == "0A" and row[1].endswith(f":{port:04X}")} == {
        f"0100007F:{port:04X}"
    }
