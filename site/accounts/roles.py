"""Roles: one table of who may do what, and the doors that views put on their first line.

A client has no group. An expert works on the site, not in the staff pages, unless a staff role is given too.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from typing import Any, NamedTuple

from django.contrib.auth.models import Group, Permission
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import resolve_url
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from accounts.models import User
from facts import announce

View = Callable[..., HttpResponseBase]

ALL = ("view", "add", "change", "delete")


def may(model: str, *actions: str) -> list[str]:
    """The names of permissions on a model: may("booking.booking", "view") is ["booking.view_booking"]."""
    app, _, name = model.partition(".")
    return [f"{app}.{action}_{name}" for action in actions or ALL]


class Role(NamedTuple):
    permissions: tuple[str, ...] = ()
    """Names of permissions; "booking.*" stands for every permission of that room."""
    pages: tuple[str, ...] = ()
    """What may be done with pages, everywhere in the tree."""
    collections: tuple[str, ...] = ()
    """Names of permissions on pictures and documents, in every collection."""
    dashboard: bool = False
    """Works in the shop's dashboard, whose first page asks for the mark `is_staff`."""


CMS = "wagtailadmin.access_admin"
WRITES = ("add_page", "change_page")
PUBLISHES = (*WRITES, "publish_page", "bulk_delete_page", "lock_page", "unlock_page")
PICTURES = ("wagtailimages.add_image", "wagtailimages.change_image", "wagtailimages.choose_image")
DOCUMENTS = ("wagtaildocs.add_document", "wagtaildocs.change_document", "wagtaildocs.choose_document")
READS_MONEY = ("ledger.view_account", "ledger.view_transfer", "shop.view_payment", "shop.view_refund")

ROLES: dict[str, Role] = {
    "admin": Role(
        (
            CMS, "accounts.*", "auth.*", "booking.*", "shop.*", "notifications.*", "pages.*", "wagtailcore.*",
            "wagtailimages.*", "wagtaildocs.*", "wagtailredirects.*", "wagtail_localize.*", "catalogue.*", "partner.*",
            "offer.*", "voucher.*", "order.*", "basket.*", "shipping.*", "analytics.*", "otp_totp.*", "otp_static.*",
            "loyalty.*", *READS_MONEY,
        ),
        PUBLISHES, PICTURES + DOCUMENTS, dashboard=True,
    ),
    "reception": Role(
        (
            CMS, *may("booking.booking", "view", "add", "change"), *may("booking.resource", "view"),
            *may("booking.service", "view"), *may("booking.policy", "view"), *may("booking.place", "view"),
            *may("accounts.user", "view"), *may("notifications.message", "view"), *may("order.order", "view", "change"),
            *may("shop.gift", "view", "change"),
            *may("shop.purchase", "view", "change"), *may("shop.payment", "add"), *may("shop.return", "view", "add"),
            "loyalty.view_points", *READS_MONEY,
        ),
        dashboard=True,
    ),
    "marketer": Role(
        (
            CMS, *may("booking.service", "view", "change"), *may("booking.resource", "view"), *may("booking.review"),
            *may("notifications.letter", "view", "change"), *may("offer.conditionaloffer"), *may("offer.range"),
            *may("offer.condition"), *may("offer.benefit"), *may("voucher.voucher"), *may("voucher.voucherset"),
            *may("catalogue.product", "view", "change"), *may("analytics.userrecord", "view"),
            "loyalty.view_points", "loyalty.give_points", *may("loyalty.programme", "view", "change"),
            *may("wagtailredirects.redirect"), *may("shop.gift", "view"), *may("shop.giftdesign"),
            *may("shop.giftrules", "change"), *may("shop.foundation", "view", "add", "change"),
            *may("shop.donationrules", "change"),
            *may("shop.deliveryrules", "change"), *may("shop.promo", "view", "add", "change"),
        ),
        PUBLISHES, PICTURES, dashboard=True,
    ),
    "warehouse": Role(
        (
            CMS, *may("shop.good", "view", "add", "change"), *may("shop.shelf", "view", "add", "change"),
            *may("shop.photo"), *may("shop.movement", "view", "add"),
            *may("catalogue.product", "view", "add", "change"), *may("catalogue.category", "view"),
            *may("partner.partner", "view"), *may("partner.stockrecord", "view", "add", "change"),
            *may("partner.stockalert", "view", "change"), *may("order.order", "view", "change"),
            *may("shop.purchase", "view", "change"),
        ),
        collections=("wagtailimages.add_image", "wagtailimages.choose_image"), dashboard=True,
    ),
    "editor": Role(
        (CMS, "wagtail_localize.submit_translation", *may("booking.policy", "view", "change")), WRITES,
        PICTURES + DOCUMENTS,
    ),
    "expert": Role(),
    "client": Role(),
}  # fmt: skip
"""Role -> what it may do; whoever has several is called by the first. Each is a group, but for the last two."""

