"""Money for lines that are themselves money: certificates. Their stock never ends, so late money is as good as any."""

from datetime import datetime

from facts import announce
from shop.models import Part, Return
from shop.verbs.promotions import stand_again
from shop.verbs.purses import book
from shop.verbs.returning import give_back, kept, unreturned
from shop.verbs.sales import Deal, seller

BOUGHT, REFUNDED = "bought", "refunded"


def apart_paid(deal: Deal, part: Part, *, now: datetime) -> str:
    """All of the price, or nothing: too little goes back, and so does what is beyond it, or comes for what was taken
    back.
    """
    pot, line = deal.pot(part.line_id), deal.order.lines.select_related("product__sellable").get(pk=part.line_id)
    before, price = kept(deal.order, line.pk) - part.amount, line.line_price_incl_tax
    book(pot, part, now=now)
    if before >= price or before + part.amount < price or Return.objects.filter(line=line).exists():
        give_back(pot, unreturned(part), part=part, reason="late", now=now)
        announce("order.late", deal.order, by=None, now=now, amount=part.amount)
        return REFUNDED
    if before + part.amount > price:
        give_back(pot, before + part.amount - price, part=part, reason="excess", now=now)
    stand_again(deal.order)
    seller(line).paid(line, now=now)
    return BOUGHT
