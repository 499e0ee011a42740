"""What staff see of the ledger: accounts, movements, the statement of one account, and whether the books balance."""

from typing import Any

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.permissions import register_permission_policy

from ledger.models import Account, Transfer
from ledger.queries import statement, trial_balance
from money import show_money
from reading import OnlyRead, ReadingViewSet, SafeSheet
from words import say, say_lazy

PAGE = 50
TRY = "try"
"""In the address of the list: add up the books."""

for model in (Account, Transfer):
    register_permission_policy(model, OnlyRead(model))


def balance(account: Account) -> str:
    return show_money(account.balance, account.currency)


def floor(account: Account) -> str:
    return "—" if account.floor is None else show_money(account.floor, account.currency)


def amount(transfer: Transfer) -> str:
    return show_money(transfer.amount, transfer.source.currency)


def _link(account: Account) -> str:
    return format_html('<a href="{}">{}</a>', reverse("ledger_accounts:inspect", args=[account.pk]), account)


class AccountList(IndexView):
    """The books are tried only when somebody asks: every movement there ever was is added up."""

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        told: dict[str, Any] = super().get_context_data(*args, **kwargs)
        asked = TRY in self.request.GET and not self.results_only
        return told | {"try_url": f"?{TRY}=1", "differences": _differences() if asked else None}


def _differences() -> list[str]:
    """Accounts whose balance is not the sum of their movements, in words."""
    return [
        say("staff.ledger.difference", account=code, kept=show_money(kept), sum=show_money(moved))
        for code, kept, moved in trial_balance()
    ]


class Statement(InspectView):
    """One account with all its movements, newest first."""

    def get_page_title(self) -> str:
        return say("staff.ledger.statement")

    def get_fields_context(self) -> list[Any]:
        return []

    def get_object(self, queryset: Any = None) -> Account:
        return get_object_or_404(Account, pk=self.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        account = self.object
        page = Paginator(statement(account.code), PAGE).get_page(self.request.GET.get("p"))
        told: dict[str, Any] = super().get_context_data(**kwargs)
        return told | {
            "account": account, "balance": balance(account), "floor": floor(account), "page": page,
            "rows": [_row(one, account) for one in page],
        }  # fmt: skip


def _row(transfer: Transfer, account: Account) -> dict[str, Any]:
    came = transfer.target_id == account.pk
    return {
        "at": transfer.at, "other": transfer.source if came else transfer.target,
        "reason": transfer.reason, "ref": transfer.ref,
        "by": transfer.by or "", "amount": show_money(transfer.amount if came else -transfer.amount, account.currency),
    }  # fmt: skip


class Accounts(ReadingViewSet):
    model, icon, menu_label, name = Account, "folder-open-1", say_lazy("staff.menu.accounts"), "ledger_accounts"
    index_view_class, inspect_view_class = AccountList, Statement
    list_display = [
        "code", "currency", Column("balance", label=_("Balance"), accessor=balance, sort_key="balance"),
        Column("floor", label=_("Floor"), accessor=floor),
    ]  # fmt: skip
    list_filter = ["currency"]
    search_fields = ["code"]
    list_export = ["code", "currency", "balance", "floor"]
    ordering = "code"
    form_fields = ["code"]
    index_template_name = "ledger/accounts.html"
    inspect_template_name = "ledger/statement.html"


class TransferList(SafeSheet, IndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("source", "target", "by")


class Transfers(ReadingViewSet):
    model, icon, menu_label, name = Transfer, "redirect", say_lazy("staff.menu.transfers"), "ledger_transfers"
    index_view_class = TransferList
    list_display = [
        Column("at", label=_("At, UTC"), accessor=lambda one: f"{one.at:%Y-%m-%d %H:%M:%S}", sort_key="at"),
        Column("source", label=_("From"), accessor=lambda one: _link(one.source)),
        Column("target", label=_("To"), accessor=lambda one: _link(one.target)),
        Column("amount", label=_("Amount"), accessor=amount, sort_key="amount"), "reason", "ref", "by",
    ]  # fmt: skip
    list_filter = {"reason": ["exact"], "at": ["date__gte", "date__lte"], "source__currency": ["exact"]}
    search_fields = ["ref", "reason", "source__code", "target__code"]
    list_export = ["at", "source", "target", "amount", "source.currency", "reason", "ref", "by"]
    export_headings = {"source.currency": _("currency")}
    inspect_view_fields = ["at", "source", "target", "amount", "reason", "ref", "by"]
    form_fields = ["reason"]


class Ledger(ModelViewSetGroup):
    menu_label, menu_icon, menu_order = say_lazy("staff.menu.ledger"), "folder-open-1", 330
    items = (Accounts, Transfers)


@hooks.register("register_admin_viewset")
def ledger() -> Ledger:
    return Ledger()
