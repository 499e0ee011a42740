"""What staff do with points: find a client, read the statement, give and take by hand, change the programme."""

import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

import clock
import moments
from accounts.models import User
from accounts.queries import person
from booking.core.decisions import Refused
from loyalty import queries, verbs
from loyalty.core import ZERO
from loyalty.models import Programme
from loyalty.texts import lines, show_points
from money import show_money
from reading import framed
from words import say, say_lazy

MAY_SEE, MAY_GIVE, MAY_CHANGE = "loyalty.view_points", "loyalty.give_points", "loyalty.change_programme"
FOUND, PAGE, MOST = 30, 50, 100_000
RULES = ("per", "points", "value", "share", "minimum", "months", "warn_days")
ICON = "pick"


class ByHand(forms.Form):
    """`key`: made with the form, so that sending it twice moves points once."""

    way = forms.ChoiceField(
        label=say_lazy("staff.points.way"),
        choices=[("give", say_lazy("staff.points.give")), ("take", say_lazy("staff.points.take"))],
    )
    points = forms.IntegerField(label=say_lazy("loyalty.points"), min_value=1, max_value=MOST)
    reason = forms.CharField(label=say_lazy("staff.points.reason"), max_length=200)
    key = forms.UUIDField(widget=forms.HiddenInput)


class ProgrammeForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model, fields = Programme, RULES


@never_cache
@require_safe
def members(request: HttpRequest) -> HttpResponse:
    """Whoever is looked for by name or address; else those who hold most."""
    if not request.user.has_perm(MAY_SEE):
        raise PermissionDenied
    asked = request.GET.get("q", "").strip()[:100]
    people = list(_found(asked) if asked else _rich())
    told: dict[str, Any] = {"q": asked, "rows": _rows(people), "programme_url": reverse("points_programme")}
    told |= {"may_change": request.user.has_perm(MAY_CHANGE)}
    return render(request, "loyalty/members.html", framed(say("me.points"), ICON) | told)


def _rows(people: list[User]) -> list[tuple[User, str, str]]:
    held = queries.balances(row.pk for row in people)
    return [(row, show_points(held.get(row.pk, ZERO)), reverse("points_member", args=[row.pk])) for row in people]


def _found(text: str) -> Any:
    wanted = Q(email__icontains=text) | Q(first_name__icontains=text) | Q(last_name__icontains=text)
    return User.objects.filter(wanted).order_by("pk")[:FOUND]


def _rich() -> list[User]:
    order = queries.richest(FOUND)
    people = User.objects.in_bulk(order)
    return [people[pk] for pk in order if pk in people]


@never_cache
@require_http_methods(["GET", "POST"])
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """One client's points, line by line; and a form to give and to take, for those who may."""
    if not request.user.has_perm(MAY_SEE if request.method == "GET" else MAY_GIVE):
        raise PermissionDenied
    user, may_give = get_object_or_404(User, pk=pk), request.user.has_perm(MAY_GIVE)
    form = ByHand(request.POST or None, initial={"key": uuid.uuid4()})
    if form.is_valid() and _moved(form, user, request):
        messages.success(request, say("staff.points.done"))
        return redirect("points_member", pk)
    page = Paginator(queries.statement(user.pk), PAGE).get_page(request.GET.get("p"))
    live = queries.standing(user.pk, now=clock.now()).live
    above = (say("me.points"), reverse("points_members"))
    context = framed(str(user), ICON, above) | {
        "member": user, "page": page, "lines": _shown(user, page), "balance": show_points(live),
        "owed": show_points(queries.owed(user.pk)), "form": form if may_give else None,
        "zone": moments.zone_name(settings.HOUSE_ZONE),
    }  # fmt: skip
    return render(request, "loyalty/member.html", context, status=422 if form.errors else 200)


def _shown(user: User, page: Any) -> list[dict[str, Any]]:
    return [
        {
            "row": one.transfer,
            "at": at(one.transfer.at),
            "text": one.text,
            "points": show_points(one.points, signed=True),
        }
        for one in lines(user.pk, page)
    ]


def at(moment: datetime) -> str:
    """By the house's clocks."""
    return f"{moments.local(moment, settings.HOUSE_ZONE):%Y-%m-%d %H:%M}"


def _moved(form: ByHand, user: User, request: HttpRequest) -> bool:
    told = form.cleaned_data
    verb = verbs.give if told["way"] == "give" else verbs.withdraw
    try:
        verb(
            user_id=user.pk, points=told["points"], reason=told["reason"], key=str(told["key"]),
            by=person(request), now=clock.now(),
        )  # fmt: skip
    except Refused as refused:
        told = dict(refused.reasons[0].numbers)
        form.add_error("points", say("refusals.points_short.text", n=told["n"], amount=show_money(told["amount"])))
        return False
    return True


@never_cache
@require_http_methods(["GET", "POST"])
def programme(request: HttpRequest) -> HttpResponse:
    """The rules by which points are earned, spent and lost."""
    if not request.user.has_perm(MAY_CHANGE):
        raise PermissionDenied
    form = ProgrammeForm(request.POST or None, instance=queries.programme() or Programme())
    if form.is_valid():
        verbs.change_programme(by=person(request), now=clock.now(), **{name: form.cleaned_data[name] for name in RULES})
        messages.success(request, say("staff.points.done"))
        return redirect("points_members")
    context = framed(say("staff.points.programme"), "cog", (say("me.points"), reverse("points_members")))
    return render(request, "loyalty/programme.html", context | {"form": form}, status=422 if form.errors else 200)
