"""Reading donations: to whom something can be given, and how much. Nothing here writes."""

from decimal import Decimal

from django.conf import settings
from django.db.models import QuerySet

from booking.core.decisions import Reason
from shop.models import DonationRules, Foundation


def rules() -> DonationRules:
    """What staff have set, or what holds until they do."""
    return DonationRules.objects.first() or DonationRules()


def foundations() -> QuerySet[Foundation]:
    """Those to which something can be given."""
    return Foundation.objects.filter(live=True)


def unfit(amount: Decimal, *, lowest: Decimal, highest: Decimal, currency: str = "") -> Reason | None:
    """Why so much cannot be given; None: it can."""
    if amount.is_finite() and lowest <= amount <= highest and amount == round(amount, 2):
        return None
    told = {"min": lowest, "max": highest, "currency": currency or settings.OSCAR_DEFAULT_CURRENCY}
    return Reason("donation_amount", told)
