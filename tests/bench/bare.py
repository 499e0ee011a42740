"""What pages are measured against: an answer that costs nothing but the project's own middlewares."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

ASKED, TOLD = "X-Count-SQL", "X-SQL"
Next = Callable[[HttpRequest], HttpResponse]


def bare(request: HttpRequest) -> HttpResponse:
    """Open to everybody; only the bench mounts it."""
    return HttpResponse("bare", content_type="text/plain")


class Counted:
    """Tells in a header how many queries the answer took; only on request: answers that are timed are not slowed."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if ASKED not in request.headers:
            return self.get_response(request)
        asked: list[str] = []

        def count(execute: Any, sql: str, *rest: Any) -> Any:
            asked.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response[TOLD] = str(len(asked))
        return response
