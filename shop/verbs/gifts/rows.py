"""The certificate's row, locked."""

from shop.models import Gift


def locked(gift: Gift) -> Gift:
    """As it is now; nobody else changes it until the transaction ends."""
    rows = Gift.objects.select_for_update(of=("self",)).select_related("design", "service", "holder", "buyer")
    return rows.get(pk=gift.pk)
