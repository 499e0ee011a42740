"""Money as people read it."""

from decimal import Decimal

from babel.numbers import format_currency, get_currency_symbol

from words import manners

SIGNS = {"UAH": "₴"}
"""Signs shorter than those that CLDR gives by default in every language."""
CENTS = ".00"


def show_money(amount: Decimal, currency: str = "UAH", language: str | None = None) -> str:
    """`amount` in `language` (None: the one spoken now): "₴1,200", "₴1,200.50"; "1 200 ₴" with no-break spaces.

    Whole amounts have no decimals. TypeError: the amount is neither a Decimal nor a whole number.
    """
    if isinstance(amount, bool) or not isinstance(amount, Decimal | int):
        raise TypeError(f"Money is a Decimal, not {amount!r}")
    place = manners(language)
    sign = SIGNS.get(currency) or get_currency_symbol(currency, place)
    pattern = place.currency_formats["standard"].pattern.replace("¤", f"'{sign}'")
    whole = amount == int(amount)
    text = format_currency(
        amount, currency, pattern.replace(CENTS, "") if whole else pattern, place, currency_digits=not whole
    )
    return text.replace("-", "−")
