"""Policies, services with their variants, and who does what for how much."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from booking.models import Direction, Offer, Policy, Resource, Service
from config.furnish.words import both, long, read

Rule = tuple[str, dict[str, Any]]
STEP = 30
"""Sessions start every half hour."""
KINDS = {"expert": Resource.PERSON, "group": Resource.PERSON, "room": Resource.ROOM, "desk": Resource.DESK}
NOT_ONLINE = ("group", "room", "desk")
"""Kinds that reception books for now."""
SIMPLE = {
    "notice_hours": ("notice", "hours"), "window_days": ("window", "days"),
    "active_bookings_max": ("active_limit", "count"), "hold_minutes": ("hold_time", "minutes"),
}  # fmt: skip
LENGTH = ("min_minutes", "max_minutes", "step_minutes")


def rules(numbers: Mapping[str, Any]) -> Iterator[Rule]:
    """The numbers of a fixture as blocks of our rules."""
    for number, (rule, field) in SIMPLE.items():
        if numbers.get(number):
            yield rule, {field: numbers[number]}
    if any(name in numbers for name in LENGTH):
        yield "length", {name: numbers.get(name) for name in LENGTH}
    if "buffer_after_minutes" in numbers:
        yield "buffers", {"before_minutes": 0, "after_minutes": numbers["buffer_after_minutes"]}
    if "cancel_free_hours" in numbers:
        yield "cancel_fee", {
            "free_hours": numbers["cancel_free_hours"], "percent": Decimal(numbers.get("cancel_fee_percent", 0)),
            "first_waived": numbers.get("first_late_cancel_waived", False),
        }  # fmt: skip
    if "moves_max" in numbers:
        yield "move_limit", {"times": numbers["moves_max"], "free_hours": numbers.get("move_free_hours", 0)}
    if "no_show_fee_percent" in numbers:
        yield "no_show_fee", {"percent": Decimal(numbers["no_show_fee_percent"])}


def policies() -> int:
    rows = read("policies")["policies"]
    for one in rows:
        if not Policy.objects.filter(code=one["code"]).exists():
            _policy(one)
    return len(rows)


def _policy(one: Mapping[str, Any]) -> None:
    row = Policy.objects.create(
        code=one["code"], title=both(one["title"]), summary=both(one["summary"]), words=long(one["words"]),
        rules=list(rules(one["numbers"])), live=False,
    )  # fmt: skip
    row.save_revision().publish()


def services() -> int:
    rows = read("services")["services"]
    for number, one in enumerate(rows):
        parent = _service(one, one["code"], number * 10, None, one)
        _offers(parent, one, one)
        for at, variant in enumerate(one.get("variants", ()), start=1):
            row = _service(one, f"{one['code']}-{variant['code']}", number * 10 + at, parent, one | variant)
            _offers(row, one, variant)
    return len(rows)


def _service(one: Mapping[str, Any], code: str, order: int, parent: Service | None, own: Mapping[str, Any]) -> Service:
    """`own`: the fixture with the variant's words over it."""
    buffers, party = one["buffers"], one["party"]
    prepay, value = _prepay(own["payment"])
    row, _ = Service.objects.update_or_create(code=code, defaults={
        "name": both(own["name"]), "summary": both(one["summary"]), "bring": both(one.get("bring")),
        "kind": KINDS[one["kind"]],
        "direction": Direction.objects.filter(code=one.get("direction")).first(), "variant_of": parent, "step": STEP,
        "minutes": _minutes(own["duration"]), "before": buffers["before"], "after": buffers["after"],
        "price": _lowest(own["price"]),
        "formats": own.get("formats", ["on_site"]), "party_min": party["min"], "party_max": party["max"],
        "policy": Policy.objects.get(code=_policy_code(one["policy"])), "prepay": prepay, "prepay_value": value,
        "privacy": one.get("privacy", Service.OPEN), "bookable": one["kind"] not in NOT_ONLINE, "sort_order": order,
    })  # fmt: skip
    return row


def _minutes(duration: Any) -> int:
    return int(duration["min"] if isinstance(duration, dict) else duration)


def _lowest(price: Any) -> Decimal:
    """{from, to, by} or {desk, zone} or a number."""
    if isinstance(price, dict):
        return Decimal(price["from"]) if "from" in price else min(Decimal(one) for one in price.values())
    return Decimal(price)


def _policy_code(policy: Any) -> str:
    return str(policy["client"] if isinstance(policy, dict) else policy)


def _prepay(payment: Mapping[str, Any]) -> tuple[str, Decimal]:
    if payment["mode"] == "full":
        return "full", Decimal(0)
    if payment["mode"] != "deposit":
        return "none", Decimal(0)
    percent = payment.get("deposit_percent")
    return ("percent", Decimal(percent)) if percent else ("amount", Decimal(payment["deposit"]))


def _offers(service: Service, one: Mapping[str, Any], own: Mapping[str, Any]) -> None:
    base = _lowest(one["price"])
    for code in one.get("experts", one.get("resources", ())):
        resource = Resource.objects.get(code=code)
        price = _variant_price(service, _own_price(resource, one), base)
        told = {"price": price, "formats": _own_formats(resource, service)}
        Offer.objects.update_or_create(resource=resource, service=service, defaults=told)


def _expert(resource: Resource) -> Mapping[str, Any]:
    """As the fixture tells of a person; of rooms it tells elsewhere."""
    nobody: dict[str, Any] = {"prices": [], "formats": []}
    return next((row for row in read("experts")["experts"] if row["code"] == resource.code), nobody)


def _own_formats(resource: Resource, service: Service) -> list[str]:
    """Empty where the person has all the formats of the service."""
    own = [one for one in service.formats if one in _expert(resource)["formats"]]
    return own if own != service.formats else []


def _own_price(resource: Resource, one: Mapping[str, Any]) -> Decimal | None:
    prices = {row["service"]: Decimal(row["price"]) for row in _expert(resource)["prices"]}
    return prices.get(one["code"]) or _hourly(resource)


def _hourly(resource: Resource) -> Decimal | None:
    house = read("house")
    prices = {row["code"]: row["price_per_hour"] for row in house["rooms"] + house["zones"]}
    return Decimal(prices[resource.code]) if resource.code in prices else None


def _variant_price(service: Service, own: Decimal | None, base: Decimal) -> Decimal | None:
    """A variant costs each person as much more or less than its parent as it does at the lowest price."""
    if service.variant_of is None or own is None or not base:
        return own
    return (own * service.price / base).quantize(Decimal(1))
