"""What can be booked: places, resources, services, who does what, and by which rules."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin
from wagtail.search import index

from booking.policies import Rules
from fields import QuietStreamField, WordsField

FORMATS = [("on_site", _("in person")), ("online", _("online"))]
MONEY: dict[str, Any] = {"max_digits": 10, "decimal_places": 2}


class Direction(models.Model):
    """A field of help: psychology, movement."""

    code = models.SlugField(_("code"), unique=True)
    name = WordsField(_("name"))
    summary = WordsField(_("summary"), blank=True, long=True)
    invitation = WordsField(_("invitation"), blank=True)
    sort_order = models.IntegerField(default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("direction"), _("directions")
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return str(self.name)


class Place(models.Model):
    """A house: an address, its zone, and the calendar of days on which all of it is closed."""

    code = models.SlugField(_("code"), unique=True)
    name = WordsField(_("name"))
    address = WordsField(_("address"), blank=True)
    zone = models.CharField(_("time zone"), max_length=40, default="Europe/Kyiv")
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    way_in = WordsField(_("way in"), blank=True, long=True)
    hours = WordsField(_("opening hours in words"), blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    closures = models.OneToOneField("schedule.Calendar", models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = _("place"), _("places")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.name)


class Policy(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, models.Model):
    """Published rules and the words that explain them. The row is the live version; readers filter `live=True`."""

    code = models.SlugField(_("code"), unique=True)
    title = WordsField(_("title"))
    summary = WordsField(_("summary"), blank=True, long=True)
    words = WordsField(_("words"), blank=True, long=True)
    rules = QuietStreamField(Rules(), blank=True, verbose_name=_("rules"))
    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="policy")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="policy",
        for_concrete_model=False,
    )

    class Meta:
        verbose_name, verbose_name_plural = _("policy"), _("policies")
        ordering = ["code"]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def revisions(self) -> Any:
        return self._revisions

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "booking/policy_preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        from booking.blocks.readable import in_every_language  # it reads services, which know their policy

        return {**super().get_preview_context(request, mode_name), "languages": in_every_language(self)}


class Resource(index.Indexed, models.Model):
    """Whoever or whatever time is taken of: a person, a room, a desk, a zone of N places, a thing."""

    PERSON, ROOM, DESK, ZONE, EQUIPMENT = "person", "room", "desk", "zone", "equipment"
    KINDS = [
        (PERSON, _("person")),
        (ROOM, _("room")),
        (DESK, _("desk")),
        (ZONE, _("zone")),
        (EQUIPMENT, _("equipment")),
    ]

    code = models.SlugField(_("code"), unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS, default=PERSON)
    name = WordsField(_("name"))
    headline = WordsField(_("headline"), blank=True)
    location = WordsField(_("location"), blank=True)
    capacity = models.PositiveIntegerField(_("capacity"), default=1, validators=[MinValueValidator(1)])
    party_min = models.PositiveSmallIntegerField(_("smallest party"), default=1)
    party_max = models.PositiveSmallIntegerField(_("largest party"), default=1)
    attributes = models.JSONField(_("attributes"), default=list, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    directions = models.ManyToManyField(Direction, blank=True, verbose_name=_("directions"), related_name="resources")
    place = models.ForeignKey(Place, models.PROTECT, verbose_name=_("place"), related_name="resources")
    zone = models.CharField(_("time zone"), max_length=40, default="Europe/Kyiv")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("person"),
        related_name="resource",
    )
    hours = models.OneToOneField("schedule.Calendar", models.PROTECT, null=True, editable=False, related_name="+")
    away = models.OneToOneField("schedule.Calendar", models.PROTECT, null=True, editable=False, related_name="+")
    live = models.BooleanField(_("can be booked"), default=True)
    soonest = models.DateTimeField(null=True, editable=False, db_index=True)
    """The next free time as it was last seen: long lists are put in order by it, see `booking.soonest`."""
    soonest_until = models.DateTimeField(null=True, editable=False, db_index=True)
    sort_order = models.IntegerField(default=0)

    search_fields = [
        index.SearchField("all_words"), index.AutocompleteField("all_words"), index.FilterField("live"),
        index.FilterField("kind"),
    ]  # fmt: skip

    class Meta:
        verbose_name, verbose_name_plural = _("resource"), _("resources")
        ordering = ["sort_order", "pk"]
        constraints = [models.CheckConstraint(condition=models.Q(capacity__gte=1), name="resource_has_room")]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def sole(self) -> bool:
        """One alone, not a pool."""
        return self.capacity == 1

    def units_for(self, party: int) -> int:
        """How many of its units so many people take: one alone is taken whole."""
        return 1 if self.sole else party

    @property
    def all_words(self) -> str:
        """What the search finds a resource by, in every language: its own words, its directions and its services."""
        own = [self.name, self.headline]
        if self.pk:
            own += [direction.name for direction in self.directions.all()]
            own += [offer.service.name for offer in self.offers.select_related("service")]
        return " ".join(text for words in own for text in words.values())


class Service(models.Model):
    """What is booked: so long, so much, by these rules. A variant is a service of its own that names its parent."""

    OPEN, CONFIDENTIAL = "open", "confidential"
    PREPAY = [
        ("policy", _("as the policy says")), ("none", _("nothing")), ("percent", _("percent")),
        ("amount", _("amount")), ("full", _("everything")),
    ]  # fmt: skip

    code = models.SlugField(_("code"), unique=True)
    name = WordsField(_("name"))
    summary = WordsField(_("summary"), blank=True, long=True)
    bring = WordsField(_("what to bring"), blank=True, long=True)
    kind = models.CharField(_("kind of resource"), max_length=10, choices=Resource.KINDS, default=Resource.PERSON)
    direction = models.ForeignKey(Direction, models.PROTECT, null=True, blank=True, verbose_name=_("direction"))
    variant_of = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="variants", verbose_name=_("variant of")
    )
    minutes = models.PositiveIntegerField(_("duration, minutes"), default=60, validators=[MinValueValidator(5)])
    step = models.PositiveIntegerField(_("starts every, minutes"), default=30, validators=[MinValueValidator(5)])
    before = models.PositiveIntegerField(_("kept free before, minutes"), default=0)
    after = models.PositiveIntegerField(_("kept free after, minutes"), default=0)
    price = models.DecimalField(_("price"), default=Decimal(0), validators=[MinValueValidator(0)], **MONEY)
    currency = models.CharField(_("currency"), max_length=3, default="UAH")
    formats = models.JSONField(_("formats"), default=list, blank=True)
    party_min = models.PositiveSmallIntegerField(_("smallest party"), default=1)
    party_max = models.PositiveSmallIntegerField(_("largest party"), default=1)
    policy = models.ForeignKey(Policy, models.PROTECT, verbose_name=_("policy"), related_name="services")
    prepay = models.CharField(_("paid when booking"), max_length=8, choices=PREPAY, default="policy")
    prepay_value = models.DecimalField(_("percent or amount"), default=Decimal(0), **MONEY)
    privacy = models.CharField(
        _("privacy"), max_length=12, default=OPEN, choices=[(OPEN, _("open")), (CONFIDENTIAL, _("confidential"))]
    )
    bookable = models.BooleanField(_("can be booked online"), default=True)
    sort_order = models.IntegerField(default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("service"), _("services")
        ordering = ["sort_order", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(minutes__gte=5, step__gte=5), name="service_lasts"),
            models.CheckConstraint(
                condition=models.Q(price__gte=0, prepay_value__gte=0), name="service_price_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Offer(models.Model):
    """This resource does this service, at its own price if it has one."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="offers", verbose_name=_("resource"))
    service = models.ForeignKey(Service, models.CASCADE, related_name="offers", verbose_name=_("service"))
    price = models.DecimalField(_("own price"), null=True, blank=True, validators=[MinValueValidator(0)], **MONEY)
    formats = models.JSONField(_("own formats"), default=list, blank=True)
    """Of the service's formats those in which this resource does it; empty: all of them."""
    live = models.BooleanField(_("live"), default=True)

    class Meta:
        verbose_name, verbose_name_plural = _("offer"), _("offers")
        constraints = [
            models.UniqueConstraint(fields=["resource", "service"], name="offer_once"),
            models.CheckConstraint(
                condition=models.Q(price=None) | models.Q(price__gte=0), name="offer_price_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service}: {self.resource}"

    @property
    def charge(self) -> Decimal:
        """What one booking costs, in the service's currency."""
        return self.service.price if self.price is None else self.price

    @property
    def can_be_booked(self) -> bool:
        return self.live and self.service.bookable and self.resource.live

    @property
    def ways(self) -> list[str]:
        """The formats in which this resource does this service, in the service's order."""
        return [one for one in self.service.formats if not self.formats or one in self.formats]

    @property
    def hours(self) -> str:
        """The format whose hours are all its hours: some hours are kept for online."""
        return "online" if "online" in self.ways else "on_site"


class Review(models.Model):
    """What a client said after a visit; `signed` is empty where the review appears without a name."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="reviews", verbose_name=_("about"))
    service = models.ForeignKey(Service, models.SET_NULL, null=True, blank=True, verbose_name=_("service"))
    booking = models.OneToOneField("booking.Booking", models.SET_NULL, null=True, blank=True, verbose_name=_("booking"))
    rating = models.PositiveSmallIntegerField(_("stars"))
    text = WordsField(_("text"), long=True)
    signed = WordsField(_("signed"), blank=True)
    written = models.DateField(_("written on"))
    live = models.BooleanField(_("published"), default=False)

    class Meta:
        verbose_name, verbose_name_plural = _("review"), _("reviews")
        ordering = ["-written", "-pk"]
        constraints = [models.CheckConstraint(condition=models.Q(rating__range=(1, 5)), name="review_one_to_five")]

    def __str__(self) -> str:
        return f"{self.resource}: {self.rating}"
