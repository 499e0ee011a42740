"""Pictures of the demo world, taken from fixtures/images by name."""

from django.core.files import File

from config.furnish.words import FOLDER
from pages.models import COVER, PORTRAIT, SHARED, ArticlePage, ExpertPage, Picture, ServicePage, shot
from shop.blocks import showcase
from shop.models import Photo

SIZES = (showcase.CARD, showcase.LARGE, showcase.SHARED)


def picture(name: str, title: str) -> Picture | None:
    """The picture of this file, made once; nothing where the folder has no such file."""
    file = FOLDER / "images" / f"{name}.webp"
    known: Picture | None = Picture.objects.filter(title=title, file__contains=name).first()
    if known or not file.exists():
        return known
    with file.open("rb") as opened:
        made: Picture = Picture.objects.create(title=title, file=File(opened, name=file.name))
    return made


def cut() -> int:
    """Makes the sizes that pages show: a first visitor should not wait for them. Says of how many pictures."""
    wanted: list[tuple[Picture | None, tuple[str, ...]]]
    wanted = [(page.portrait, (PORTRAIT,)) for page in ExpertPage.objects.select_related("portrait")]
    wanted += [(page.picture, (COVER, SHARED)) for page in ServicePage.objects.select_related("picture")]
    wanted += [(page.picture, (COVER, SHARED)) for page in ArticlePage.objects.select_related("picture")]
    wanted += [(row.image, SIZES) for row in Photo.objects.select_related("image")]
    made = {one: specs for one, specs in wanted if one}
    for one, specs in made.items():
        for spec in specs:
            shot(one, spec)
    return len(made)
