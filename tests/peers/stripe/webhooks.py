"""Signed events on their way: one queue an endpoint, in order of emission, with a few quick tries."""

import asyncio
import hashlib
import hmac
import json
import time
from collections import deque
from collections.abc import Iterable

import stripe
from aiohttp import ClientError, ClientSession, ClientTimeout

from .endpoints import listening
from .problems import Problem
from .store import Store, Thing

PAUSES = (0.1, 0.3, 1.0, 2.0)
PATIENCE = ClientTimeout(total=20)
REMEMBERED = 2000


def signature(body: bytes, *, secret: str, at: int) -> str:
    """The Stripe-Signature header, scheme v1; `at` is Unix seconds."""
    digest = hmac.new(secret.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def body_of(event: Thing) -> bytes:
    return json.dumps(event, ensure_ascii=False).encode()


class Courier:
    """Delivers what the store's outbox holds. `held` stops all queues, `delay` (seconds) comes before each delivery."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.held = False
        self.delay = 0.0
        self.deliveries: deque[Thing] = deque(maxlen=REMEMBERED)
        self.changed = asyncio.Condition()
        self.workers: dict[str, asyncio.Task[None]] = {}
        store.on_event = self.accept

    def accept(self, event: Thing) -> None:
        """Puts a new event into the queue of each endpoint that listens for it."""
        takers = listening(self.store, event["type"])
        event["pending_webhooks"] = len(takers)
        self.store.outbox += [{"endpoint": taker["id"], "event": event["id"]} for taker in takers]

    async def wake(self) -> None:
        """Starts a worker for each endpoint with post waiting, and lets waiting ones look again."""
        for key in {entry["endpoint"] for entry in self.store.outbox}:
            if key not in self.workers:
                self.workers[key] = asyncio.create_task(self.work(key))
        async with self.changed:
            self.changed.notify_all()

    async def work(self, key: str) -> None:
        async with ClientSession(timeout=PATIENCE) as client:
            while True:
                entry = await self.next_for(key)
                await asyncio.sleep(self.delay)
                await self.deliver(client, entry)
                self.store.outbox = [waiting for waiting in self.store.outbox if waiting is not entry]
                self.store.version += 1

    async def next_for(self, key: str) -> Thing:
        async with self.changed:
            while self.held or (entry := self.first_for(key)) is None:
                await self.changed.wait()
            return entry

    def first_for(self, key: str) -> Thing | None:
        return next((entry for entry in self.store.outbox if entry["endpoint"] == key), None)

    async def deliver(self, client: ClientSession, entry: Thing) -> None:
        """Tries until the endpoint answers 2xx or the tries are used up; then the event can only be sent again."""
        for attempt, pause in enumerate((*PAUSES, 0.0), start=1):
            event = self.store.events.get(entry["event"])
            endpoint = self.store.things.get(entry["endpoint"])
            if event is None or endpoint is None:
                return
            if await self.post(client, endpoint, event, attempt=attempt):
                event["pending_webhooks"] = max(0, event["pending_webhooks"] - 1)
                return
            await asyncio.sleep(pause)

    async def post(
        self,
        client: ClientSession,
        endpoint: Thing,
        event: Thing,
        *,
        attempt: int,
        secret: str | None = None,
        at: int | None = None,
    ) -> bool:
        body = body_of(event)
        known = self.store.private[endpoint["id"]]["secret"]
        signed = signature(body, secret=secret or known, at=at or int(time.time()))
        status, problem = await try_post(client, endpoint["url"], body, signed)
        record = {"event": event["id"], "type": event["type"], "endpoint": endpoint["id"], "attempt": attempt}
        self.deliveries.append({**record, "status": status, "error": problem})
        return status is not None and 200 <= status < 300

    async def send(self, keys: Iterable[str], *, secret: str | None = None, at: int | None = None) -> list[Thing]:
        """Sends stored events now, once, in the order given, past the queues. Returns the deliveries."""
        events = [self.event(key) for key in keys]
        before = len(self.deliveries)
        async with ClientSession(timeout=PATIENCE) as client:
            for event in events:
                for endpoint in listening(self.store, event["type"]):
                    await self.post(client, endpoint, event, attempt=1, secret=secret, at=at)
        return list(self.deliveries)[before:]

    def event(self, key: str) -> Thing:
        if key not in self.store.events:
            raise Problem(f"No such event: '{key}'", status=404, code="resource_missing")
        return self.store.events[key]

    def reverse(self) -> None:
        """Held events leave in the opposite order."""
        self.store.outbox.reverse()

    async def close(self) -> None:
        for worker in self.workers.values():
            worker.cancel()
        await asyncio.gather(*self.workers.values(), return_exceptions=True)
        self.workers.clear()


async def try_post(client: ClientSession, url: str, body: bytes, signed: str) -> tuple[int | None, str | None]:
    """The HTTP status, or what went wrong before there was one."""
    try:
        async with client.post(url, data=body, headers=headers(signed), allow_redirects=False) as answer:
            return answer.status, None
    except (ClientError, TimeoutError, OSError) as error:
        return None, f"{type(error).__name__}: {error}"


def headers(signed: str) -> dict[str, str]:
    return {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": signed,
        "User-Agent": f"Stripe/1.0 (local test counterpart; {stripe.api_version})",
    }
