"""What tests of the staff's pages may ask for."""

import pytest
from django.test import Client

from tests.staff.desk import come
from tests.world import World


@pytest.fixture
def inside(client: Client, world: World) -> Client:
    """The administrator, come in with the second factor."""
    return come(client, world.staff)
