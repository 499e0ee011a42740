"""`/v1/`: who asks, what for, whether it was asked before, and the answer."""

import asyncio
import hashlib
import json
import re
from collections import deque
from typing import NamedTuple
from urllib.parse import parse_qsl

import stripe
from aiohttp import web

from .faults import ANSWERS, Fault, Faults
from .listing import expanded
from .operations import Operation, operation_for, refuse_ignored
from .params import read, unflatten
from .problems import Problem
from .store import Store, Thing, new_id

KEY = re.compile(r"(sk|rk)_test_\w+")
LONGEST_KEY = 255
REMEMBERED = 2000


class Call(NamedTuple):
    """One request: `form` is the query of a GET or DELETE, the body of a POST; `repeat` its idempotency key."""

    method: str
    path: str
    form: str
    key: str
    repeat: str
    version: str

    def mark(self) -> str:
        return hashlib.sha256(f"{self.path}?{self.form}".encode()).hexdigest()


class Answer(NamedTuple):
    status: int
    body: Thing
    headers: dict[str, str]


class Api:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.faults = Faults()
        self.calls: deque[Thing] = deque(maxlen=REMEMBERED)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        fault = self.faults.take(request.method, path)
        if fault and not fault.after_work:
            self.note(await call_of(request), status=None, fault=fault.kind)
            return await suffer(request, fault)
        answer = self.answer(await call_of(request), fault=fault.kind if fault else None)
        if fault:
            return await suffer(request, fault)
        return web.json_response(answer.body, status=answer.status, headers=answer.headers)

    def answer(self, call: Call, *, fault: str | None = None) -> Answer:
        """Runs without a pause, so that calls never see each other half done."""
        identity = {"Request-Id": new_id("req_", 14), "Stripe-Version": stripe.api_version}
        self.store.request = {"id": identity["Request-Id"], "idempotency_key": call.repeat or None}
        try:
            status, body, more = self.reply(call)
        except Problem as problem:
            status, body, more = problem.status, {"error": problem.error}, {}
        self.store.request = {"id": None, "idempotency_key": None}
        self.note(call, status=status, fault=fault)
        return Answer(status, body, {**identity, **more})

    def note(self, call: Call, *, status: int | None, fault: str | None) -> None:
        seen = {"method": call.method, "path": call.path, "idempotency_key": call.repeat or None}
        self.calls.append({**seen, "status": status, "fault": fault})

    def reply(self, call: Call) -> tuple[int, Thing, dict[str, str]]:
        check_caller(call)
        if call.repeat in self.store.answers:
            return replay(call, self.store.answers[call.repeat])
        operation, ids = operation_for(call.method, call.path)
        params = read(operation.takes, unflatten(parse_qsl(call.form, keep_blank_values=True)))
        refuse_ignored(operation, params)
        status, body = self.run(operation, ids, params)
        if call.repeat:
            self.keep(call, status, body)
        return status, body, {}

    def run(self, operation: Operation, ids: tuple[str, ...], params: Thing) -> tuple[int, Thing]:
        """The work itself. Its refusals are results too: a repeated request gets the same one."""
        paths = params.pop("expand", None) or []
        try:
            return 200, frozen(expanded(self.store, operation.does(self.store, ids, params), paths))
        except Problem as problem:
            return problem.status, frozen({"error": problem.error})

    def keep(self, call: Call, status: int, body: Thing) -> None:
        kept = {"mark": call.mark(), "status": status, "body": body, "at": self.store.now()}
        self.store.answers[call.repeat] = {**kept, "request": self.store.request["id"]}


def frozen(thing: Thing) -> Thing:
    """A copy that later changes of the objects do not reach."""
    copy: Thing = json.loads(json.dumps(thing, default=str))
    return copy


async def call_of(request: web.Request) -> Call:
    post = request.method == "POST"
    return Call(
        method=request.method,
        path=request.match_info["path"],
        form=await request.text() if post else request.query_string,
        key=request.headers.get("Authorization", "").removeprefix("Bearer "),
        repeat=request.headers.get("Idempotency-Key", "") if post else "",
        version=request.headers.get("Stripe-Version", ""),
    )


def check_caller(call: Call) -> None:
    if not KEY.fullmatch(call.key):
        shown = f"{call.key[:8]}***" if call.key else "none"
        message = f"Invalid API Key provided: {shown}. Keys here begin with sk_test_ or rk_test_."
        raise Problem(message, status=401)
    if call.version not in ("", stripe.api_version):
        raise Problem(f"Invalid Stripe API version: {call.version}. This server speaks {stripe.api_version}.")
    if len(call.repeat) > LONGEST_KEY:
        raise Problem(f"Idempotency keys can have up to {LONGEST_KEY} characters.", kind="idempotency_error")


def replay(call: Call, kept: Thing) -> tuple[int, Thing, dict[str, str]]:
    if kept["mark"] != call.mark():
        message = (
            "Keys for idempotent requests can only be used with the same parameters they were first used with. "
            f"Try using a key other than '{call.repeat}' if you meant to execute a different request."
        )
        raise Problem(message, kind="idempotency_error")
    return kept["status"], kept["body"], {"Idempotent-Replayed": "true", "Original-Request": kept["request"]}


async def suffer(request: web.Request, fault: Fault) -> web.StreamResponse:
    """What the caller gets instead of the answer."""
    if fault.kind == "timeout":
        await asyncio.sleep(fault.seconds)
    if fault.kind in ANSWERS:
        problem = ANSWERS[fault.kind]
        return web.json_response({"error": problem.error}, status=problem.status)
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