STAFF = tuple(name for name, role in ROLES.items() if role.permissions)


def found(names: Iterable[str]) -> list[Permission]:
    """The permissions of these names, wildcards resolved. LookupError: there is no such permission."""
    rows: dict[int, Permission] = {}
    for name in names:
        app, _, code = name.partition(".")
        which = Q(content_type__app_label=app) & (Q() if code == "*" else Q(codename=code))
        some = {row.pk: row for row in Permission.objects.filter(which)}
        if not some:
            raise LookupError(f"There is no permission {name}")
        rows |= some
    return list(rows.values())


def furnish_roles() -> list[Group]:
    """Makes the groups as the table says, and takes away what it does not say. May be called again."""
    with transaction.atomic():
        return [_furnish(name, ROLES[name]) for name in STAFF]


def _furnish(name: str, role: Role) -> Group:
    group, _ = Group.objects.get_or_create(name=name)
    group.permissions.set(found(role.permissions))
    _grant(GroupPagePermission, group, [f"wagtailcore.{code}" for code in role.pages], page=Page.get_first_root_node())
    _grant(GroupCollectionPermission, group, role.collections, collection=Collection.get_first_root_node())
    return group


def _grant(model: Any, group: Group, names: Iterable[str], **where: Any) -> None:
    wanted = found(names)
    model.objects.filter(group=group).exclude(permission__in=wanted, **where).delete()
    for permission in wanted:
        model.objects.get_or_create(group=group, permission=permission, **where)


def give_role(*, user: User, role: str, by: User | None, now: datetime) -> None:
    """Puts the person into the group of `role` and out of every other role's; "client" takes all away."""
    with transaction.atomic():
        before = role_of(user)
        user.groups.remove(*user.groups.filter(name__in=STAFF))
        if role in STAFF:
            user.groups.add(Group.objects.get(name=role))
        user.is_staff = ROLES[role].dashboard
        User.objects.filter(pk=user.pk).update(is_staff=user.is_staff)
        announce("account.role_changed", user, by=by, now=now, old=before, new=role)


def role_of(user: Any) -> str:
    """A name from ROLES; its words are roles.<name>."""
    if user.is_superuser:
        return "admin"
    held = set(user.groups.values_list("name", flat=True)) if user.is_authenticated else set()
    return next((name for name in STAFF if name in held), "expert" if is_expert(user) else "client")


def is_expert(user: Any) -> bool:
    """Has a resource that can be booked."""
    return bool(user.is_authenticated and hasattr(user, "resource") and user.resource.live)


def _door(allowed: Callable[[Any], bool]) -> Callable[[View], View]:
    def door(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), resolve_url("two_factor:login"))
            if not allowed(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return door


client_only = _door(lambda user: True)
"""For views of the client area: whoever has signed in; others sign in first and come back."""

expert_only = _door(is_expert)
"""For views of the expert's panel: 403 for everybody else."""
