"""Writing the notifications room: rows are posted with the fact and delivered by the worker, outside transactions."""

from notifications.verbs.delivering import deliver, deliver_at_once
from notifications.verbs.letters import load_letters
from notifications.verbs.posting import drop, mark_read, post, resend

__all__ = ["deliver", "deliver_at_once", "drop", "load_letters", "mark_read", "post", "resend"]
