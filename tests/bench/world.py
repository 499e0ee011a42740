"""World D: the demo world, and beside it a hundred experts with a page each and a hundred thousand bookings.

Built once a day and for each set of migrations, and kept: furnishing takes minutes.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from wagtail.models import Page

import clock
from booking.models import Offer, Resource
from moments import local
from pages.models import ExpertPage, ExpertsPage, Picture
from tests import databases
from tests.journeys import furnished

EXPERTS, BOOKINGS, DAYS = 100, 100_000, 180
MARK = "load-"
MADE_OF = ("site/config/furnish/large.py", "tests/bench/world.py")


def large(experts: int = EXPERTS, bookings: int = BOOKINGS, **env: str) -> None:
    """Into the database that `env` names."""
    words = ("--experts", experts, "--bookings", bookings, "--days", DAYS)
    furnished.manage("furnish", *map(str, words), **env)


def _build(folder: Path) -> None:
    shutil.copytree(furnished.world(), folder, dirs_exist_ok=True)
    database = folder / "atrium.sqlite3"
    large(VAR_DIR=str(folder), DATABASE_URL=f"sqlite:///{database}")
    with databases.visiting(str(database)):
        pages()
    furnished.manage("wagtail_update_index", VAR_DIR=str(folder), DATABASE_URL=f"sqlite:///{database}")


def pages() -> None:
    """A page for each of the many, with a portrait and a text as an expert of the demo world has them."""
    parent = ExpertsPage.objects.get(locale__language_code=settings.LANGUAGE_CODE)
    model = ExpertPage.objects.filter(locale=parent.locale, portrait__isnull=False).first()
    pictures = list(Picture.objects.filter(pk__in=ExpertPage.objects.values("portrait")))
    for number, one in enumerate(Resource.objects.filter(code__startswith=MARK)):
        parent.add_child(instance=ExpertPage(
            title=one.name["en"], slug=one.code, locale=parent.locale, resource=one, about=model.about,
            approach=model.approach, education=model.education, portrait=pictures[number % len(pictures)], live=True,
        ))  # fmt: skip
    Page.fix_tree()


def kept() -> Path:
    today = local(clock.now(), settings.HOUSE_ZONE).date().isoformat()
    files = [settings.ROOT / name for name in MADE_OF]
    name = furnished.stamp(today, databases.fingerprint(), furnished.world().name, files=files)
    return furnished.kept("large", name, _build)


def copy(folder: Path) -> None:
    """World D and the static files: a VAR_DIR of one's own."""
    shutil.copytree(kept(), folder, dirs_exist_ok=True)
    (folder / "static").symlink_to(furnished.static() / "static")


@contextmanager
def rows(folder: Path) -> Iterator[None]:
    """Inside the block this process reads that world."""
    with databases.visiting(str(folder / "atrium.sqlite3")):
        yield


def offers() -> list[tuple[str, str]]:
    """(service, resource) codes of the many, of the database that is open."""
    found = Offer.objects.filter(resource__code__startswith=MARK).order_by("pk")
    return list(found.values_list("service__code", "resource__code"))
