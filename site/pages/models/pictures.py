"""Pictures and their ready-made sizes."""

from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class Picture(AbstractImage):
    credit = models.CharField(_("credit"), max_length=120, blank=True)
    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name, verbose_name_plural = _("picture"), _("pictures")


class Rendition(AbstractRendition):
    image = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="unique_rendition")
        ]


class Shot(NamedTuple):
    """A picture ready for a template."""

    url: str
    width: int
    height: int


PORTRAIT = "fill-516x645|format-webp"
COVER = "fill-900x600|format-webp"
SHARED = "fill-1200x630|format-jpeg"


def shot(picture: Picture | None, spec: str) -> Shot | None:
    """The picture cut by `spec`; nothing for nothing. Made when first asked for, read afterwards."""
    if picture is None:
        return None
    made = picture.get_rendition(spec)
    return Shot(made.url, made.width, made.height)
