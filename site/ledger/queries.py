"""Reading the books."""

from decimal import Decimal

from django.db.models import DecimalField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from ledger.models import Account, Transfer

_SUM = DecimalField(max_digits=14, decimal_places=2)


def balance(code: str) -> Decimal:
    """What the account holds, in its currency; 0 for one that was never opened."""
    return Account.objects.filter(code=code).values_list("balance", flat=True).first() or Decimal(0)


def statement(code: str) -> QuerySet[Transfer]:
    """Every movement of the account, newest first."""
    return Transfer.objects.filter(Q(source__code=code) | Q(target__code=code)).select_related("source", "target", "by")


def trial_balance() -> list[tuple[str, Decimal, Decimal]]:
    """Accounts whose kept balance is not the sum of their transfers: (code, kept, computed). Empty when right."""

    def moved(side: str) -> Coalesce:
        rows = Transfer.objects.filter(**{side: OuterRef("pk")}).order_by().values(side).annotate(sum=Sum("amount"))
        return Coalesce(Subquery(rows.values("sum"), output_field=_SUM), Decimal(0), output_field=_SUM)

    rows = Account.objects.annotate(into=moved("target"), out=moved("source"))
    sums = ((row.code, row.balance, row.into - row.out) for row in rows)
    return [row for row in sums if row[1] != row[2]]
