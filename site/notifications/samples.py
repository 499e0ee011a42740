"""What stands in for a booking when staff look at a letter before anybody gets it."""

SAMPLES: dict[str, tuple[str, str]] = {
    "access": ("From the courtyard, through the green door.", "Із двору, зелені двері."),
    "actor": ("you", "ви"),
    "alternatives": (
        "Free now:\nThursday 14 March, 18:00–18:50, Kyiv time",
        "Зараз вільний такий час:\nчетвер, 14 березня, 18:00–18:50 за київським часом",
    ),
    "amount": ("₴400", "400 ₴"),
    "back_line": ("Given back: ₴200 to your certificate.", "Повернено: 200 ₴ на сертифікат."),
    "balance": ("193 points", "193 бали"),
    "bring": ("nothing special", "нічого особливого"),
    "cancel_line": ("Cancelling is free until 11 March, 18:00.", "Скасувати безкоштовно можна до 11 березня, 18:00."),
    "client": ("Hanna Melnyk", "Ганна Мельник"),
    "code": ("K7RM2XA", "K7RM2XA"),
    "date": ("19 March", "19 березня"),
    "dear": ("Hanna", "Ганно"),
    "delivery": ("Pick up at reception", "Забрати на рецепції"),
    "due": ("₴400", "400 ₴"),
    "fee": ("₴200", "200 ₴"),
    "format": ("in person", "наживо"),
    "items": ("Hand cream × 1: ₴320", "Крем для рук × 1: 320 ₴"),
    "late_line": ("Running late? We will wait until 18:15.", "Запізнюєтеся? Чекатимемо до 18:15."),
    "late_why": (
        "Your payment of ₴400 arrived after the hold had ended, and by then the time could no longer be booked.",
        "Ваша оплата на 400 ₴ надійшла, коли час резерву вже вийшов, і забронювати цю годину вже не вдалося.",
    ),
    "left": ("₴800", "800 ₴"),
    "left_line": ("2 left", "Лишилося 2 штуки"),
    "load_line": ("There are now 3 visits on this day.", "Цього дня у вас уже 3 візити."),
    "money_line": ("The price has not changed.", "Ціна не змінилася."),
    "n": ("60", "60"),
    "new_when": ("Thursday 14 March, 18:00–18:50, Kyiv time", "четвер, 14 березня, 18:00–18:50 за київським часом"),
    "note": ("I will come ten minutes early.", "Буду на десять хвилин раніше."),
    "old_when": ("Tuesday 12 March, 18:00–18:50, Kyiv time", "вівторок, 12 березня, 18:00–18:50 за київським часом"),
    "paid": ("₴400", "400 ₴"),
    "parcel": ("20450000123", "20450000123"),
    "points": ("60 points", "60 балів"),
    "price": ("₴1,200", "1 200 ₴"),
    "reason": ("The expert is ill.", "Експертка захворіла."),
    "reason_line": ("Reason: the expert is ill.", "Причина: експертка захворіла."),
    "refund": ("₴200", "200 ₴"),
    "service": ("Session with a psychologist", "Сесія з психологинею"),
    "product": ("Hand cream with oats", "Крем для рук із вівсом"),
    "spend_line": (
        "Points pay up to 30% of an order from ₴400: of a visit or of goods.",
        "Балами можна сплатити до 30% замовлення від 400 ₴: і візиту, і товарів.",
    ),
    "split": ("₴200 to the card", "200 ₴ на картку"),
    "time": ("18:00", "18:00"),
    "total": ("₴730", "730 ₴"),
    "until": ("11 March, 18:00", "11 березня, 18:00"),
    "waitlist_line": ("", ""),
    "what": ("Session with a psychologist", "Сесія з психологинею"),
    "when": ("Tuesday 12 March, 18:00–18:50, Kyiv time", "вівторок, 12 березня, 18:00–18:50 за київським часом"),
    "where": ("7 Tykha Naberezhna Street, Kyiv", "вул. Тиха Набережна, 7, Київ"),
    "who": ("Solomiia Harmash", "Соломія Гармаш"),
    "who_line": ("With: Solomiia Harmash", "Експерт: Соломія Гармаш"),
    "giver": ("Maria", "Марія"),
    "recipient": ("Andrii", "Андрій"),
    "gift": ("ABCD-2345-EFGH", "ABCD-2345-EFGH"),
    "message": (
        "Take an hour in which nobody needs anything from you.",
        "Візьми годину, у яку від тебе нікому нічого не треба.",
    ),
    "on_day": ("on Tuesday 12 March", "у вівторок, 12 березня"),
    "arrival_line": ("Sent to andrii@example.com.", "Надіслано на andrii@example.com."),
    "code_line": (
        "Code: ABCD-2345-EFGH. Valid until 12 March 2028.",
        "Код: ABCD-2345-EFGH. Дійсний до 12 березня 2028 року.",
    ),
    "slots_line": (
        "It fully covers these times, which are free now:",
        "Цього повністю вистачить на такий час, вільний просто зараз:",
    ),
    "slot_1": (
        "Tuesday 12 March, 18:00–18:50, Kyiv time: Solomiia Harmash",
        "вівторок, 12 березня, 18:00–18:50 за київським часом: Соломія Гармаш",
    ),
    "slot_2": (
        "Thursday 14 March, 9:00–9:50, Kyiv time: Taras Vovk",
        "четвер, 14 березня, 9:00–9:50 за київським часом: Тарас Вовк",
    ),
    "slot_3": ("", ""),
    "zone": ("Kyiv time", "за київським часом"),
}
"""Placeholder -> English, Ukrainian."""


def sample(name: str, language: str) -> str:
    """A likely value; the placeholder's own name where nobody has thought of one."""
    return SAMPLES.get(name, (name, name))[language == "uk"]
