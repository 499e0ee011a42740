"""What a test has committed is gone before the next one begins, whichever way the database is put back."""

from typing import Any

import pytest
from django.test import TransactionTestCase

from notifications.models import Letter
from tests import again
from tests.conftest import T0
from tests.world import person


@pytest.mark.django_db(transaction=True)
def test_rows_and_counters_are_as_they_were_after_a_test_that_commits() -> None:
    renew: Any = TransactionTestCase._fixture_teardown
    before, numbers = again._look(), []
    for _ in range(2):
        Letter.objects.all().delete()
        numbers.append(person(f"{T0:%Y}@example.org", "Maria Koval").pk)
        assert again._look() != before
        renew(None)
        assert again._look() == before
    assert numbers[0] == numbers[1]
