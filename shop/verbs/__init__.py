"""Selling what the booking room keeps. Order first, money second: a payment always finds its order.

Rows are written inside transactions, Stripe is spoken to outside them. Every verb that touches a sale locks the booking
and then its order.
"""

from shop.verbs.cancelling import cancel_unpaid
from shop.verbs.catalogue import on_edit
from shop.verbs.delivering import arrive, hand_over, make_ready, pack, send
from shop.verbs.desk import take_payment
from shop.verbs.fees import charge_fees
from shop.verbs.goods import expire_orders
from shop.verbs.pages import chase_payments, expire_sessions, pay_address
from shop.verbs.reacting import on_fact
from shop.verbs.refunding import refund
from shop.verbs.returning import bounced, give_otherwise, hand_back, look_again, retry_refund, send_refunds
from shop.verbs.selling import at_desk, bill, checkout, pay_balance, sell
from shop.verbs.settling import learn, settle
from shop.verbs.stock import hand_out, receive, release, take_back, tell_low, write_off

__all__ = [
    "arrive", "at_desk", "bill", "bounced", "cancel_unpaid", "charge_fees", "chase_payments", "checkout",
    "expire_orders", "expire_sessions", "give_otherwise", "hand_back", "hand_out", "hand_over", "learn",
    "look_again", "make_ready", "on_edit", "on_fact", "pack", "pay_address", "pay_balance", "receive", "refund",
    "release", "retry_refund", "sell", "send", "send_refunds", "settle", "take_back", "take_payment", "tell_low",
    "write_off",
]  # fmt: skip
