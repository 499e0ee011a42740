"""System checks: each unsafe setting has its own id, and a production that is set right has none."""

import os
import subprocess
import sys
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as house
from django.core.checks import run_checks

from config import checks, wiring
from tests.all import PRODUCTION

GOOD = {
    "PRODUCTION": True,
    "SECRET_KEY": "k" * 60,
    "ALLOWED_HOSTS": ["atrium.example.com"],
    "STRIPE_SECRET_KEY": "sk_live_1",
    "STRIPE_WEBHOOK_SECRET": "whsec_1",
    "STRIPE_API_BASE": "",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "SITE_ADDRESS": "https://atrium.example.com",
    "DEBUG": False,
}
WRONG: list[tuple[str, str, Any]] = [
    ("E001", "SECRET_KEY", "short"),
    ("E001", "SECRET_KEY", f"missing-{'0' * 64}"),
    ("E002", "ALLOWED_HOSTS", []),
    ("E002", "ALLOWED_HOSTS", ["*"]),
    ("E003", "STRIPE_SECRET_KEY", ""),
    ("E003", "STRIPE_SECRET_KEY", "sk_test_local_1"),
    ("E003", "STRIPE_SECRET_KEY", "sk_test_51AbCd"),
    ("E003", "STRIPE_SECRET_KEY", "rk_test_51AbCd"),
    ("E004", "STRIPE_WEBHOOK_SECRET", ""),
    ("E005", "STRIPE_API_BASE", "http://127.0.0.1:8001"),
    ("E006", "EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend"),
    ("E006", "EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend"),
    ("E007", "SITE_ADDRESS", "http://atrium.example.com"),
    ("E008", "DEBUG", True),
]


def _ids(found: Any) -> list[str]:
    return [error.id for error in found]


@pytest.fixture
def good(settings: Any) -> Any:
    for name, value in GOOD.items():
        setattr(settings, name, value)
    return settings


def test_a_production_that_is_set_right_has_no_complaint(good: Any) -> None:
    assert checks.production() == []


@pytest.mark.parametrize(("number", "name", "value"), WRONG)
def test_an_unsafe_setting_is_named_with_its_remedy(good: Any, number: str, name: str, value: Any) -> None:
    setattr(good, name, value)
    [error] = checks.production()
    assert error.id == f"atrium.{number}"
    assert name in error.msg or name in error.hint or "EMAIL_URL" in error.hint


def test_every_check_of_production_is_tried_here() -> None:
    assert {number for number, *_ in WRONG} == set(checks.PRODUCTION)


def test_a_machine_of_ones_own_needs_none_of_it(settings: Any) -> None:
    settings.PRODUCTION = False
    assert checks.production() == []


@pytest.mark.parametrize(
    ("table", "value"),
    [
        ("REACTIONS", {"*": ["booking.nowhere.react"]}),
        ("TICK", ["config.work.no_such_job"]),
        ("TILL", {"shells": "shop.till.Shells"}),
        ("SALE", {"pay": "shop.nowhere.pay"}),
        ("FACES", "pages.nowhere.faces"),
        ("LETTER_SUBJECTS", {"booking": {"find": "booking.nowhere.find"}}),
    ],
)
def test_a_path_that_leads_nowhere_is_found_before_it_is_needed(settings: Any, table: str, value: Any) -> None:
    setattr(settings, table, value)
    found = [error for error in checks.wiring() if table in error.msg]
    assert _ids(found) == ["atrium.E009"]


def test_every_table_of_the_wiring_is_looked_through() -> None:
    others = {name: value for name, value in vars(wiring).items() if name.isupper() and name != "WATCHED" and value}
    assert {name for name, value in others.items() if _first(value).count(".")} <= set(checks.WIRING)


@pytest.mark.parametrize(("named", "wrong"), [
    ({"booking.Nowhere": ()}, "booking.Nowhere"), ({"nowhere": ()}, "nowhere"),
    ({"booking.Resource": ("soonest", "sooner")}, "booking.Resource.sooner"),
])  # fmt: skip
def test_a_table_that_cannot_be_watched_is_named(settings: Any, named: Any, wrong: str) -> None:
    assert checks.watched() == []
    settings.WATCHED = named
    [error] = checks.watched()
    assert error.id == "atrium.E011" and f"{wrong}," in error.msg


def _first(value: Any) -> str:
    while not isinstance(value, str):
        value = next(iter(value.values() if isinstance(value, dict) else value))
    return value


def test_every_path_of_the_wiring_leads_somewhere() -> None:
    assert checks.wiring() == []


@pytest.mark.django_db
@pytest.mark.parametrize(("params", "ids"), [("byweekday:0,1", ["atrium.E010"]), ("byweekday:MO,TU;interval:2", [])])
def test_weekdays_of_a_rule_are_names(params: str, ids: list[str]) -> None:
    apps.get_model("schedule", "Rule").objects.create(name="week", description="", frequency="WEEKLY", params=params)
    assert _ids(run_checks(tags=["database"], databases=["default"])) == ids


def _in_production(*command: str, **changed: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    env = kept | PRODUCTION | {"PYTHONPATH": f"{house.ROOT}:{house.ROOT / 'site'}"} | changed
    return subprocess.run(
        [sys.executable, *command], cwd=house.ROOT, env=env, capture_output=True, text=True, check=False
    )


def test_the_web_server_does_not_start_in_production_without_its_keys() -> None:
    said = _in_production("-W", "ignore", "-c", "import config.wsgi", STRIPE_SECRET_KEY="", SECRET_KEY="")
    assert said.returncode == 1
    assert "atrium.E001" in said.stderr and "atrium.E003" in said.stderr and "atrium.E004" not in said.stderr


def test_the_production_of_the_deploy_check_starts() -> None:
    assert _in_production("-W", "ignore", "-c", "import config.wsgi").returncode == 0
