"""What the house says of itself, and uploaded pictures where no web server stands in front. Both are public."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.static import serve

import clock
from config.work import pulse

ALIVE = 120
"""Seconds without a heartbeat after which the worker counts as dead."""
A_DAY = 24 * 3600
_known: set[str] = set()


def _database() -> tuple[bool, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True, "answers"


def _migrations() -> tuple[bool, Any]:
    if "migrated" in _known:  # they only ever grow, and a new release is a new process
        return True, 0
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not missing:
        _known.add("migrated")
    return not missing, missing


def _worker() -> tuple[bool, Any]:
    age, failing = pulse(now=clock.now())
    return age is not None and age < ALIVE, {"seconds_ago": None if age is None else round(age), "failing": failing}


CHECKS: dict[str, Callable[[], tuple[bool, Any]]] = {
    "database": _database, "migrations_missing": _migrations, "worker": _worker,
}  # fmt: skip


def _found(check: Callable[[], tuple[bool, Any]]) -> tuple[bool, Any]:
    try:
        return check()
    except DatabaseError as error:
        return False, type(error).__name__


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, is migrated, and a worker has been alive within two minutes; else 503."""
    found = {name: _found(check) for name, check in CHECKS.items()}
    ready = all(good for good, _ in found.values())
    told = {"ready": ready} | {name: what for name, (_, what) in found.items()}
    return JsonResponse(told, status=200 if ready else 503)


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Uploaded pictures. Documents go through Wagtail's own view, which knows who may read them."""
    if path.startswith("documents/"):
        raise Http404
    answer = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    answer["Cache-Control"] = f"public, max-age={A_DAY}"
    return answer
