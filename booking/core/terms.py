"""Plain data, as editors and JSON give it, into the typed fields of a record."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, TypeVar

Percent = Annotated[Decimal, "0 to 100"]
Record = TypeVar("Record")


def fill(kind: type[Record], given: Mapping[str, Any]) -> Record:
    """A `kind` (a dataclass) from values converted by the fields' annotations; None means: not given.

    ValueError names the parameter that is unknown, missing or wrong.
    """
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    told = {name: value for name, value in given.items() if value is not None}
    for name in given:
        if name not in known:
            raise ValueError(f"unknown parameter {name!r}; it takes: {', '.join(known) or 'none'}")
    for name, field in known.items():
        if name not in told and field.default is MISSING:
            raise ValueError(f"parameter {name!r} is missing")
    return kind(**{name: _convert(known[name], value) for name, value in told.items()})


def _convert(field: "Field[Any]", value: Any) -> Any:
    try:
        return CONVERTERS[field.type](value)
    except ValueError as wrong:
        raise ValueError(f"parameter {field.name!r} {wrong}, not {value!r}") from wrong


def _amount(value: Any) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number < 0 or isinstance(value, bool):
        raise ValueError("must be a number of 0 or more")
    return number


def _percent(value: Any) -> Decimal:
    number = _amount(value)
    if number > 100:
        raise ValueError("must be 100 or less")
    return number


def _whole(value: Any) -> int:
    number = _amount(value)
    if number != number.to_integral_value():
        raise ValueError("must be a whole number")
    return int(number)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


CONVERTERS: dict[Any, Callable[[Any], Any]] = {
    int: _whole,
    int | None: _whole,
    Decimal: _amount,
    Percent: _percent,
    bool: _flag,
    str: str,
}
