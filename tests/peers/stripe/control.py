"""`/_test/`: the door for tests: webhooks held, resent and reordered, faults, payment without a browser, the clock."""

import json
from typing import Any

import stripe
from aiohttp import web

from . import endpoints, sessions
from .api import Api
from .problems import Problem
from .store import Store, Thing
from .webhooks import Courier

ANSWERS = {"complete": True, "fail": False}
TEXTS = ("session", "card", "email", "check", "intent", "answer", "url", "secret")
TYPES: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(TEXTS, str),
    **dict.fromkeys(("hold", "reverse", "keep_endpoint"), bool),
    **dict.fromkeys(("at", "ahead"), int),
    "delay": (int, float),
    "events": list,
}


class Control:
    def __init__(self, store: Store, api: Api, courier: Courier) -> None:
        self.store = store
        self.api = api
        self.courier = courier

    def routes(self) -> list[web.RouteDef]:
        posts = {
            "pay": self.pay,
            "check": self.check,
            "faults": self.faults,
            "endpoint": self.endpoint,
            "webhooks": self.webhooks,
            "send": self.send,
            "clock": self.clock,
            "reset": self.reset,
        }
        gets = {"status": self.status, "deliveries": self.deliveries, "calls": self.calls}
        return [
            *(web.post(f"/_test/{name}", handler) for name, handler in posts.items()),
            *(web.get(f"/_test/{name}", handler) for name, handler in gets.items()),
        ]

    async def status(self, request: web.Request) -> web.Response:
        return web.json_response(
            {
                "test_server": True,
                "api_version": stripe.api_version,
                "waiting": len(self.store.outbox),
                "held": self.courier.held,
                "faults": len(self.api.faults.waiting),
            }
        )

    async def deliveries(self, request: web.Request) -> web.Response:
        return web.json_response(list(self.courier.deliveries))

    async def calls(self, request: web.Request) -> web.Response:
        return web.json_response(list(self.api.calls))

    async def pay(self, request: web.Request) -> web.Response:
        """{session, card, email?, check?}: `check` answers 3-D Secure with complete or fail, or leaves it waiting."""
        asked = await body_of(request, needs=("session", "card"), may=("email", "check"))
        sessions.expire_due(self.store)
        session = self.store.find("checkout.session", asked["session"], param="session")
        address = sessions.pay(self.store, session, number=asked["card"], email=asked.get("email"))
        intent = self.store.things[session["payment_intent"] or session["setup_intent"]]
        if intent["status"] == "requires_action" and asked.get("check"):
            address = sessions.finish_check(self.store, intent, passed=answer_in(asked, "check"))
        return web.json_response({"address": address, "status": session["status"]})

    async def check(self, request: web.Request) -> web.Response:
        """{intent, answer}: what the bank's page decides, complete or fail."""
        asked = await body_of(request, needs=("intent", "answer"))
        intent = self.store.things.get(asked["intent"], {})
        if intent.get("status") != "requires_action":
            raise Problem(f"Nothing waits for 3-D Secure under '{asked['intent']}'.", status=404, param="intent")
        address = sessions.finish_check(self.store, intent, passed=answer_in(asked, "answer"))
        return web.json_response({"address": address})

    async def faults(self, request: web.Request) -> web.Response:
        """A fault as faults.Fault describes it; {"clear": true} takes all back."""
        asked = await json_of(request)
        if asked == {"clear": True}:
            self.api.faults.clear()
        else:
            self.api.faults.add(asked)
        return web.json_response({"faults": len(self.api.faults.waiting)})

    async def endpoint(self, request: web.Request) -> web.Response:
        asked = await body_of(request, needs=("url", "secret"))
        return web.json_response(endpoints.configure(self.store, url=asked["url"], secret=asked["secret"]))

    async def webhooks(self, request: web.Request) -> web.Response:
        """{hold?, delay?, reverse?}: hold stops deliveries, delay is seconds before each, reverse turns the queue."""
        asked = await body_of(request, may=("hold", "delay", "reverse"))
        self.courier.held = bool(asked.get("hold", self.courier.held))
        self.courier.delay = float(asked.get("delay", self.courier.delay))
        if asked.get("reverse"):
            self.courier.reverse()
        return await self.status(request)

    async def send(self, request: web.Request) -> web.Response:
        """{events, secret?, at?}: sends stored events now, in this order; `secret` and `at` forge the signature."""
        asked = await body_of(request, needs=("events",), may=("secret", "at"))
        sent = await self.courier.send(asked["events"], secret=asked.get("secret"), at=asked.get("at"))
        return web.json_response(sent)

    async def clock(self, request: web.Request) -> web.Response:
        """{ahead}: seconds that the server's time runs before the real one; what is due then expires."""
        self.store.ahead = int((await body_of(request, needs=("ahead",)))["ahead"])
        sessions.expire_due(self.store)
        return web.json_response({"now": self.store.now()})

    async def reset(self, request: web.Request) -> web.Response:
        """{keep_endpoint?}: forgets everything; the configured endpoint stays unless told otherwise."""
        keep = (await body_of(request, may=("keep_endpoint",))).get("keep_endpoint", True)
        kept = self.store.things.get(endpoints.CONFIGURED) if keep else None
        secret = self.store.private.get(endpoints.CONFIGURED, {}).get("secret", "")
        self.store.clear()
        self.api.faults.clear()
        self.api.calls.clear()
        self.courier.deliveries.clear()
        self.courier.held, self.courier.delay = False, 0.0
        if kept:
            endpoints.configure(self.store, url=kept["url"], secret=secret)
        return await self.status(request)


async def json_of(request: web.Request) -> Thing:
    try:
        asked: Any = json.loads(await request.text() or "{}")
    except ValueError:
        raise Problem("The body must be JSON.") from None
    if not isinstance(asked, dict):
        raise Problem("The body must be a JSON object.")
    return asked


async def body_of(request: web.Request, *, needs: tuple[str, ...] = (), may: tuple[str, ...] = ()) -> Thing:
    asked = await json_of(request)
    for name in needs:
        if name not in asked:
            raise Problem(f"Missing required param: {name}.", code="parameter_missing", param=name)
    for name in asked.keys() - {*needs, *may}:
        raise Problem(f"Received unknown parameter: {name}", code="parameter_unknown", param=name)
    for name, value in asked.items():
        if not isinstance(value, TYPES[name]):
            raise Problem(f"Invalid {name}: {value!r}", code="parameter_invalid", param=name)
    return asked


def answer_in(asked: Thing, name: str) -> bool:
    if asked[name] not in ANSWERS:
        raise Problem(f"Invalid {name}: must be one of {', '.join(ANSWERS)}", param=name)
    return ANSWERS[asked[name]]
