"""Currencies and the sums a card can be charged, in the currency's smallest unit."""

from .problems import Problem

SUPPORTED = """
usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf
clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl htg huf idr ils
inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk
mxn myr mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp
sle sos srd std szl thb tjs tnd top try ttd twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xcg xof xpf yer zar zmw
"""
CURRENCIES = frozenset(SUPPORTED.split())
LARGEST = 99_999_999
# A currency Stripe does not settle in must be worth half a US dollar; the hryvnia's floor is that at about 42 to one.
SMALLEST = {
    "gbp": 30,
    "dkk": 250,
    "nok": 300,
    "sek": 300,
    "pln": 200,
    "czk": 1500,
    "jpy": 50,
    "huf": 17500,
    "uah": 2100,
}
SMALLEST_ELSEWHERE = 50


def checked_currency(currency: str) -> str:
    if currency.lower() not in CURRENCIES:
        message = f"Invalid currency: {currency}. Stripe currently supports these currencies: {', '.join(CURRENCIES)}"
        raise Problem(message, param="currency")
    return currency.lower()


def checked_amount(amount: int, currency: str, *, param: str = "amount") -> int:
    if amount < 1:
        message = "This value must be greater than or equal to 1."
        raise Problem(message, code="parameter_invalid_integer", param=param)
    floor = SMALLEST.get(currency, SMALLEST_ELSEWHERE)
    if amount < floor:
        message = f"Amount must be at least {floor} in the smallest unit of {currency}"
        raise Problem(message, code="amount_too_small", param=param)
    if amount > LARGEST:
        message = f"Amount must be no more than {LARGEST} in the smallest unit of {currency}"
        raise Problem(message, code="amount_too_large", param=param)
    return amount
