"""Payments that were made before the server was there: it is told of them, and gives them back."""

import json
from pathlib import Path

import pytest
import stripe

from tests.peers.stripe.running import stripe_peer
from tests.peers_stripe.test_faults import run

TOLD = {"id": "pi_demo_1", "amount": 40000, "currency": "uah", "metadata": {"payment": "a-b"}}


@pytest.fixture
def known(tmp_path: Path) -> Path:
    file = tmp_path / "known.json"
    file.write_text(json.dumps([TOLD]))
    return file


def test_a_known_payment_is_read_as_paid_and_tells_no_event(known: Path) -> None:
    with stripe_peer(known=known) as peer:
        api = peer.client().v1
        intent = api.payment_intents.retrieve("pi_demo_1")
        assert (intent.status, intent.amount_received, intent.metadata["payment"]) == ("succeeded", 40000, "a-b")
        assert api.events.list().data == []


def test_a_known_payment_is_given_back_once_and_for_ever(known: Path, tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    with stripe_peer(known=known, state=state) as peer:
        assert peer.client().v1.refunds.create({"payment_intent": "pi_demo_1", "amount": 30000}).status == "succeeded"
    with stripe_peer(known=known, state=state) as peer, pytest.raises(stripe.InvalidRequestError, match="greater"):
        peer.client().v1.refunds.create({"payment_intent": "pi_demo_1", "amount": 20000})


def test_a_file_that_is_not_there_tells_of_nothing(tmp_path: Path) -> None:
    with stripe_peer(known=tmp_path / "nothing.json") as peer:
        assert peer.client().v1.payment_intents.list().data == []


@pytest.mark.parametrize("text", ["{not json", '[{"id": "pi_1"}]', '[{"id": "pi_1", "amount": 0, "currency": "uah"}]'])
def test_a_broken_list_is_one_clear_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "known.json"
    file.write_text(text)
    done = run("--port", "0", "--known", str(file))
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
    assert str(file) in done.stderr
