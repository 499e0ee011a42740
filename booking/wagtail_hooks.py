"""What staff do with bookings, resources, services and policies; and the booking room's facts."""

from typing import Any

from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from booking.choosers import CHOOSERS
from booking.staff.bookings import Bookings
from booking.staff.offers import Directions, Offers, Places, Reviews, Services
from booking.staff.policies import Policies
from booking.staff.resources import Resources
from booking.texts import FACTS
from words import say_lazy


class Booking(SnippetViewSetGroup):
    """One menu for the room."""

    menu_label, menu_icon, menu_order, menu_name = say_lazy("staff.menu.booking"), "calendar-check", 150, "booking"
    items = (Bookings, Resources, Services, Offers, Policies, Directions, Places, Reviews)


register_snippet(Booking)


@hooks.register("register_log_actions")
def facts(actions: Any) -> None:
    for verb, label in FACTS.items():
        actions.register_action(verb, label, label)


@hooks.register("register_admin_viewset")
def choosers() -> Any:
    return list(CHOOSERS)
