"""The demo world, furnished once for this folder; each test rolls back to it."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import Client, TestCase, override_settings

import clock
from booking import soonest
from booking.models import Resource
from tests.conftest import T0


@pytest.fixture(scope="package")
def house(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of its files. The clock stands at T0, a Monday morning."""
    var = tmp_path_factory.mktemp("var")
    with django_db_blocker.unblock(), clock.standing_at(T0), override_settings(VAR=var, MEDIA_ROOT=str(var / "media")):
        cache.clear()
        with transaction.atomic():
            with TestCase.captureOnCommitCallbacks(execute=True):  # a translation goes live when it is committed
                call_command("furnish", stdout=StringIO())
            soonest.keep(list(Resource.objects.values_list("pk", flat=True)), now=T0)
            call_command("wagtail_update_index", stdout=StringIO())
            yield var
            transaction.set_rollback(True)
        cache.clear()


@pytest.fixture
def visitor(house: Path, db: None) -> Client:
    return Client()
