"""Certificates: drafted and bought, delivered and accepted, passed on, kept in order by staff, spent and ended.

What lies on one is in the ledger, in the account `gift:<CODE>`. Every verb locks the certificate's row first, after the
order if there is one, and the ledger's accounts last.
"""

from shop.verbs.gifts.buying import Wish, draft, edit, line_of, put_gift
from shop.verbs.gifts.desking import redeem_for
from shop.verbs.gifts.donating import donate
from shop.verbs.gifts.ending import expire_gifts, remind_holders
from shop.verbs.gifts.giving import Passing, accept, deliver_due, look_up, paid, pass_on
from shop.verbs.gifts.keeping import block, extend, readdress, redeem, resend, unblock
from shop.verbs.gifts.means import GiftMeans
from shop.verbs.gifts.undoing import refundable, take_out

__all__ = [
    "GiftMeans", "Passing", "Wish", "accept", "block", "deliver_due", "donate", "draft", "edit", "expire_gifts",
    "extend", "line_of", "look_up", "paid", "pass_on", "put_gift", "readdress", "redeem", "redeem_for", "refundable",
    "remind_holders", "resend", "take_out", "unblock",
]  # fmt: skip
