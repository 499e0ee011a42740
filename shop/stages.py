"""How far the goods of an order have come, as a table: what a verb makes of a stage. What it does not hold is refused.

An order without goods has no stage. Money is another matter: an order is "Paid" when nothing is owed for it any more.
"""

from booking.core.decisions import Reason, Refused

NONE, PLACED, PAID, PACKING, READY, SENT, RECEIVED, CANCELLED, RETURNED = (
    "", "placed", "paid", "packing", "ready", "sent", "received", "cancelled", "returned",
)  # fmt: skip
TABLE: dict[tuple[str, str], str] = {
    (NONE, "place"): PLACED,
    (PLACED, "pay"): PAID,
    (PLACED, "pack"): PACKING,  # paid when it is handed over
    (PLACED, "cancel"): CANCELLED,
    (PAID, "pack"): PACKING,
    (PACKING, "make_ready"): READY,
    (PACKING, "send"): SENT,
    (PAID, "hand_over"): RECEIVED,  # at the visit, or over the counter at once
    (PACKING, "hand_over"): RECEIVED,
    (READY, "hand_over"): RECEIVED,
    (SENT, "arrive"): RECEIVED,
    (PAID, "take_back"): RETURNED,
    (PACKING, "take_back"): RETURNED,
    (READY, "take_back"): RETURNED,
    (SENT, "take_back"): RETURNED,
    (RECEIVED, "take_back"): RETURNED,
    (CANCELLED, "pay"): PAID,  # the money came late, and the goods were still there
}
STAGES = (PLACED, PAID, PACKING, READY, SENT, RECEIVED, CANCELLED, RETURNED)
VERBS = ("place", "pay", "pack", "make_ready", "send", "hand_over", "arrive", "cancel", "take_back")
OPEN = frozenset({PLACED, PAID, PACKING, READY})  # still in the house
WITH_BUYER = frozenset({SENT, RECEIVED})


def next_stage(stage: str, verb: str) -> str:
    """The stage after the verb. Refused with `already_over` when nothing can follow, else with `order_stage`."""
    after = TABLE.get((stage, verb))
    if after is not None:
        return after
    if stage in {CANCELLED, RETURNED}:
        raise Refused(Reason("already_over"))
    raise Refused(Reason("order_stage", {"stage": stage, "verb": verb}))


def leads(stage: str, verb: str) -> bool:
    return (stage, verb) in TABLE
