"""Programs that speak to the house, and the payment service on this machine."""

from typing import Any

import pytest

from tests.booking.api.program import Program
from tests.peers.stripe.running import Peer
from tests.shop.conftest import payment_service, peer
from tests.world import World

__all__ = ["payment_service", "peer"]


@pytest.fixture
def program(world: World, client: Any) -> Program:
    """Comes without a session, as programs do."""
    return Program(client)


@pytest.fixture
def till(peer: Peer, program: Program) -> Program:
    """A program while the payment service answers."""
    return program
