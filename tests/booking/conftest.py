"""What the booking room's tests share."""

from typing import Any

import pytest


@pytest.fixture
def alone(settings: Any) -> None:
    """The booking room without the rooms above it: facts are told, and nobody reacts."""
    settings.REACTIONS = {}
