"""Policies in the admin: drafts, words in both languages, publication with what has changed."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from booking.blocks.readable import in_every_language
from booking.models import Policy
from booking.queries import rules_of
from tests.staff.desk import come, somebody
from tests.world import World

WHERE = "wagtailsnippets_booking_policy"


def form(world: World, *rules: tuple[str, dict[str, Any]], **more: str) -> dict[str, str]:
    told = {
        "code": world.policy.code,
        "title_en": "Standard",
        "title_uk": "Звичайна",
        "rules-count": str(len(rules)),
    } | more
    for at, (name, values) in enumerate(rules):
        told |= {
            f"rules-{at}-deleted": "",
            f"rules-{at}-order": str(at),
            f"rules-{at}-type": name,
            f"rules-{at}-id": "",
        }
        told |= {f"rules-{at}-value-{field}": str(value) for field, value in values.items()}
    return told


def save(client: Client, world: World, told: dict[str, str]) -> Any:
    return client.post(reverse(f"{WHERE}:edit", args=[world.policy.pk]), told)


NEW = [("notice", {"hours": 3}), ("cancel_fee", {"free_hours": 24, "percent": 30}), ("hold_limit", {"count": 2})]


def test_a_draft_changes_nothing_until_it_is_published(inside: Client, world: World) -> None:
    before = rules_of(world.service)
    assert save(inside, world, form(world, *NEW)).status_code == 302
    world.service.refresh_from_db()
    assert rules_of(world.service) == before
    assert not ModelLogEntry.objects.filter(action="policy.published").exists()


def test_publishing_tells_what_has_changed(inside: Client, world: World) -> None:
    assert save(inside, world, form(world, *NEW, **{"action-publish": "1"})).status_code == 302
    entry = ModelLogEntry.objects.get(action="policy.published")
    assert entry.user == world.staff and entry.data["ip"] == "127.0.0.1"
    assert entry.data["old"]["cancel_fee.free_hours"] == "12" and entry.data["new"]["cancel_fee.free_hours"] == "24"
    assert entry.data["old"]["window.days"] == "30" and entry.data["new"]["window.days"] == ""
    assert entry.data["old"]["hold_limit.count"] == "" and entry.data["new"]["hold_limit.count"] == "2"
    assert "notice.hours" not in entry.data["new"]
    assert {rule.name for rule in rules_of(Policy.objects.get(pk=world.policy.pk).services.first())} >= {
        "hold_limit",
        "cancel_fee",
    }


def test_what_a_policy_says_is_seen_in_every_language_before(inside: Client, world: World) -> None:
    where = reverse(f"{WHERE}:preview_on_edit", args=[world.policy.pk])
    told = form(world, ("cancel_fee", {"free_hours": 12, "percent": 50}))
    answer = inside.post(where, told)
    assert json.loads(answer.content)["is_valid"] is True
    page = inside.get(where).content.decode()
    assert "Free cancellation up to 12 hours before the start" in page and "Безкоштовне скасування" in page
    assert "Звичайна" in page and "Standard" in page


def test_a_rule_that_cannot_be_is_said_and_not_an_error(world: World) -> None:
    world.policy.rules = [("cancel_fee", {"free_hours": None, "percent": None, "first_waived": False})]
    english, ukrainian = in_every_language(world.policy)
    assert "cancel_fee" in english["rules"][0]["text"] and ukrainian["code"] == "uk"


@pytest.mark.parametrize(
    "rule",
    [
        ("cancel_fee", {"free_hours": -1, "percent": 50}),
        ("cancel_fee", {"free_hours": 1, "percent": 500}),
        ("notice", {"hours": "soon"}),
    ],
)
def test_numbers_out_of_bounds_are_refused(inside: Client, world: World, rule: tuple[str, dict[str, Any]]) -> None:
    before = rules_of(world.service)
    assert save(inside, world, form(world, rule, **{"action-publish": "1"})).status_code == 200
    world.service.refresh_from_db()
    assert rules_of(world.service) == before


def test_an_editor_writes_drafts_and_publishes_nothing(client: Client, world: World) -> None:
    come(client, somebody(world, "editor"))
    before = rules_of(world.service)
    save(client, world, form(world, *NEW, **{"action-publish": "1"}))
    assert (
        world.policy.revisions.count() <= 1
        and rules_of(Policy.objects.get(pk=world.policy.pk).services.first()) == before
    )
    assert not ModelLogEntry.objects.filter(action="policy.published").exists()


def test_nobody_deletes_a_policy_alone_or_with_others(inside: Client, world: World) -> None:
    inside.post(reverse(f"{WHERE}:delete", args=[world.policy.pk]))
    inside.post(f"/cms/bulk/booking/policy/delete/?id={world.policy.pk}")
    assert Policy.objects.filter(pk=world.policy.pk).exists()
