"""A program that speaks to the API, in one line each."""

import json
import uuid
from typing import Any

V1 = "/api/v1"
BOOK: dict[str, Any] = {
    "service": "session", "resource": "olena", "start": "2027-03-02T10:00:00+02:00", "name": "Maria Koval",
    "email": "guest@example.org", "phone": "+380 44 000 00 00", "consent": True,
}  # fmt: skip
FREE = BOOK | {"service": "intro"}


class Program:
    def __init__(self, client: Any, language: str = "en") -> None:
        self.client, self.language = client, language

    def headers(self, token: str | None = None, **more: str) -> dict[str, str]:
        bearer = {"Authorization": f"Bearer {token}"} if token else {}
        return {"Accept-Language": self.language} | bearer | more

    def get(self, path: str, *, token: str | None = None, **params: Any) -> Any:
        return self.client.get(f"{V1}/{path}", params, headers=self.headers(token))

    def post(
        self, path: str, body: Any = None, *, token: str | None = None, kind: str = "application/json", **more: str
    ) -> Any:
        sent = body if isinstance(body, bytes | str) else json.dumps(body)
        return self.client.post(f"{V1}/{path}", sent, content_type=kind, headers=self.headers(token, **more))

    def delete(self, path: str, *, token: str | None = None) -> Any:
        return self.client.delete(f"{V1}/{path}", headers=self.headers(token))

    def book(self, asked: dict[str, Any] | None = None, *, key: str | None = None, **changes: Any) -> Any:
        body = (FREE if asked is None else asked) | changes
        return self.post("bookings", body, **{"Idempotency-Key": key or str(uuid.uuid4())})

    def booked(self, asked: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
        """A booking that was made; the answer's body."""
        response = self.book(asked, **changes)
        assert response.status_code == 201, response.content
        told: dict[str, Any] = response.json()
        return told


def codes(response: Any) -> list[str]:
    return [reason["code"] for reason in response.json()["reasons"]]


def fields(response: Any) -> list[str]:
    return [reason["field"] for reason in response.json()["reasons"]]
