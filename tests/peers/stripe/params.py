"""Requests are read with the parameter types that the genuine SDK ships, and refused as Stripe refuses them."""

import functools
import re
import sys
import types
import typing
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

import typing_extensions
from stripe._request_options import RequestOptions

from .problems import Problem

Raw = str | dict[str, "Raw"]
WRAPPERS = (typing_extensions.NotRequired, typing_extensions.Required, typing.NotRequired, typing.Required)
OPTIONAL = (typing_extensions.NotRequired, typing.NotRequired)
SDK_ONLY = frozenset(RequestOptions.__annotations__)
REMOVED = {"payment_method_types": "payment_method_types_no_longer_supported"}


def unflatten(pairs: Iterable[tuple[str, str]]) -> dict[str, Raw]:
    """`a[b][0]=c` as nested dictionaries; lists stay dictionaries keyed by position until a type asks for a list."""
    tree: dict[str, Raw] = {}
    for name, value in pairs:
        graft(tree, re.findall(r"[^\[\]]+|\[\]", name), value, name)
    return tree


def graft(tree: dict[str, Raw], steps: list[str], value: str, name: str) -> None:
    for step in steps[:-1]:
        branch = tree.setdefault(step, {})
        if not isinstance(branch, dict):
            raise Problem(f"Invalid object: {name}", code="parameter_invalid", param=name)
        tree = branch
    if steps:
        tree[str(len(tree)) if steps[-1] == "[]" else steps[-1]] = value


@functools.cache
def fields(typed: Any) -> dict[str, Any]:
    """The parameters a TypedDict of the SDK declares, with their types resolved."""
    module = sys.modules[typed.__module__]
    names = {**vars(typing), **vars(typing_extensions), **vars(module), "UntypedStripeObject": dict, "Decimal": Decimal}
    return {name: resolve(name, hint, names) for name, hint in typed.__annotations__.items() if name not in SDK_ONLY}


def resolve(name: str, hint: Any, names: dict[str, Any]) -> Any:
    holder = type("Holder", (), {"__annotations__": {name: hint}})
    return typing.get_type_hints(holder, globalns=names, include_extras=True)[name]


def read(typed: Any, raw: dict[str, Raw]) -> dict[str, Any]:
    """The parameters of one request in Python types. An update may unset a text with an empty value (None)."""
    refuse_removed(typed, raw)
    unset = {name for name, value in raw.items() if value == ""} if "Update" in typed.__name__ else set()
    kept = {name: value for name, value in raw.items() if name not in unset or name not in fields(typed)}
    return {**dict.fromkeys(unset & set(fields(typed))), **read_object(typed, kept, "")}


def refuse_removed(typed: Any, raw: dict[str, Raw]) -> None:
    for name in REMOVED.keys() & raw.keys() - fields(typed).keys():
        raise Problem(f"{name} is no longer supported on this API version.", code=REMOVED[name], param=name)


def clean(kind: Any, raw: Raw, path: str) -> Any:
    origin = typing_extensions.get_origin(kind)
    if origin in WRAPPERS:
        return clean(typing_extensions.get_args(kind)[0], raw, path)
    if typing_extensions.is_typeddict(kind):
        return read_object(kind, raw, path)
    reader = BY_ORIGIN.get(origin)
    if reader:
        return reader(kind, raw, path)
    return BY_TYPE[kind](raw, path) if kind in BY_TYPE else raw


def read_object(typed: Any, raw: Raw, path: str) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise Problem(f"Invalid object: {path}", code="parameter_invalid", param=path)
    known = fields(typed)
    refuse_unknown([inner(path, name) for name in raw if name not in known])
    for name, kind in known.items():
        if name not in raw and typing_extensions.get_origin(kind) not in OPTIONAL:
            param = inner(path, name)
            raise Problem(f"Missing required param: {param}.", code="parameter_missing", param=param)
    return {name: clean(known[name], value, inner(path, name)) for name, value in raw.items()}


