import pytest

from booking.core.decisions import Refused
from booking.core.states import ACTIVE, LIVE, STATES, TABLE, TERMINAL, VERBS, next_state

TRANSITIONS = {
    None: {"hold": "held"},
    "held": {"submit": "pending", "confirm": "confirmed", "expire": "expired", "cancel": "cancelled"},
    "pending": {"approve": "confirmed", "reject": "rejected", "expire": "expired", "cancel": "cancelled"},
    "confirmed": {
        "move": "confirmed",
        "extend": "confirmed",
        "start": "started",
        "complete": "completed",
        "miss": "missed",
        "cancel": "cancelled",
    },
    "started": {"extend": "started", "complete": "completed"},
    "expired": {"retake": "held"},
    "completed": {},
    "cancelled": {},
    "rejected": {},
    "missed": {},
}
EVERY_PAIR = [(state, verb) for state in (None, *STATES) for verb in VERBS]
OUTSIDE = [pair for pair in EVERY_PAIR if pair not in TABLE]


def test_the_table_is_about_the_known_states_and_verbs_and_no_others():
    assert set(TRANSITIONS) == {None, *STATES}
    assert {verb for _, verb in TABLE} == set(VERBS)
    assert set(TABLE.values()) == set(STATES)


@pytest.mark.parametrize(("state", "verb"), list(TABLE))
def test_a_verb_in_the_table_leads_to_its_state(state, verb):
    assert next_state(state, verb) == TRANSITIONS[state][verb]


@pytest.mark.parametrize(("state", "verb"), OUTSIDE)
def test_what_is_not_in_the_table_is_refused(state, verb):
    assert verb not in TRANSITIONS[state]
    over = state in {"completed", "cancelled", "rejected", "missed"} or (state, verb) in {
        ("started", "move"),
        ("started", "cancel"),
    }
    with pytest.raises(Refused) as refused:
        next_state(state, verb)
    (reason,) = refused.value.reasons
    assert reason.code == ("already_over" if over else "already_changed")
    assert dict(reason.numbers) == ({} if over else {"state": state, "verb": verb})


def test_a_booking_takes_time_from_its_hold_to_its_end():
    assert {"held", "pending", "confirmed", "started"} == LIVE
    assert {"pending", "confirmed", "started"} == ACTIVE


def test_nothing_follows_a_terminal_state():
    assert {"completed", "cancelled", "rejected", "missed"} == TERMINAL
