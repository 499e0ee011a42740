"""Foundations that take donations, and between what a sum must lie, for headless fronts."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from booking.api.examples import shown
from shop.donations.reading import foundations, rules
from wire import Asked, Told, Trouble, answer, known

router = Router(tags=["donations"])


class FoundationsAsked(Asked):
    """Nothing: all of them are told."""


class Foundation(Told):
    code: str
    name: str
    text: str = Field(description="what it does")


class Foundations(Told):
    items: list[Foundation]
    amounts: list[str] = Field(description="sums that are offered; any other between the bounds may be given")
    lowest: str
    highest: str
    currency: str


TOLD: dict[str, Any] = {
    "items": [{"code": "quiet-shore", "name": "Quiet Shore Foundation", "text": "Free help for families."}],
    "amounts": ["100.00", "200.00", "500.00", "1000.00"], "lowest": "20.00", "highest": "50000.00", "currency": "UAH",
}  # fmt: skip


@router.get("/foundations", response={200: Foundations, 422: Trouble}, openapi_extra=shown(TOLD))
def found(request: HttpRequest) -> HttpResponse:
    """To whom a line of a basket may donate: POST /baskets/current/lines puts it there. It is paid by card alone."""
    known(request, FoundationsAsked)
    bounds = rules()
    return answer({
        "items": [{"code": one.code, "name": str(one), "text": str(one.summary)} for one in foundations()],
        "amounts": [f"{one:.2f}" for one in bounds.amounts], "lowest": f"{bounds.lowest:.2f}",
        "highest": f"{bounds.highest:.2f}", "currency": settings.OSCAR_DEFAULT_CURRENCY,
    })  # fmt: skip
