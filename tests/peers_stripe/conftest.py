"""A running test payment server, the genuine SDK pointed at it, and a mailbox for its webhooks."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import stripe

from tests.peers.stripe.running import Peer, stripe_peer
from tests.peers_stripe.mailbox import Mailbox, mailbox

Payable = Callable[..., stripe.checkout.Session]


@pytest.fixture(scope="session")
def running_peer() -> Iterator[Peer]:
    with stripe_peer() as peer:
        yield peer


@pytest.fixture
def peer(running_peer: Peer) -> Peer:
    running_peer.reset(keep_endpoint=False)
    return running_peer


@pytest.fixture
def api(peer: Peer) -> Any:
    return peer.client().v1


@pytest.fixture
def post(peer: Peer) -> Iterator[Mailbox]:
    with mailbox() as box:
        peer.point_webhooks_at(box.url)
        yield box
        peer.reset(keep_endpoint=False)


@pytest.fixture
def customer(api: Any) -> stripe.Customer:
    made: stripe.Customer = api.customers.create({"email": "olena@example.com", "name": "Олена"})
    return made


def line(amount: int = 50000, name: str = "Консультація", currency: str = "uah", quantity: int = 1) -> dict[str, Any]:
    price = {"currency": currency, "unit_amount": amount, "product_data": {"name": name}}
    return {"quantity": quantity, "price_data": price}


@pytest.fixture
def open_session(api: Any) -> Payable:
    """Makes a payment session of 500 hryvnias; parameters may be added or replaced."""

    def make(**changes: Any) -> stripe.checkout.Session:
        plain = {
            "mode": "payment",
            "success_url": "http://127.0.0.1:1/ok?session={CHECKOUT_SESSION_ID}",
            "cancel_url": "http://127.0.0.1:1/back",
            "line_items": [line()],
        }
        made: stripe.checkout.Session = api.checkout.sessions.create({**plain, **changes})
        return made

    return make
