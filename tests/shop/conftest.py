"""A held session, a client with a card, and the payment service on this machine."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from ledger.queries import trial_balance
from tests.peers.stripe.running import Peer, stripe_peer
from tests.shop.shopper import Shopper, cream
from tests.shop.till import Till
from tests.world import World


@pytest.fixture(scope="session")
def payment_service() -> Iterator[Peer]:
    with stripe_peer() as peer:
        yield peer


@pytest.fixture
def peer(payment_service: Peer, settings: Any, now: datetime) -> Peer:
    """Empty, and its clock is the test's."""
    payment_service.reset(keep_endpoint=False)
    payment_service.move_clock(int((now - datetime.now(UTC)).total_seconds()))
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = payment_service.key, payment_service.secret
    settings.STRIPE_API_BASE, settings.STRIPE_PATIENCE = payment_service.base, 3.0
    return payment_service


@pytest.fixture
def till(peer: Peer, world: World, client: Any) -> Iterator[Till]:
    """The books are tried at the end of every story."""
    yield Till(world, peer, client)
    assert trial_balance() == []


@pytest.fixture
def jar(till: Till) -> Any:
    return cream()


@pytest.fixture
def shopper(till: Till) -> Shopper:
    return Shopper(till)
