"""What is asked before staff do something with an order."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from money import show_money
from shop.buying.things import title_sold
from shop.letters import THINGS
from shop.models import Payment, Purchase, Return
from shop.models.money import named
from shop.sharing import ZERO
from shop.verbs.refunding import TO_COME, Going, Item, of_session
from shop.verbs.sales import CANCELLED
from words import say, say_lazy

LONGEST_REASON = 200


def reason_field() -> forms.CharField:
    return forms.CharField(
        label=say_lazy("staff.override_reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": say_lazy("staff.acts.reason_missing")},
    )  # fmt: skip


class Question(forms.Form):
    """Nothing but "are you sure"."""

    sure = forms.CharField(widget=forms.HiddenInput, initial="1")

    def __init__(self, data: Any, *, row: Purchase, owed: Decimal) -> None:
        super().__init__(data)
        self.row, self.owed = row, owed

    def meaning(self) -> list[tuple[str, str]]:
        return [(say("staff.orders.owed"), show_money(self.owed, self.row.order.currency))] if self.owed else []


class Send(Question):
    parcel = forms.CharField(label=say_lazy("staff.orders.parcel"), max_length=64, required=False)


class Pay(Question):
    """All that is owed. `shown`: what it was when this was asked."""

    how = forms.ChoiceField(
        label=say_lazy("staff.orders.how"), widget=forms.RadioSelect, initial=Payment.CASH,
        choices=[(how, say_lazy(f"staff.orders.{how}")) for how, _ in Payment.DESKS],
    )  # fmt: skip
    shown = forms.DecimalField(widget=forms.HiddenInput, max_digits=12, decimal_places=2)

    def __init__(self, data: Any, **more: Any) -> None:
        super().__init__(data, **more)
        self.initial["shown"] = self.owed


class Cancel(Question):
    reason = reason_field()


def left_of(order: Any) -> list[dict[str, Any]]:
    """What of each line, and of the delivery, has not been taken back yet."""
    back = list(Return.objects.filter(order=order))
    lines = order.lines.select_related("session__booking", "product__sellable", "stockrecord", *THINGS).order_by("pk")
    rows = [_session(order, line) for line in lines if hasattr(line, "session")]
    if order.status != CANCELLED:
        things = [line for line in lines if not hasattr(line, "session")]
        rows += [_left(line, [one for one in back if one.line_id == line.pk]) for line in things]
        carried = order.shipping_incl_tax - sum((one.amount for one in back if one.line_id is None), ZERO)
        rows.append({"pk": None, "kind": "delivery", "title": say("staff.orders.delivery"), "n": 0, "most": carried})
    return [row for row in rows if row["n"] or row["most"]]


def _session(order: Any, line: Any) -> dict[str, Any]:
    """One that is to come is cancelled as a whole; of one that is over, what was kept of it."""
    state = line.session.booking.state
    told = {"pk": line.pk, "kind": "session", "title": line.title, "n": 0, "most": of_session(order, line.pk, state)}
    if state in TO_COME:
        return told | {"kind": "to_come", "most": line.line_price_incl_tax}
    return told if state == "completed" else told | {"title": say("staff.orders.fee_kept", what=line.title)}


def _left(line: Any, back: Sequence[Return]) -> dict[str, Any]:
    kind = line.product.sellable.kind if hasattr(line.product, "sellable") else "goods"
    pieces = line.quantity - sum(one.quantity for one in back)
    price = line.line_price_incl_tax - sum((one.amount for one in back), ZERO)
    n = pieces if kind == "goods" else 0
    return {"pk": line.pk, "kind": kind, "title": title_sold(line), "most": price, "n": n}


def returnable(order: Any) -> bool:
    return bool(left_of(order))


class Back(forms.Form):
    """For each line a tick, pieces and an amount (empty: their price)."""

    reason = reason_field()

    def __init__(self, data: Any, *, row: Purchase) -> None:
        super().__init__(data)
        self.row, self.rows = row, left_of(row.order)
        for one in self.rows:
            self._ask(one, one["pk"] or "delivery")

    def _ask(self, one: dict[str, Any], name: Any) -> None:
        currency = self.row.order.currency
        most = show_money(one["most"], currency)
        self.fields[f"take_{name}"] = forms.BooleanField(label=f"{one['title']} · {most}", required=False)
        if one["n"]:
            self.fields[f"n_{name}"] = forms.IntegerField(
                label=say("staff.orders.pieces", n=one["n"]), min_value=0, max_value=one["n"], initial=one["n"],
                required=False,
            )  # fmt: skip
            self.fields[f"shelf_{name}"] = forms.BooleanField(
                label=say("staff.orders.shelf"), required=False, initial=True
            )
        if one["kind"] == "to_come":
            self.fields[f"waive_{name}"] = forms.BooleanField(label=say("staff.waive"), required=False)
        else:
            self.fields[f"sum_{name}"] = forms.DecimalField(
                label=say("staff.orders.amount"), min_value=0, max_value=one["most"], decimal_places=2, required=False
            )

    def groups(self) -> list[list[Any]]:
        """The fields of each line together."""
        names = [one["pk"] or "delivery" for one in self.rows]
        asked = [[f"{part}_{name}" for part in ("take", "n", "sum", "shelf", "waive")] for name in names]
        return [[self[field] for field in fields if field in self.fields] for fields in asked]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        told["items"] = self._items(told)
        if not told["items"]:
            self.add_error(None, say("staff.orders.nothing_ticked"))
        return told

    def _items(self, told: dict[str, Any]) -> list[Item]:
        found = []
        for one in self.rows:
            name = one["pk"] or "delivery"
            if told.get(f"take_{name}"):
                found.append(
                    Item(
                        one["pk"], told.get(f"n_{name}") or 0, told.get(f"sum_{name}"),
                        shelf=bool(told.get(f"shelf_{name}")), waive=bool(told.get(f"waive_{name}")),
                    )
                )  # fmt: skip
        return found

    def items(self) -> list[Item]:
        items: list[Item] = self.cleaned_data["items"]
        return items

    @staticmethod
    def mark(going: Sequence[Going]) -> str:
        """Names exactly what was shown: pressing "yes" under another sum is asked again."""
        return ";".join(f"{one.means}:{named(one.means, one.source)}:{one.amount}" for one in going) or "nothing"


def shown(going: Sequence[Going], currency: str) -> list[tuple[str, str]]:
    return [(source(one.means, one.source), show_money(one.amount, currency)) for one in going]


def source(means: str, whence: str) -> str:
    """How staff call where money came from: the last signs of a certificate, never all of them."""
    desks = {Payment.CASH, Payment.TERMINAL}
    if means == Payment.DESK and whence in desks:
        return say(f"staff.orders.{whence}")
    shown = f" {named(means, whence)}" if means == Payment.GIFT else ""
    return say(f"staff.orders.means.{means}") + shown
