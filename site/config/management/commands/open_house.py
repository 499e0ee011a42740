"""Opens an empty house: its languages, a home page in each, and its first administrator. What stands stays."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

import clock
from accounts.letters import choosing
from accounts.models import User
from accounts.roles import give_role, role_of
from accounts.verbs import register
from config.furnish import bodies, tree
from config.furnish.translation import translate
from config.furnish.words import Lexicon

ROLE = "admin"


class Command(BaseCommand):
    help = "Opens an empty house: home pages in every language, and the first administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--admin", required=True, metavar="E-MAIL", help="who administers the house")
        parser.add_argument("--name", default=settings.WAGTAIL_SITE_NAME, help="what the house is called")
        parser.add_argument("--name-uk", default="", metavar="NAME", help="the same in Ukrainian, if it differs")

    def handle(self, *args: Any, admin: str, name: str, name_uk: str, **options: Any) -> None:
        try:
            validate_email(admin)
        except ValidationError:
            raise CommandError(f"--admin {admin}: this is not an e-mail address.") from None
        open_doors(name, name_uk or name)
        self.stdout.write(f"The house is open: {settings.SITE_ADDRESS}/")
        self.tell_way_in(administrator(admin, now=clock.now()))

    def tell_way_in(self, user: User) -> None:
        if user.has_usable_password():
            self.stdout.write(f"{user.email} administers it and has a password: {settings.SITE_ADDRESS}/cms/")
            return
        minutes = settings.PASSWORD_RESET_TIMEOUT // 60
        self.stdout.write(
            f"{user.email} administers it. Within {minutes} minutes, choose a password here (the address works once):\n"
            f"  {settings.SITE_ADDRESS}{choosing(user)}\n"
            f"then sign in at {settings.SITE_ADDRESS}/cms/, which asks to set up the second factor first."
        )


def open_doors(name: str, ukrainian: str) -> None:
    """Home pages that show their name and, once there are directions, the finder: the rest is for editors to write."""
    words = Lexicon()
    title = words.told(name, ukrainian)
    home = tree.door(tree.locales(), title=title)
    opening = {"title": title, "accent": "", "lead": "", "links": [], "note": ""}
    tree.write_home(home, [("hero", opening | {"button": bodies.say_both("home.show_times", words)})])
    translate([home], words)


def administrator(email: str, *, now: datetime) -> User:
    """The person of this address with the role of administrator; made without a password if there is none yet."""
    with transaction.atomic():
        register(email=email, language="", now=now)
        user: User = User.objects.by_address(email)
        if role_of(user) != ROLE:
            give_role(user=user, role=ROLE, by=None, now=now)
    return user
