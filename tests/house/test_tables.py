"""Every verb, state, rule, reason, notice and fact has its words in both languages, its audit label and its test."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.conf import settings
from wagtail.log_actions import registry

from booking.core.rules import RULES
from booking.core.states import STATES, TABLE, VERBS
from booking.policies import Rules
from notifications.notices import NOTICES
from tests.house.source import LOOSE, ROOMS, ROOT, Module, modules
from words import has_words, in_language

LANGUAGES = [code for code, _ in settings.LANGUAGES]


def _calls_in(module: Module, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in names:
            yield node


def _calls(name: str) -> Iterator[ast.Call]:
    for module in modules():
        yield from _calls_in(module, name)


def _first_words(name: str) -> set[str]:
    """The literal first arguments of all calls of this function."""
    firsts = (call.args[0] for call in _calls(name) if call.args)
    return {node.value for node in firsts if isinstance(node, ast.Constant) and isinstance(node.value, str)}


REASONS = sorted(_first_words("Reason") - {"deposit", "late_cancel", "late_cancel_waived", "no_show"})
"""Reasons that refuse; those left out explain a sum and are spoken with it."""
TELLERS = ("announce", "tell", "_tell")
"""Functions whose first word is a fact."""
DECLARED = {
    room: import_module(f"{room}.texts").FACTS for room in ROOMS if find_spec(room) and find_spec(f"{room}.texts")
}
"""Room -> its facts with their labels: the one place where a fact is declared."""
FACTS = sorted(fact for facts in DECLARED.values() for fact in facts)
VERB_FACTS = {
    "hold": "held", "confirm": "confirmed", "approve": "approved", "reject": "rejected", "move": "moved",
    "start": "started", "complete": "completed", "miss": "missed", "cancel": "cancelled", "expire": "expired",
    "retake": "retaken",
}  # fmt: skip
WAIT_FOR_APPROVAL, WAIT_FOR_THEIR_VERB = {"booking.approved", "booking.rejected"}, {"submit", "extend"}
"""Facts and verbs that the tables know and no code tells of yet."""
THE_LIBRARY_S = {"wagtail.edit"}
"""Facts that the library has words for: rows that staff have typed over."""
TESTS = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py") if path != Path(__file__))


def _unsaid(*keys: str) -> list[str]:
    missing = []
    for language in LANGUAGES:
        with in_language(language):
            missing += [f"{language}: {key}" for key in keys if not has_words(key)]
    return missing


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_its_words(state: str) -> None:
    assert _unsaid(f"booking_states.{state}.label", f"booking_states.{state}.text") == []


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_its_words(reason: str) -> None:
    assert _unsaid(f"refusals.{reason}.short", f"refusals.{reason}.text") == []


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_is_met_in_a_test(reason: str) -> None:
    assert re.search(rf"\b{reason}\b", TESTS)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_can_be_edited_and_read(rule: str) -> None:
    assert rule in Rules().child_blocks
    assert _unsaid(f"readable.{rule}.name") == []


def test_editors_are_offered_no_rule_that_the_core_does_not_know() -> None:
    assert set(Rules().child_blocks) == set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_the_fields_of_a_rule_are_its_parameters(rule: str) -> None:
    import dataclasses

    fields = {field.name for field in dataclasses.fields(RULES[rule])}  # type: ignore[arg-type]
    assert set(Rules().child_blocks[rule].child_blocks) == fields


def test_every_verb_leads_somewhere() -> None:
    assert {verb for _, verb in TABLE} == set(VERBS)
    assert {state for state, _ in TABLE if state} | set(TABLE.values()) == set(STATES)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_met_in_a_test(verb: str) -> None:
    assert re.search(rf"\b{verb}\b", TESTS)


@pytest.mark.parametrize("fact", FACTS)
def test_every_fact_has_its_audit_label_in_both_languages(fact: str) -> None:
    assert registry.action_exists(fact)
    assert _unsaid(f"verbs_log.{fact}") == []


@pytest.mark.parametrize("fact", FACTS)
def test_every_fact_is_met_in_a_test(fact: str) -> None:
    assert fact in WAIT_FOR_APPROVAL or re.search(rf"[\"'`]{re.escape(fact)}[\"'`]", TESTS)


def _is_built(fact: str) -> bool:
    """The code joins its name from a room and a word, as in f"stock.{kind}"."""
    return any(isinstance(head, ast.Constant) and head.value == f"{fact.partition('.')[0]}." for head in _HEADS)


def _constants(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


SAID = {
    room: {text for module in modules() if module.room == room and module.name != f"{room}.texts"
    for text in _constants(module)}
    for room in DECLARED
}  # fmt: skip
"""Every literal text in the code of a room, but for the declaration itself."""
_HEADS = [
    node.values[0]
    for module in modules()
    if module.room in DECLARED and not module.name.endswith(".texts")
    for node in ast.walk(module.tree)
    if isinstance(node, ast.JoinedStr)
]


@pytest.mark.parametrize("room", DECLARED)
def test_what_a_room_declares_it_tells(room: str) -> None:
    untold = {
        fact for fact in DECLARED[room]
        if fact not in SAID[room] and not (_is_built(fact) and fact.partition(".")[2] in SAID[room])
    }  # fmt: skip
    assert untold <= WAIT_FOR_APPROVAL, f"{room} declares what it never tells"
    assert not WAIT_FOR_APPROVAL & set(DECLARED[room]) - untold, "it is told by now"


@pytest.mark.parametrize("room", DECLARED)
def test_what_a_room_tells_it_declares(room: str) -> None:
    told = {
        fact.value
        for module in modules() if module.room == room
        for call in _calls_in(module, *TELLERS) if call.args
        for fact in ast.walk(call.args[0])
        if isinstance(fact, ast.Constant) and isinstance(fact.value, str) and "." in fact.value.strip(".")
    }  # fmt: skip
    assert told <= set(DECLARED[room]) | THE_LIBRARY_S


def test_facts_are_told_by_rooms_that_declare_some() -> None:
    tellers = {module.room for module in modules() if any(_calls_in(module, "announce"))} - set(LOOSE)
    assert tellers <= set(DECLARED)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_told_as_a_fact(verb: str) -> None:
    assert verb in WAIT_FOR_THEIR_VERB or f"booking.{VERB_FACTS[verb]}" in DECLARED["booking"]


@pytest.mark.parametrize("fact", sorted(settings.REACTIONS))
def test_reactions_wait_for_facts_that_can_happen(fact: str) -> None:
    assert fact in {"*", *FACTS, *THE_LIBRARY_S}


@pytest.mark.parametrize("fact", sorted(NOTICES))
def test_notices_tell_of_facts_that_can_happen(fact: str) -> None:
    assert fact in FACTS
