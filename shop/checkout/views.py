"""Our checkout. There is nothing to fill in here."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import RedirectView
from oscar.apps.checkout.views import *  # noqa: F403  Oscar's other rooms find its steps here
from oscar.core.loading import get_model

from shop.homes import home_at

Order = get_model("order", "Order")


class IndexView(RedirectView):
    """Back to the basket: for everyone."""

    pattern_name = "basket:summary"


class ThankYouView(RedirectView):
    """For whoever has just placed an order in this browser: on to the page of what was bought."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        placed = request.session.get("checkout_order_id")
        order = Order.objects.filter(pk=placed).first() if placed else None
        return redirect(home_at(order).address() if order else "basket:summary")