def inner(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name


def refuse_unknown(names: list[str]) -> None:
    if names:
        word = "parameter" if len(names) == 1 else "parameters"
        raise Problem(f"Received unknown {word}: {', '.join(names)}", code="parameter_unknown", param=names[0])


def read_union(kind: Any, raw: Raw, path: str) -> Any:
    """The first member that fits. `Literal[...] | str` is an open set only for the SDK: the server knows its values."""
    members, choices = typing_extensions.get_args(kind), choices_of(kind)
    if str in members and any(choices):
        members = tuple(member for member in members if member is not str)
    problems = []
    for member in sorted(members, key=lambda member: member is str):
        try:
            return clean(member, raw, path)
        except Problem as problem:
            problems.append(problem)
    if any(choices) and isinstance(raw, str):
        raise wrong_choice(choices, path)
    raise max(problems, key=lambda problem: len(problem.error["param"]))


def choices_of(kind: Any) -> list[str]:
    return [
        choice
        for member in typing_extensions.get_args(kind)
        if typing_extensions.get_origin(member) in LITERALS
        for choice in typing_extensions.get_args(member)
    ]


def wrong_choice(choices: Iterable[str], path: str) -> Problem:
    return Problem(f"Invalid {path}: must be one of {', '.join(filter(None, choices))}", param=path)


def read_choice(kind: Any, raw: Raw, path: str) -> Any:
    choices = typing_extensions.get_args(kind)
    if raw in choices:
        return raw
    raise wrong_choice(choices, path)


def read_list(kind: Any, raw: Raw, path: str) -> list[Any]:
    if not isinstance(raw, dict) or not all(name.isdecimal() for name in raw):
        raise Problem(f"Invalid array: {path}", code="parameter_invalid", param=path)
    (member,) = typing_extensions.get_args(kind)
    return [clean(member, raw[name], inner(path, name)) for name in sorted(raw, key=int)]


def read_map(kind: Any, raw: Raw, path: str) -> dict[str, str]:
    if not isinstance(raw, dict) or not all(isinstance(value, str) for value in raw.values()):
        raise Problem(f"Invalid object: {path}", code="parameter_invalid", param=path)
    return {name: str(value) for name, value in raw.items()}


def read_text(raw: Raw, path: str) -> str:
    if not isinstance(raw, str):
        raise Problem(f"Invalid string: {path}", code="parameter_invalid_string_blank", param=path)
    if not raw:
        message = f"You passed an empty string for '{path}'. Empty values are attempts to unset a parameter;"
        raise Problem(f"{message} however '{path}' cannot be unset.", code="parameter_invalid_empty", param=path)
    return raw


def read_integer(raw: Raw, path: str) -> int:
    if isinstance(raw, str) and re.fullmatch(r"-?[0-9]{1,18}", raw):
        return int(raw)
    raise Problem(f"Invalid integer: {raw}", code="parameter_invalid_integer", param=path)


def read_boolean(raw: Raw, path: str) -> bool:
    if raw in ("true", "false"):
        return raw == "true"
    raise Problem(f"Invalid boolean: {raw}", code="parameter_invalid", param=path)


def read_decimal(raw: Raw, path: str) -> Decimal:
    try:
        return Decimal(str(raw))
    except InvalidOperation:
        raise Problem(f"Invalid decimal: {raw}", code="parameter_invalid", param=path) from None


LITERALS: tuple[Any, ...] = (typing.Literal, typing_extensions.Literal)
BY_ORIGIN: dict[Any, Callable[[Any, Raw, str], Any]] = {
    typing.Union: read_union,
    types.UnionType: read_union,
    typing.Literal: read_choice,
    typing_extensions.Literal: read_choice,
    list: read_list,
    dict: read_map,
}
BY_TYPE: dict[Any, Callable[[Raw, str], Any]] = {
    int: read_integer,
    bool: read_boolean,
    str: read_text,
    float: lambda raw, path: float(read_decimal(raw, path)),
    Decimal: read_decimal,
}
