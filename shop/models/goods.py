"""Goods as visitors see them: words and pictures beside Oscar's products, and how their number on the shelf changes."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model_string

from fields import WordsField


class Shelf(models.Model):
    """Words of one of Oscar's categories. `code` is its name in addresses."""

    category = models.OneToOneField("catalogue.Category", models.CASCADE, related_name="shelf")
    code = models.SlugField(_("code"), unique=True)
    name = WordsField(_("name"))
    text = WordsField(_("text"), blank=True, long=True)
    sort_order = models.IntegerField(_("place in the list"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("shelf"), _("shelves")
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return str(self.name)


class Good(models.Model):
    """Words of one of Oscar's products; its price and number are Oscar's StockRecord.

    `code` is its name in addresses and in the API. A variant is a good of its own that names the good `of` which it is
    one: its product is a child of the other's, its name says only what is different ("large").
    """

    product = models.OneToOneField("catalogue.Product", models.CASCADE, related_name="good")
    of = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="variants", verbose_name=_("variant of the good")
    )
    code = models.SlugField(_("code"), unique=True, max_length=80)
    shelf = models.ForeignKey(Shelf, models.PROTECT, related_name="goods", verbose_name=_("shelf"))
    name = WordsField(_("name"))
    text = WordsField(_("text"), blank=True, long=True)
    unit = WordsField(_("unit"), blank=True)
    grams = models.PositiveIntegerField(_("weight, grams"), default=0)
    """With its packing: what a parcel of it weighs."""
    services = models.ManyToManyField(
        "booking.Service", blank=True, related_name="goods", verbose_name=_("goes with services")
    )
    sort_order = models.IntegerField(_("place in the list"), default=0)
    low_since = models.DateTimeField(_("running low since"), null=True, blank=True, editable=False)
    """When the warehouse was told; nobody is told again until there is enough of it."""

    class Meta:
        verbose_name, verbose_name_plural = _("good"), _("goods")
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return f"{self.of.name}, {self.name}" if self.of else str(self.name)


class Photo(models.Model):
    """One picture of a good's gallery; the first stands for it in lists. `alt` says what is to be seen."""

    good = models.ForeignKey(Good, models.CASCADE, related_name="photos")
    image = models.ForeignKey(get_image_model_string(), models.PROTECT, related_name="+", verbose_name=_("picture"))
    alt = WordsField(_("what is to be seen"), blank=True)
    sort_order = models.IntegerField(_("place in the list"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("picture of goods"), _("pictures of goods")
        ordering = ["sort_order", "pk"]
        constraints = [models.UniqueConstraint(fields=["good", "image"], name="picture_shown_once")]

    def __str__(self) -> str:
        return f"{self.good}: {self.image}"


class Sought(models.Model):
    """A stem by which a good is found (shop.stems), and how much it counts. Rewritten whenever its words are."""

    good = models.ForeignKey(Good, models.CASCADE, related_name="sought")
    stem = models.CharField(max_length=40, db_index=True)
    weight = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name, verbose_name_plural = _("search word"), _("search words")
        constraints = [models.UniqueConstraint(fields=["good", "stem"], name="stem_kept_once")]

    def __str__(self) -> str:
        return self.stem


class Movement(models.Model):
    """So many pieces came onto the shelf, or left it. Written once, never changed: the history of the shelf.

    `left`: pieces on the shelf after it, those that are promised to orders included. `what` names the product for the
    time when there is none any more.
    """

    RECEIVED, WRITTEN_OFF, HANDED_OUT, RETURNED = "received", "written_off", "handed_out", "returned"
    KINDS = [
        (RECEIVED, _("received")), (WRITTEN_OFF, _("written off")), (HANDED_OUT, _("handed out")),
        (RETURNED, _("taken back")),
    ]  # fmt: skip
    COMES = frozenset({RECEIVED, RETURNED})

    product = models.ForeignKey(
        "catalogue.Product", models.SET_NULL, null=True, related_name="movements", verbose_name=_("product")
    )
    what = models.CharField(_("what"), max_length=255)
    kind = models.CharField(_("movement"), max_length=12, choices=KINDS)
    quantity = models.PositiveIntegerField(_("quantity"))
    left = models.PositiveIntegerField(_("on the shelf after it"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    line = models.ForeignKey("order.Line", models.PROTECT, null=True, related_name="movements")
    by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name=_("by whom"))
    at = models.DateTimeField(_("when"), db_index=True)

    class Meta:
        verbose_name, verbose_name_plural = _("stock movement"), _("stock movements")
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(condition=models.Q(quantity__gt=0), name="something_moved")]

    def __str__(self) -> str:
        return f"{self.what} {self.change:+d}"

    @property
    def change(self) -> int:
        return self.quantity if self.kind in self.COMES else -self.quantity

    @property
    def order(self) -> Any:
        return self.line.order if self.line else None
