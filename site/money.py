"""Money as people read it."""

from decimal import Decimal, InvalidOperation
from functools import lru_cache

from babel.numbers import format_currency, get_currency_symbol

from words import language as speaking
from words import manners

SIGNS = {"UAH": "₴"}
"""Signs shorter than those that CLDR gives by default in every language."""
CENTS = ".00"
LARGEST = Decimal(10) ** 8


def read_money(text: str) -> Decimal | None:
    """A sum as programs and hidden fields write it, "1200" or "1200.50"; None: it is not one, or no sum of ours."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    fits = amount.is_finite() and 0 <= amount < LARGEST and amount == round(amount, 2)
    return amount if fits else None


def show_money(amount: Decimal, currency: str = "UAH", language: str | None = None) -> str:
    """`amount` in `language` (None: the one spoken now): "₴1,200", "₴1,200.50"; "1 200 ₴" with no-break spaces.

    Whole amounts have no decimals. TypeError: the amount is neither a Decimal nor a whole number.
    """
    if isinstance(amount, bool) or not isinstance(amount, Decimal | int):
        raise TypeError(f"Money is a Decimal, not {amount!r}")
    return _shown(amount, currency, language or speaking())


@lru_cache(maxsize=4096)
def _shown(amount: Decimal | int, currency: str, language: str) -> str:
    """Remembered: a page names the same few prices again and again, and CLDR's patterns are slow."""
    place = manners(language)
    sign = SIGNS.get(currency) or get_currency_symbol(currency, place)
    pattern = place.currency_formats["standard"].pattern.replace("¤", f"'{sign}'")
    whole = amount == int(amount)
    text = format_currency(
        amount, currency, pattern.replace(CENTS, "") if whole else pattern, place, currency_digits=not whole
    )
    return text.replace("-", "−")
