"""Donations: chosen, given with an order, handed over.

What foundations have coming to them lies in the ledger, in `donations:<code>:<currency>`. Whoever touches such an
account stands in line first (`shop.verbs.purses.stand_in_line`): what is looked at there is still there when it moves.

What is given is given whole, and is nobody's bargain. Neither promotions nor codes are for donations: whoever gives
500 gives 500, and the house takes nothing off for him. They are paid by card, or in cash where staff take the money,
and at once: points are a discount that the house grants, and a certificate is money that has been paid in already, and
whose holder can donate of it on its own page. A promise to pay at the desk gives nothing yet. No points are earned.
"""

from shop.verbs.donations.choosing import change, choose, line_of, put_donation
from shop.verbs.donations.handing import hand_over

__all__ = ["change", "choose", "hand_over", "line_of", "put_donation"]
