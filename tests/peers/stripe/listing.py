"""Lists by page, and fields expanded into whole objects."""

import operator
from collections.abc import Callable, Iterable
from typing import Any

from .problems import Problem
from .store import Store, Thing

PAGING = frozenset({"limit", "starting_after", "ending_before", "expand"})
BOUNDS = {"gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le}
LONGEST = 100


def page_of(things: Iterable[Thing], params: Thing, *, url: str) -> Thing:
    """Newest first; filters compare fields of the objects with the parameters of the request."""
    found = [thing for thing in things if matches(thing, params)]
    limit = params.get("limit", 10)
    if not 1 <= limit <= LONGEST:
        message = f"This value must be from 1 to {LONGEST}."
        raise Problem(message, code="parameter_invalid_integer", param="limit")
    if "ending_before" in params:
        before = found[: place_of(found, params["ending_before"], "ending_before")]
        return a_list(before[-limit:], more=len(before) > limit, url=url)
    start = place_of(found, params["starting_after"], "starting_after") + 1 if "starting_after" in params else 0
    return a_list(found[start : start + limit], more=len(found) > start + limit, url=url)


def a_list(things: list[Thing], *, more: bool, url: str) -> Thing:
    return {"object": "list", "url": url, "has_more": more, "data": things}


def place_of(things: list[Thing], key: str, param: str) -> int:
    for place, thing in enumerate(things):
        if thing["id"] == key:
            return place
    raise Problem(f"No such object: '{key}'", code="resource_missing", param=param)


def matches(thing: Thing, params: Thing) -> bool:
    return all(agrees(thing, name, wanted) for name, wanted in params.items() if name not in PAGING)


def agrees(thing: Thing, name: str, wanted: Any) -> bool:
    if name == "types":
        return thing["type"] in wanted
    value: Any = thing.get(name)
    if name == "created" and isinstance(wanted, dict):
        return all(BOUNDS[bound](value, limit) for bound, limit in wanted.items())
    if isinstance(wanted, dict):
        return isinstance(value, dict) and wanted.items() <= value.items()
    return bool(value == wanted)


def line_items(store: Store, session: Thing) -> Thing:
    lines = store.private[session["id"]]["lines"]
    return a_list(lines, more=False, url=f"/v1/checkout/sessions/{session['id']}/line_items")


def refunds(store: Store, charge: Thing) -> Thing:
    made = [refund for refund in store.of_kind("refund") if refund["charge"] == charge["id"]]
    return a_list(made, more=False, url=f"/v1/charges/{charge['id']}/refunds")


INCLUDED: dict[tuple[str, str], Callable[[Store, Thing], Thing]] = {
    ("checkout.session", "line_items"): line_items,
    ("charge", "refunds"): refunds,
}


def expanded(store: Store, thing: Thing, paths: Iterable[str]) -> Thing:
    """A copy with the named fields as whole objects; `a.b` goes deeper, `data.a` into each object of a list."""
    thing = dict(thing)
    for path in paths:
        head, _, rest = path.partition(".")
        deeper = [rest] if rest else []
        if thing["object"] == "list" and head == "data":
            thing["data"] = [expanded(store, inner, deeper) for inner in thing["data"]]
        else:
            thing[head] = expand_field(store, thing, head, deeper)
    return thing


def expand_field(store: Store, thing: Thing, name: str, deeper: list[str]) -> Any:
    value = thing.get(name)
    if (thing["object"], name) in INCLUDED:
        return INCLUDED[thing["object"], name](store, thing)
    if isinstance(value, str) and value in store.things:
        return expanded(store, store.things[value], deeper)
    if isinstance(value, dict) and "object" in value:
        return expanded(store, value, deeper)
    if value is None and name in thing:
        return None
    raise Problem(f"This property cannot be expanded ({name}).", param="expand")
