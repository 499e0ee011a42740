"""Pictures of the demo world, taken from fixtures/images by name."""

from django.core.files import File

from config.furnish.words import FOLDER
from pages.models import COVER, PORTRAIT, SHARED, Picture, shot

CREDITS = "Free pictures; see themes/base/static/img"


def picture(name: str, title: str) -> Picture | None:
    """The picture of this file, made once; nothing where the folder has no such file."""
    file = FOLDER / "images" / f"{name}.webp"
    known = Picture.objects.filter(title=title, file__contains=name).first()
    if known or not file.exists():
        return known
    with file.open("rb") as opened:
        return Picture.objects.create(title=title, file=File(opened, name=file.name))


def cut(name: str, made: Picture | None) -> None:
    """Ready-made sizes: a first visitor should not wait for them."""
    for spec in (PORTRAIT, COVER, SHARED):
        shot(made, spec)
