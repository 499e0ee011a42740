"""Writing the booking room. Each verb: open a transaction, read, decide, update on condition, announce.

Locks are taken in one order through the whole house: people's turns, resources by pk, bookings by pk, orders, payments,
accounts. Whatever is counted for a person is counted in his turn; whatever makes time scarcer locks the resource;
whatever frees time needs neither.
"""

from booking.verbs.answering import forget_answers
from booking.verbs.changing import cancel, move
from booking.verbs.keeping import (
    adopt,
    attach,
    begin,
    complete,
    confirm,
    earn,
    keep_fee,
    miss,
    on_account,
    write_contact,
)
from booking.verbs.people import Owner, Person, take_turn
from booking.verbs.resizing import resize
from booking.verbs.taking import expire, expire_holds, hold, hold_longer, lock, lock_only, retake

__all__ = [
    "Owner", "Person", "adopt", "attach", "begin", "cancel", "complete", "confirm", "earn", "expire", "expire_holds",
    "forget_answers", "hold", "hold_longer", "keep_fee", "lock", "lock_only", "miss", "move", "on_account", "resize",
    "retake", "take_turn", "write_contact",
]  # fmt: skip
