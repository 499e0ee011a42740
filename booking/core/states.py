"""The life of a booking as a table: what a verb makes of a state. What the table does not hold is refused."""

from booking.core.decisions import Reason, Refused

TABLE: dict[tuple[str | None, str], str] = {
    (None, "hold"): "held",
    ("held", "submit"): "pending",
    ("held", "confirm"): "confirmed",
    ("held", "expire"): "expired",
    ("held", "cancel"): "cancelled",
    ("pending", "approve"): "confirmed",
    ("pending", "reject"): "rejected",
    ("pending", "expire"): "expired",
    ("pending", "cancel"): "cancelled",
    ("confirmed", "move"): "confirmed",
    ("confirmed", "extend"): "confirmed",
    ("confirmed", "start"): "started",
    ("confirmed", "complete"): "completed",
    ("confirmed", "miss"): "missed",
    ("confirmed", "cancel"): "cancelled",
    ("started", "extend"): "started",
    ("started", "complete"): "completed",
    ("expired", "retake"): "held",  # the money came late, and the time is free again
}

STATES = ("held", "pending", "confirmed", "started", "completed", "cancelled", "rejected", "expired", "missed")
VERBS = (
    "hold", "submit", "confirm", "approve", "reject", "move", "extend",
    "start", "complete", "miss", "cancel", "expire", "retake",
)  # fmt: skip
LIVE = frozenset({"held", "pending", "confirmed", "started"})  # these take time
ACTIVE = LIVE - {"held"}  # these count towards a client's active bookings
TERMINAL = frozenset(STATES) - {state for state, _ in TABLE}


def next_state(state: str | None, verb: str) -> str:
    """The state after the verb. Refused with `already_over` when nothing can follow, else with `already_changed`."""
    after = TABLE.get((state, verb))
    if after is not None:
        return after
    if state in TERMINAL or (state == "started" and verb in {"move", "cancel"}):
        raise Refused(Reason("already_over"))
    raise Refused(Reason("already_changed", {"state": state, "verb": verb}))
