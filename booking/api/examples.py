"""Examples of the documentation. Tests send every request of it and compare every answer with its declared shape."""

from typing import Any

OFFSET = "+02:00"
CODE, TOKEN = "K7MQ4RX", "the-token-that-came-with-the-booking"

SERVICE = {
    "code": "session", "name": "Session", "summary": "", "kind": "person", "direction": "talk", "variant_of": None,
    "minutes": 50, "formats": ["on_site", "online"], "party_min": 1, "party_max": 1, "price_from": "1200.00",
    "currency": "UAH", "resources": ["olena"], "url": "",
}  # fmt: skip
RESOURCE: dict[str, Any] = {
    "code": "olena", "kind": "person", "name": "Olena Hnatiuk", "headline": "", "location": "", "place": "house",
    "tz": "Europe/Kyiv", "capacity": 1, "party_min": 1, "party_max": 1, "attributes": [], "languages": ["uk", "en"],
    "services": ["session", "intro"], "price_from": "0.00", "currency": "UAH",
    "next_free": f"2027-03-12T09:00:00{OFFSET}", "url": "",
}  # fmt: skip
EXPERT = RESOURCE | {"directions": ["talk"], "rating": 4.9, "reviews": 12}
SLOTS = {
    "service": "session", "minutes": 50, "tz": "Europe/Kyiv", "from": f"2027-03-12T00:00:00{OFFSET}",
    "until": f"2027-03-13T00:00:00{OFFSET}",
    "resources": [{"code": "olena", "name": "Olena Hnatiuk", "times": [f"2027-03-12T15:00:00{OFFSET}"]}],
}  # fmt: skip
BOOK = {
    "service": "session", "resource": "olena", "start": f"2027-03-12T15:00:00{OFFSET}", "name": "Maria Koval",
    "email": "maria@example.org", "phone": "+380 44 000 00 00", "consent": True,
}  # fmt: skip
MOVE = {"start": f"2027-03-12T16:00:00{OFFSET}"}
CANCEL = {"quoted": "0.00", "reason": "I have fallen ill"}
BOOKING: dict[str, Any] = {
    "code": CODE, "state": "held", "service": {"code": "session", "name": "Session"},
    "resource": {"code": "olena", "name": "Olena Hnatiuk"}, "start": f"2027-03-12T15:00:00{OFFSET}",
    "end": f"2027-03-12T15:50:00{OFFSET}", "tz": "Europe/Kyiv", "format": "on_site", "party": 1, "name": "Maria Koval",
    "email": "maria@example.org", "phone": "+380 44 000 00 00", "note": "", "language": "en", "price": "1200.00",
    "paid": "0.00", "due": "400.00", "currency": "UAH", "expires_at": f"2027-03-01T09:10:00{OFFSET}",
    "free_until": f"2027-03-12T03:00:00{OFFSET}", "can": ["cancel", "pay"],
    "manage_url": f"https://atrium.example/en/booking/{CODE}/?t={TOKEN}",
}  # fmt: skip
PAY_URL = "https://checkout.stripe.com/c/pay/cs_live_1"
MADE = BOOKING | {"token": TOKEN, "pay_url": PAY_URL}
PAYING = BOOKING | {"pay_url": PAY_URL}
CONFIRMED = BOOKING | {
    "state": "confirmed", "paid": "400.00", "due": "800.00", "expires_at": None, "can": ["move", "cancel", "pay"],
}  # fmt: skip
QUOTE = {
    "verb": "cancel", "paid": "400.00", "fee": "0.00", "refund": "400.00", "currency": "UAH",
    "free_until": f"2027-03-12T03:00:00{OFFSET}", "waived": False,
}  # fmt: skip
CANCELLED = CONFIRMED | {"state": "cancelled", "paid": "0.00", "due": "0.00", "can": [], "quote": QUOTE}
REFUSAL = {
    "reasons": [{
        "code": "busy", "field": "", "text": "Olena Hnatiuk already has a booking from 15:00 to 15:50.",
        "numbers": {"from": f"2027-03-12T15:00:00{OFFSET}", "until": f"2027-03-12T15:50:00{OFFSET}"},
    }],
    "alternatives": [{
        "kind": "same_day", "service": "session", "resource": "olena", "resources": ["olena"],
        "start": f"2027-03-12T16:00:00{OFFSET}", "end": f"2027-03-12T16:50:00{OFFSET}", "format": "on_site",
        "text": "The same day at 16:00",
    }],
}  # fmt: skip
UNREADABLE = {
    "reasons": [{
        "code": "instant", "field": "start",
        "text": "Write the time with its offset, for example 2027-03-12T18:00+02:00",
        "numbers": {"example": "2027-03-12T18:00+02:00"},
    }],
    "alternatives": [],
}  # fmt: skip


def page(item: dict[str, Any]) -> dict[str, Any]:
    return {"total": 1, "page": 1, "pages": 1, "items": [item]}


def shown(answer: Any, *, asked: Any = None, status: int = 200, refusal: bool = False) -> dict[str, Any]:
    """`openapi_extra` of an operation: its answer, its request and its refusals by example."""
    told = {status: answer, 422: UNREADABLE} | ({409: REFUSAL} if refusal else {})
    responses = {code: {"content": {"application/json": {"example": example}}} for code, example in told.items()}
    if asked is None:
        return {"responses": responses}
    return {"responses": responses, "requestBody": {"content": {"application/json": {"example": asked}}}}
