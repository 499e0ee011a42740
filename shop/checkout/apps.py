"""Oscar's checkout room with our own walls."""

from typing import Any

from django.urls import path
from oscar.apps.checkout import apps
from oscar.core.loading import get_class


class CheckoutConfig(apps.CheckoutConfig):
    """Only the front door and the thanks: Oscar's steps in between have no address."""

    name = "shop.checkout"

    def get_urls(self) -> list[Any]:
        index, thanks = get_class("checkout.views", "IndexView"), get_class("checkout.views", "ThankYouView")
        doors = [path("", index.as_view(), name="index"), path("thank-you/", thanks.as_view(), name="thank-you")]
        found: list[Any] = self.post_process_urls(doors)
        return found
