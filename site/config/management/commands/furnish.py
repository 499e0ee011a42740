"""Builds the demo world. May be called again: what stands stays."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from wagtail.signal_handlers import disable_reference_index_auto_update

import clock
from booking import calendars, soonest
from booking.models import Resource
from config.furnish import gifts, history, house, large, offers, people, pictures, promotions, shop, tree
from config.furnish.translation import translate
from config.furnish.words import Lexicon
from moments import local


class Command(BaseCommand):
    help = "Builds the demo world in English and Ukrainian, or with --experts a large one to measure with."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--experts", type=int, help="a large world instead: how many experts")
        parser.add_argument("--bookings", type=int, default=0, help="how many bookings it has")
        parser.add_argument("--days", type=int, default=60, help="over how many days they are spread")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "The demo world has sign-ins that anybody can read: it is not built with PRODUCTION set."
            )
        if options["experts"]:
            self.furnish_large(options["experts"], options["bookings"], options["days"])
        else:
            with disable_reference_index_auto_update():
                self.furnish()
            call_command("rebuild_references_index", verbosity=0)  # once, instead of after every row

    def furnish_large(self, experts: int, bookings: int, days: int) -> None:
        try:
            large.build(experts=experts, bookings=bookings, days=days, now=clock.now(), tell=self.tell)
        except ValueError as wrong:
            raise CommandError(str(wrong)) from wrong

    def tell(self, text: str) -> None:
        self.stdout.write(f"  {text}", ending="\n")
        self.stdout.flush()

    def furnish(self) -> None:
        now = clock.now()
        today = local(now, settings.HOUSE_ZONE).date()
        place = house.place()
        self.tell(f"the house, {house.directions()} directions, {house.things(place)} rooms, desks and things")
        self.tell(f"{people.staff(now=now)} of staff, {people.clients(now=now)} clients")
        self.tell(f"{people.experts(place, now=now)} experts")
        self.tell(f"{offers.policies()} policies, {offers.services()} services")
        shop.delivery()
        shelves, goods = shop.goods(now=now)
        self.tell(f"{goods} goods on {shelves} shelves")
        promotions.programme(now=now)
        stand, wait = history.bookings(today=today, now=now)
        self.tell(f"{stand} bookings ({wait} wait for rooms and groups), {history.reviews(today=today)} reviews")
        self.tell(f"{history.card_payments()} payments by card")
        self.tell(f"{gifts.faces()} faces of gift certificates, {gifts.given(today=today, now=now)} certificates")
        self.tell(f"{gifts.foundations()} foundations")
        self.tell(f"{promotions.codes(today=today, now=now)} promo codes")
        self.settle(today, now)
        words = Lexicon()
        pages = tree.grow(today, words)
        self.tell(f"{len(pages)} pages in English, {translate(pages, words)} new ones in Ukrainian")
        self.tell(f"{pictures.cut()} pictures")
        people.second_factors()
        people.sign_ins(gift=gifts.ready())
        self.tell(f"sign-ins are written to {settings.VAR / 'sign-ins.txt'}")

    def settle(self, today: Any, now: Any) -> None:
        """What only holds from today on: leave, open time, the next free times."""
        people.leave(today=today, now=now)
        calendars.refresh_all(now=now)
        soonest.keep(list(Resource.objects.values_list("pk", flat=True)), now=now)
