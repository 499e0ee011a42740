"""Every verb, state, rule, reason, notice and fact has its words in both languages, its audit label and its test."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from wagtail.log_actions import registry

from booking.core.rules import RULES
from booking.core.states import STATES, TABLE, VERBS
from booking.policies import Rules
from notifications.notices import NOTICES
from tests.house.source import ROOT, modules
from words import has_words, in_language

LANGUAGES = [code for code, _ in settings.LANGUAGES]


def _calls(name: str) -> Iterator[ast.Call]:
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == name:
                yield node


def _first_words(name: str) -> set[str]:
    """The literal first arguments of all calls of this function."""
    firsts = (call.args[0] for call in _calls(name) if call.args)
    return {node.value for node in firsts if isinstance(node, ast.Constant) and isinstance(node.value, str)}


REASONS = sorted(_first_words("Reason") - {"deposit", "late_cancel", "late_cancel_waived", "no_show"})
"""Reasons that refuse; those left out explain a sum and are spoken with it."""
FACTS = sorted(_first_words("announce"))
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
    assert fact in TESTS


@pytest.mark.parametrize("fact", sorted(settings.REACTIONS))
def test_reactions_wait_for_facts_that_can_happen(fact: str) -> None:
    assert fact == "*" or fact in FACTS or registry.action_exists(fact)


@pytest.mark.parametrize("fact", sorted(NOTICES))
def test_notices_tell_of_facts_that_can_happen(fact: str) -> None:
    assert registry.action_exists(fact)
