"""The words of the hosted pages, English and Ukrainian."""

from typing import Any

from babel.numbers import format_currency, get_currency_precision

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "banner": "Test payment page — no real money moves",
        "door": "This page stands in for Stripe: the site leads here when there is something to pay",
        "title": "Payment",
        "title_setup": "Save a card",
        "total": "Total",
        "quantity": "× {n}",
        "email": "Email",
        "cards": "Choose a test card",
        "number": "Card number",
        "number_hint": "Or type the number of a test card here; it goes before the choice. Never type a real card.",
        "pay": "Pay {sum}",
        "book": "Book for {sum}",
        "donate": "Donate {sum}",
        "setup": "Save card",
        "back": "Back",
        "check_title": "3-D Secure",
        "check_text": "Here the bank would ask you to confirm that it is you. Choose what it should answer.",
        "check_pass": "Complete",
        "check_fail": "Fail",
        "closed_complete": "This payment is done",
        "closed_expired": "This payment page has expired",
        "closed_check": "There is nothing to confirm here",
        "closed_done": "Done",
        "closed_missing": "There is no such payment page",
        "onwards": "Continue",
        "4242424242424242": "Succeeds",
        "4000000000000002": "Declined",
        "4000000000009995": "Insufficient funds",
        "4000002760003184": "Asks for 3-D Secure every time",
        "4000002500003155": "Asks for 3-D Secure until it is saved",
        "4000000000000341": "Can be saved, but payments with it fail",
        "problem": "The card was declined. Try another card.",
        "generic_decline": "The card was declined. Try another card.",
        "insufficient_funds": "The card has insufficient funds. Try another card.",
        "expired_card": "The card has expired. Try another card.",
        "incorrect_cvc": "The security code of the card is incorrect.",
        "incorrect_number": "The card number is incorrect.",
        "processing_error": "The bank could not process the card just now. Try again in a little while.",
        "test_mode_live_card": "This is not a test card, so it was refused. Use one of the cards listed here.",
        "authentication_failure": "The bank did not confirm that it was you. Try again or use another card.",
    },
    "uk": {
        "banner": "Тестова сторінка оплати — справжні гроші не рухаються",
        "door": "Ця сторінка заступає Stripe: сайт приводить сюди, коли треба щось оплатити",
        "title": "Оплата",
        "title_setup": "Збереження картки",
        "total": "Разом",
        "quantity": "× {n}",
        "email": "Ел. пошта",
        "cards": "Оберіть тестову картку",
        "number": "Номер картки",
        "number_hint": "Або впишіть номер тестової картки — він важливіший за вибір. Не вводьте справжньої картки.",
        "pay": "Сплатити {sum}",
        "book": "Забронювати за {sum}",
        "donate": "Пожертвувати {sum}",
        "setup": "Зберегти картку",
        "back": "Назад",
        "check_title": "3-D Secure",
        "check_text": "Тут банк попросив би підтвердити, що це ви. Оберіть, що він має відповісти.",
        "check_pass": "Підтвердити",
        "check_fail": "Відхилити",
        "closed_complete": "Цю оплату вже здійснено",
        "closed_expired": "Термін дії цієї сторінки оплати минув",
        "closed_check": "Тут нема чого підтверджувати",
        "closed_done": "Готово",
        "closed_missing": "Такої сторінки оплати немає",
        "onwards": "Продовжити",
        "4242424242424242": "Успішна оплата",
        "4000000000000002": "Відмова банку",
        "4000000000009995": "Бракує коштів",
        "4000002760003184": "Щоразу просить 3-D Secure",
        "4000002500003155": "Просить 3-D Secure, доки не збережена",
        "4000000000000341": "Зберігається, але оплата нею не проходить",
        "problem": "Банк відхилив картку. Спробуйте іншу.",
        "generic_decline": "Банк відхилив картку. Спробуйте іншу.",
        "insufficient_funds": "На картці бракує коштів. Спробуйте іншу.",
        "expired_card": "Термін дії картки минув. Спробуйте іншу.",
        "incorrect_cvc": "Код безпеки картки неправильний.",
        "incorrect_number": "Номер картки неправильний.",
        "processing_error": "Банк зараз не може обробити картку. Спробуйте трохи згодом.",
        "test_mode_live_card": "Це не тестова картка, тому її не прийнято. Скористайтеся карткою зі списку.",
        "authentication_failure": "Банк не підтвердив, що це ви. Спробуйте ще раз або іншою карткою.",
    },
}
NARROW = {"UAH": "₴"}
LISTED = tuple(key for key in WORDS["en"] if key.isdecimal())


def language_for(locale: str | None, accepted: str) -> str:
    """The session's own language, or for `auto` the best of the browser's that we have. English is the last resort."""
    if locale and locale != "auto":
        return "en"
    found = [tag for _, tag in sorted(weighed(accepted), key=lambda pair: -pair[0]) if tag in WORDS]
    return found[0] if found else "en"


def weighed(accepted: str) -> list[tuple[float, str]]:
    """An Accept-Language header as (weight, language) pairs; a weight that is no number counts as nothing."""
    pairs = []
    for part in accepted.split(","):
        tag, _, weight = part.partition(";q=")
        number = weight.strip() or "1"
        share = float(number) if number.replace(".", "", 1).isdecimal() else 0.0
        pairs.append((share, tag.strip().lower().split("-")[0]))
    return pairs


def problem_text(code: str, language: str) -> str:
    words = WORDS[language]
    return words.get(code.removeprefix("payment_intent_").removeprefix("setup_intent_"), words["problem"])


def sum_text(amount: int, currency: str, language: str) -> str:
    """An amount in the smallest unit, written by the language's own pattern."""
    code = currency.upper()
    whole: Any = amount / 10 ** get_currency_precision(code)
    return format_currency(whole, code, locale=language).replace(code, NARROW.get(code, code))
