"""What follows from what. Every consequence in the house can be read on this page.

Paths are dotted and found when needed, so that the lower rooms need not know the upper ones.
"""

REACTIONS: dict[str, list[str]] = {
    "*": ["booking.soonest.on_fact", "notifications.verbs.post", "config.work.nudge_on_fact"],
    "booking.cancelled": ["shop.verbs.on_fact"],
    "booking.expired": ["shop.verbs.on_fact"],
    "booking.rejected": ["shop.verbs.on_fact"],
    "booking.retaken": ["shop.verbs.on_fact"],
    "booking.missed": ["shop.verbs.on_fact"],
    "booking.claimed": ["shop.verbs.on_fact", "loyalty.verbs.on_fact"],
    "booking.completed": ["loyalty.verbs.on_fact"],
    "payment.received": ["loyalty.verbs.on_fact"],
    "payment.refunded": ["loyalty.verbs.on_fact"],
    "order.sent": ["loyalty.verbs.on_fact"],
    "order.handed_over": ["loyalty.verbs.on_fact"],
    "order.returned": ["loyalty.verbs.on_fact"],
    "wagtail.edit": ["shop.verbs.on_edit"],
    "account.verified": ["booking.verbs.on_account"],
    "account.signed_in": ["booking.verbs.on_account"],
}
"""Fact -> functions (verb, subject, *, by, now, data); they may only write rows. "*" hears every fact."""

TILL: dict[str, str] = {
    "gift": "shop.verbs.gifts.GiftMeans",
    "points": "loyalty.verbs.PointsMeans",
}
"""Means of payment -> class with `offer`, `holds`, `take`, `give_back` (`shop.till.Means`)."""

SALE: dict[str, str] = {
    "checkout": "shop.verbs.checkout",
    "pay": "shop.verbs.pay_balance",
    "desk": "shop.verbs.at_desk",
    "basket": "shop.queries.basket_door",
    "receipt": "shop.queries.receipt_door",
    "money": "shop.queries.money",
    "back": "shop.queries.given_back",
    "preview": "shop.previewing.preview",
    "earning": "shop.queries.earning",
    "along": "shop.showcase.along",
}
"""Who sells what is booked. checkout and pay: (booking, *, now, by) -> address to pay at, or None when nothing is due;
checkout and preview also take what the browser keeps (`kept`); desk: the arguments of pay, confirms what is paid later;
basket: (booking) -> the address that puts it into the basket; money: (booking) -> where its money stands
(`sale.Money`); preview: what confirming will cost (`sale.Preview`); earning: (booking) -> what of its price was paid
with money and is kept, points left out; along: (booking) -> cards of goods that go with it."""

TICK: list[str] = [
    "booking.verbs.expire_holds",
    "booking.verbs.forget_answers",
    "booking.soonest.roll",
    "booking.calendars.roll_forward",
    "accounts.verbs.sweep",
    "shop.verbs.chase_payments",
    "shop.verbs.expire_orders",
    "shop.verbs.expire_sessions",
    "shop.verbs.send_refunds",
    "shop.verbs.charge_fees",
    "shop.verbs.gifts.deliver_due",
    "shop.verbs.gifts.remind_holders",
    "shop.verbs.gifts.expire_gifts",
    "loyalty.verbs.expire_points",
    "shop.verbs.tell_low",
    "config.watching.gather",
    "notifications.verbs.deliver",
]
"""Deferred work: functions (*, now) -> int, each drains its own rows and says how many it did."""

CLIENT_AREA: list[tuple[str, str]] = [
    ("me_bookings", "me.bookings"),
    ("me_purchases", "me.purchases"),
    ("me_gifts", "me.gifts"),
    ("me_points", "me.points"),
    ("me_messages", "me.messages"),
    ("me_profile", "me.profile"),
    ("two_factor:profile", "me.security"),
]
"""Tabs of the client area: (address name, key of its words)."""

FACES: str = "pages.queries.faces"
"""Who knows where a resource or a service is written about: (kind, ids, language) -> {id: booking.blocks.Face}."""

DOOR_POST: str = "notifications.verbs.deliver_at_once"
"""Who sends letters of the front door: (wish, *, email, language, onward, now) -> "sent", "waiting" or "failed"."""

LETTER_SUBJECTS: dict[str, dict[str, str]] = {
    "booking": {
        "subject": "booking.letters.subject",
        "find": "booking.letters.find",
        "context": "booking.letters.context",
    },
    "product": {
        "subject": "shop.alerts.subject",
        "find": "shop.alerts.find",
        "context": "shop.alerts.context",
    },
    "order": {
        "subject": "shop.letters.subject",
        "find": "shop.letters.find",
        "context": "shop.letters.context",
    },
    "gift": {
        "subject": "shop.gifts.letters.subject",
        "find": "shop.gifts.letters.find",
        "context": "shop.gifts.letters.context",
    },
    "donation": {
        "subject": "shop.donations.letters.subject",
        "find": "shop.donations.letters.find",
        "context": "shop.donations.letters.context",
    },
    "user": {
        "subject": "loyalty.letters.subject",
        "find": "loyalty.letters.find",
        "context": "loyalty.letters.context",
    },
}
"""What letters are about -> who is told, and what a letter says of it when it is sent (notifications.subjects)."""

POINTS_HINT: str = "loyalty.texts.hint"
"""Who says what an order will earn: (paid for each visit, paid for all goods) -> one sentence, or nothing."""

DRAFT = ("latest_revision_id", "latest_revision_created_at", "draft_title", "has_unpublished_changes")
"""What an editor changes at every pause of typing, and visitors do not see."""

WATCHED: dict[str, tuple[str, ...]] = {
    "wagtailcore.Page": DRAFT,
    "wagtailcore.PageViewRestriction": (),
    "wagtailcore.Site": (),
    "wagtailcore.Locale": (),
    "contenttypes.ContentType": (),
    "pages.HomePage": (),
    "pages.ExpertsPage": (),
    "pages.ExpertPage": (),
    "pages.ServicesPage": (),
    "pages.ServicePage": (),
    "pages.GoodsPage": (),
    "pages.GiftsPage": (),
    "pages.ContentPage": (),
    "pages.ArticlesPage": (),
    "pages.ArticlePage": (),
    "pages.Picture": (),
    "pages.Rendition": (),
    "booking.Direction": (),
    "booking.Place": (),
    "booking.Policy": ("latest_revision_id", "has_unpublished_changes"),
    "booking.Resource": ("soonest", "soonest_until"),
    "booking.Service": (),
    "booking.Offer": (),
    "booking.Review": (),
    "schedule.Calendar": (),
    "wagtaildocs.Document": (),
    "wagtailembeds.Embed": (),
    "catalogue.Product": (),
    "catalogue.ProductClass": (),
    "catalogue.Category": (),
    "catalogue.ProductCategory": (),
    "partner.StockRecord": ("num_in_stock", "num_allocated", "date_updated"),
    "shop.Shelf": (),
    "shop.Good": ("low_since",),
    "shop.Photo": (),
    "shop.Sellable": (),
    "shop.Foundation": (),
}
"""What pages are made of -> columns that change by themselves: any other change makes a new edition (editions.py)."""
