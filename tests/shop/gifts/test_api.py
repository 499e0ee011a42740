"""What lies on a certificate, over JSON: by its code, and for nobody who guesses."""

from typing import Any

from tests.shop.gifts.given import bought, spend
from tests.world import World


def test_the_balance_is_told_by_the_code(client: Any, world: World) -> None:
    gift = bought(world.now, 1500, service=world.service)
    spend(gift, 200, world.now)
    for code in (gift.code, gift.printed, gift.printed.lower()):
        told = client.get(f"/api/v1/gifts/{code}").json()
        assert told == {
            "left": "1000.00", "currency": "UAH", "state": "partly_used", "valid_until": "2028-03-01T23:59:59+02:00",
            "service": "session",
        }  # fmt: skip


def test_an_unknown_code_is_not_found_and_guessing_is_held_back(client: Any, world: World) -> None:
    gift = bought(world.now)
    for _ in range(10):
        answer = client.get("/api/v1/gifts/ABCD-2345-EFGH", headers={"Accept-Language": "uk"})
        assert answer.status_code == 404
        assert answer.json()["reasons"][0]["code"] == "code_unknown"
    late = client.get(f"/api/v1/gifts/{gift.code}")
    assert late.status_code == 429 and int(late["Retry-After"]) > 0


def test_a_draft_is_nobodys_yet(client: Any, world: World) -> None:
    from tests.shop.gifts.given import drafted

    assert client.get(f"/api/v1/gifts/{drafted(world.now).code}").status_code == 404


def test_it_is_in_the_openapi_document(client: Any, world: World) -> None:
    told = client.get("/api/v1/openapi.json").json()
    assert {"200", "404", "429"} <= set(told["paths"]["/api/v1/gifts/{code}"]["get"]["responses"])
