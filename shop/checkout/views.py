"""Our checkout. Sessions are paid from their booking's own page; there is nothing to fill in here."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import RedirectView
from oscar.apps.checkout.views import *  # noqa: F403  Oscar's other rooms find its steps here

from booking.links import address
from shop.models import SessionLine


class IndexView(RedirectView):
    """Back to the basket: for everyone."""

    pattern_name = "basket:summary"


class ThankYouView(RedirectView):
    """For whoever has just placed an order in this browser: on to the page of what was bought."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        placed = request.session.get("checkout_order_id")
        sold = SessionLine.objects.filter(line__order_id=placed).select_related("booking").first() if placed else None
        return redirect(address(sold.booking) if sold else "basket:summary")
