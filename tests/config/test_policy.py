"""What a browser may load and run: the strict policy is on everything but the pages that only staff open."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.accounts.doors import LOGIN
from tests.pages import heads
from tests.world import World

OPEN = [
    "/account/login/", "/account/link/", "/account/link/open/?sesame=x", "/account/password/reset/", "/account/logout/",
    "/en/nowhere/", "/uk/book/hold/", "/en/booking/AAAAAAA/", "/api/v1/services", "/api/v1/nowhere", "/api/v2/pages/",
    "/readyz", "/robots.txt", "/media/nowhere.webp",
]  # fmt: skip
OWN = ["/en/me/bookings/", "/uk/me/messages/", "/en/me/profile/", "/en/me/password/", "/account/two_factor/"]


@pytest.mark.parametrize("path", OPEN)
def test_whatever_anybody_opens_is_guarded(db: None, client: Client, path: str) -> None:
    heads.is_guarded(client.get(path))


@pytest.mark.parametrize("path", OWN)
def test_the_client_area_is_guarded(world: World, client: Client, path: str) -> None:
    client.force_login(world.client, backend="accounts.backends.EmailBackend")
    answer = client.get(path)
    assert answer.status_code == 200
    heads.is_guarded(answer)


def test_the_experts_panel_and_a_refusal_are_guarded(world: World, client: Client) -> None:
    client.force_login(world.expert, backend="accounts.backends.EmailBackend")
    heads.is_guarded(client.get("/en/expert/week/"))
    client.force_login(world.stranger, backend="accounts.backends.EmailBackend")
    refused = client.get("/en/expert/week/")
    assert refused.status_code == 403
    heads.is_guarded(refused)


@pytest.mark.parametrize("door", settings.STAFF_DOORS)
@pytest.mark.parametrize("who", ["client", "stranger", "expert", ""])
def test_pages_without_the_policy_are_opened_by_staff_only(world: World, client: Client, door: str, who: str) -> None:
    if who:
        client.force_login(getattr(world, who), backend="accounts.backends.EmailBackend")
    answer: Any = client.get(door)
    assert answer.status_code == 403 if who else answer.headers["Location"].startswith(LOGIN)


def test_the_pages_of_the_api_have_a_policy_of_their_own_which_runs_nothing_from_elsewhere(
    db: None, client: Client
) -> None:
    policy = client.get("/api/v1/docs")["Content-Security-Policy"]
    assert "script-src 'self';" in policy and "style-src 'self';" in policy and "unsafe" not in policy
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert not any(path.startswith("/api") for path in settings.STAFF_DOORS)
