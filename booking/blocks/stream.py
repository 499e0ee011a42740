"""Blocks with which an editor shows the booking room. Each reads through the queries; none writes."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

import clock
import editions
from booking import showcase
from booking.blocks.cards import Frame, expert_cards, service_cards, stalls
from booking.blocks.readable import sentences
from booking.blocks.widget import booking_widget
from booking.choosers import PolicyChoice, ResourceChoice, ServiceChoice
from booking.core.rules import read_rules
from booking.models import Policy, Resource, Service
from booking.policies import raw_rules
from booking.queries import next_free
from booking.queries.people import Wish, bookable, ordered
from moments import day, zone_name
from words import say

GROUP = _("Booking")
SPARE = 2
"""Read so many times more people than are shown: the order that is remembered may have changed."""


def frame() -> Frame:
    """Blocks are drawn at the edge: they read the clock."""
    return Frame.at(clock.now())


class LinkedTitle(blocks.StructBlock):
    """A heading, and beside it a way to all of them."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    link_label = blocks.CharBlock(label=_("Words of the link"), required=False, default="", max_length=60)
    page = blocks.PageChooserBlock(label=_("Page of the link"), required=False)

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        page = value.get("page")
        return context | {"all_url": page.url if page else ""} | self.shown(value, context)

    def shown(self, value: Any, context: dict[str, Any]) -> dict[str, Any]:
        raise NotImplementedError


def picked(value: Any, name: str) -> list[Any]:
    """The rows chosen in a list; those deleted meanwhile are left out."""
    return [one for one in value.get(name) or [] if one is not None]


class ExpertsBlock(LinkedTitle):
    experts = blocks.ListBlock(ResourceChoice(label=_("Expert")), label=_("Experts"))

    class Meta:
        icon, label, group = "group", _("Expert cards"), GROUP
        description = _("Chosen experts with their prices and next free times.")
        template = "blocks/expert_cards.html"

    def shown(self, value: Any, context: dict[str, Any]) -> dict[str, Any]:
        people = [one for one in picked(value, "experts") if one.live]
        return {"experts": expert_cards(people, showcase.offered(people), frame())}

    def get_preview_value(self) -> Any:
        people = Resource.objects.filter(kind=Resource.PERSON, live=True)[:3]
        return self.to_python({"title": say("home.this_week"), "experts": [one.pk for one in people]})


class ServicesBlock(LinkedTitle):
    services = blocks.ListBlock(ServiceChoice(label=_("Service")), label=_("Services"))

    class Meta:
        icon, label, group = "list-ul", _("Service cards"), GROUP
        description = _("Chosen services with their prices.")
        template = "blocks/service_cards.html"

    def shown(self, value: Any, context: dict[str, Any]) -> dict[str, Any]:
        services = picked(value, "services")
        return {"services": service_cards(services, showcase.offers_for(services))}

    def get_preview_value(self) -> Any:
        services = Service.objects.filter(variant_of=None)[:3]
        return self.to_python({"title": say("home.popular"), "services": [one.pk for one in services]})


def _soonest(count: int) -> Any:
    people = ordered(bookable(Wish(kinds=[Resource.PERSON])), "soonest")
    return people.values_list("pk")[: count * SPARE]


class FreeTimesBlock(blocks.StructBlock):
    """The arcade: who is free soonest."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    count = blocks.IntegerBlock(label=_("How many at most"), min_value=1, max_value=12, default=6)

    class Meta:
        icon, label, group = "time", _("Next free times"), GROUP
        description = _("Experts who are free soonest, by the live calendar.")
        template = "blocks/free_times.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        return context | self.soonest(value.get("count") or 6, frame())

    def soonest(self, count: int, at: Frame) -> dict[str, Any]:
        people = showcase.resources(pk for (pk,) in editions.asked(("soonest", count), lambda: _soonest(count)))
        offers = {pk: showcase.main(own) for pk, own in showcase.offered(people).items()}
        free = next_free([own[0] for own in offers.values()], now=at.now)
        found = sorted((moment, pk) for pk, moment in free.items() if moment)[:count]
        zone = people[0].place.zone if people else settings.HOUSE_ZONE
        words = say("home.as_of", day=day(at.now, zone), zone=zone_name(zone))
        return {
            "stalls": stalls(offers, [(pk, moment) for moment, pk in found], at),
            "today": words[:1].upper() + words[1:], "empty": say("expert.no_times"),
        }  # fmt: skip

    def get_preview_value(self) -> Any:
        return self.to_python({"title": say("home.free_soonest"), "count": 6})


class BookBlock(blocks.StructBlock):
    """The booking widget inside any page: of an expert, of a service, or of both."""

    title = blocks.CharBlock(label=_("Title"), required=False, default="", max_length=120)
    expert = ResourceChoice(label=_("Expert"), required=False)
    service = ServiceChoice(label=_("Service"), required=False)

    class Meta:
        icon, label, group = "calendar-check", _("Book"), GROUP
        description = _("Days and free times of an expert or a service, ready to be booked.")
        template = "blocks/book.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        offers = list(self.offers(value))
        if not offers:
            return context | {"widget": None, "no_widget": say("expert.no_times")}
        request = context.get("request")
        url, asked = (request.path, request.GET.dict()) if request else ("", {})
        return context | {"widget": booking_widget(url=url, offers=offers, asked=asked, frame=frame())}

    def offers(self, value: Any) -> Any:
        named = {"resource": value.get("expert"), "service": value.get("service")}
        wanted = {name: row for name, row in named.items() if row}
        return showcase.offers().filter(**wanted) if wanted else []

    def get_preview_value(self) -> Any:
        first = showcase.offers().first()
        return self.to_python({"title": "", "expert": first.resource_id if first else None, "service": None})


class PolicyBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), required=False, default="", max_length=120)
    policy = PolicyChoice(label=_("Policy"))

    class Meta:
        icon, label, group = "list-ol", _("Policy in words"), GROUP
        description = _("The published rules of a policy, as sentences.")
        template = "blocks/policy.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        policy = value.get("policy")
        return context | {"policy": self.words(policy) if policy is not None and policy.live else None}

    def words(self, policy: Policy) -> dict[str, Any]:
        text = str(policy.summary)
        return {"name": str(policy.title), "text": text, "hints": sentences(read_rules(raw_rules(policy.rules)))}

    def get_preview_value(self) -> Any:
        policy = Policy.objects.filter(live=True).first()
        return self.to_python({"title": "", "policy": policy and policy.pk})
