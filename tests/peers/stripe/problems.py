"""Refusals in Stripe's own shape."""

from collections.abc import Iterable
from typing import Any

NAMES = {"payment_intent": "PaymentIntent", "setup_intent": "SetupIntent"}


class Problem(Exception):
    """An answer other than success: an HTTP status and Stripe's `error` object."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.error: dict[str, Any] = {"type": kind, "message": message, **({"code": code} if code else {}), **more}

    @property
    def code(self) -> str:
        """The most exact name of the reason: the bank's decline code if there is one."""
        return str(self.error.get("decline_code") or self.error.get("code") or self.error["type"])


def no_such(kind: str, key: str, *, param: str, status: int = 404) -> Problem:
    return Problem(f"No such {kind}: '{key}'", status=status, code="resource_missing", param=param)


def unexpected(intent: dict[str, Any], message: str) -> Problem:
    """A PaymentIntent or SetupIntent that cannot be used so now; the answer carries the object."""
    problem = Problem(message, code=f"{intent['object']}_unexpected_state")
    problem.error[intent["object"]] = dict(intent)
    return problem


def wrong_state(intent: dict[str, Any], verb: str, allowed: Iterable[str]) -> Problem:
    name = NAMES[intent["object"]]
    message = (
        f"This {name} could not be {verb} because it has a status of {intent['status']}. "
        f"Only a {name} with one of the following statuses may be {verb}: {', '.join(allowed)}."
    )
    return unexpected(intent, message)
