"""The server put together: routes, refusals, and what goes on in the background."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from . import sessions
from .api import Api
from .control import Control
from .hosted import Hosted
from .problems import Problem
from .store import Store
from .webhooks import Courier

SWEEP = 0.25
Lifetime = Callable[[web.Application], AsyncIterator[None]]


def make_app(store: Store, *, state: Path | None = None) -> web.Application:
    """The whole server around a store; with `state` the store is read from that file and kept in it."""
    if state:
        store.load(state)
    api, hosted, courier = Api(store), Hosted(store), Courier(store)
    app = web.Application(middlewares=[guard(store, courier)])
    app.router.add_route("*", "/v1/{path:.+}", api.handle)
    app.router.add_routes(Control(store, api, courier).routes())
    app.router.add_routes(
        [
            web.get("/", hosted.door),
            web.get("/_page/style.css", hosted.style),
            web.get("/c/pay/{id}", hosted.show_session),
            web.post("/c/pay/{id}", hosted.pay),
            web.get("/3ds/{id}", hosted.show_check),
            web.post("/3ds/{id}", hosted.check),
        ]
    )
    app.cleanup_ctx.append(lifetime(store, courier, state))
    return app


def guard(store: Store, courier: Courier) -> Middleware:
    """Refusals become Stripe's error bodies; each change is worth saving and may have left post to deliver."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except Problem as problem:
            return web.json_response({"error": problem.error}, status=problem.status)
        except UnicodeDecodeError:
            return web.json_response({"error": Problem("The request is not valid UTF-8.").error}, status=400)
        finally:
            if request.method != "GET":
                store.version += 1
                await courier.wake()

    return middleware


def lifetime(store: Store, courier: Courier, state: Path | None) -> Lifetime:
    async def run(app: web.Application) -> AsyncIterator[None]:
        sweeper = asyncio.create_task(sweep(store, courier, state))
        yield
        sweeper.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sweeper
        await courier.close()
        if state:
            store.save(state)

    return run


async def sweep(store: Store, courier: Courier, state: Path | None) -> None:
    """Closes sessions whose time is over, delivers what waits, and writes the state when it has changed."""
    saved = -1
    while True:
        sessions.expire_due(store)
        await courier.wake()
        if state and saved != store.version:
            saved = store.version
            store.save(state)
        await asyncio.sleep(SWEEP)
