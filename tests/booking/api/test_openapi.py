"""The documentation tells the truth: it is well formed, every example of it works, every answer looks as it says."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from booking.api import examples
from config.api import api
from fields import Words
from shop.api import basket_shapes
from shop.verbs.promo import About, make_promo
from tests.booking.api.program import Program
from tests.conftest import T0
from tests.shop import wares
from tests.shop.buying import cream
from tests.shop.gifts.given import bought
from tests.world import World

METHODS = {"get", "post", "delete"}
JSON = "application/json"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return dict(api.get_openapi_schema())


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def references(told: Any) -> Iterator[str]:
    if isinstance(told, dict):
        yield from ([told["$ref"]] if "$ref" in told else [])
        for value in told.values():
            yield from references(value)
    elif isinstance(told, list):
        for value in told:
            yield from references(value)


def test_it_is_served_to_everybody_with_its_own_scripts(program: Program, world: World) -> None:
    page = program.client.get("/api/v1/docs")
    assert page.status_code == 200
    assert "https://" not in page.content.decode()
    assert "script-src 'self';" in page["Content-Security-Policy"]
    told = program.client.get("/api/v1/openapi.json").json()
    assert (told["openapi"], told["info"]["version"]) == ("3.1.0", "1")


def test_what_is_not_ones_own_is_told_to_be_as_if_it_were_not_there(document: dict[str, Any]) -> None:
    assert "answered with 404, exactly as one that does not exist" in document["info"]["description"]
    for path, method, operation in operations(document):
        assert "{code}" not in path or "404" in map(str, operation["responses"]), (method, path)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    missing = {ref for ref in references(document) if ref.rpartition("/")[2] not in document["components"]["schemas"]}
    assert missing == set()


def test_every_operation_is_told_whole(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        assert method in METHODS and operation["summary"] and operation["description"], path
        assert operation["tags"], path
        told = {int(status): answer for status, answer in operation["responses"].items()}
        assert all("description" in answer for answer in told.values()), path
        good = [answer["content"][JSON] for status, answer in told.items() if status < 300]
        assert good and all("example" in one and "schema" in one for one in good), path
        assert "example" in told[422]["content"][JSON], path
        names = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "path"}
        assert names == {part[1:-1] for part in path.split("/") if part.startswith("{")}
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(ids) == len(set(ids))


def test_everything_that_was_promised_is_there(document: dict[str, Any]) -> None:
    found = {f"{method} {path.removeprefix('/api/v1/')}" for path, method, _ in operations(document)}
    assert found == {
        "get services", "get experts", "get resources", "get slots", "post bookings", "get bookings/{code}",
        "get bookings/{code}/quote", "post bookings/{code}/move", "post bookings/{code}/cancel",
        "post bookings/{code}/pay", "get goods", "get goods/{code}", "get gifts/{code}", "get foundations",
        "post baskets", "get baskets/current", "delete baskets/current", "post baskets/current/lines",
        "post baskets/current/lines/{line}", "delete baskets/current/lines/{line}", "post baskets/current/checkout",
        "post baskets/current/codes", "delete baskets/current/codes/{code}", "post baskets/current/quote",
    }  # fmt: skip


def resolve(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


KINDS: dict[str, type | tuple[type, ...]] = {
    "string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None), "object": dict,
    "array": list,
}  # fmt: skip


def mismatches(document: dict[str, Any], schema: dict[str, Any], told: Any, where: str = "") -> list[str]:
    """Where `told` is not what the schema says: kinds, required names, names that are not known."""
    schema = resolve(document, schema)
    if "anyOf" in schema:
        tries = [mismatches(document, one, told, where) for one in schema["anyOf"]]
        return min(tries, key=len)
    kind = schema.get("type")
    if kind and not isinstance(told, KINDS[kind]):
        return [f"{where}: {told!r} is no {kind}"]
    if kind == "array":
        return [
            line for n, one in enumerate(told) for line in mismatches(document, schema["items"], one, f"{where}[{n}]")
        ]
    if kind != "object" or "properties" not in schema:
        return []
    known = schema["properties"]
    wrong = [f"{where}.{name} is missing" for name in schema.get("required", []) if name not in told]
    wrong += [f"{where}.{name} is not documented" for name in told if name not in known]
    return wrong + [
        line
        for name in told
        if name in known
        for line in mismatches(document, known[name], told[name], f"{where}.{name}")
    ]


def test_every_example_has_the_shape_that_is_told(document: dict[str, Any]) -> None:
    wrong = []
    for path, method, operation in operations(document):
        contents = [answer.get("content", {}).get(JSON, {}) for answer in operation["responses"].values()]
        contents += [operation.get("requestBody", {}).get("content", {}).get(JSON, {})]
        for content in contents:
            if "example" in content:
                wrong += [
                    f"{method} {path}{line}" for line in mismatches(document, content["schema"], content["example"])
                ]
    assert wrong == []


def asked(operation: dict[str, Any]) -> dict[str, Any]:
    told = (parameter for parameter in operation["parameters"] if parameter["in"] == "query")
    return {one["name"]: one["schema"]["example"] for one in told if "example" in one["schema"]}


def shelved() -> None:
    """What the examples of goods speak of."""
    care = wares.shelf(now=T0)
    wares.good("hand-cream", "Hand cream with oats", "Крем для рук із вівсом", on=care, now=T0)


def filled(program: Program, *, with_code: bool) -> dict[str, Any]:
    """A basket with what its examples speak of: its token, its `line`, and its promo code under `code`."""
    cream("Hand-cream")
    tenth = {"name": Words({"en": "A tenth off"}), "value": Decimal(10), "goods": True}
    make_promo(About(basket_shapes.CODE["code"]), by=None, now=T0, **tenth)
    token = program.post("baskets", {}).json()["token"]
    told = program.post("baskets/current/lines", basket_shapes.PUT, token=token).json()
    if with_code:
        program.post("baskets/current/codes", basket_shapes.CODE, token=token)
    return {"token": token, "line": str(told["lines"][0]["id"]), "code": basket_shapes.CODE["code"]}


def send(program: Program, path: str, method: str, operation: dict[str, Any]) -> Any:
    """The request exactly as its examples tell it; of a booking that was just made where it needs one."""
    booked = path.startswith("/api/v1/bookings/{code}")
    made = program.booked(examples.BOOK | {"service": "intro"}) if booked else {"code": "", "token": None}
    if "goods" in path:
        shelved()
        made = {"code": "hand-cream", "token": None}
    if "gifts" in path:
        made = {"code": bought(T0, 1500).code, "token": None}
    if "baskets/current" in path:
        made = filled(program, with_code="{code}" in path)
        path = path.replace("{line}", made["line"])
    path = path.removeprefix("/api/v1/").replace("{code}", made["code"])
    if method == "get":
        return program.get(path, token=made["token"], **asked(operation))
    if method == "delete":
        return program.delete(path, token=made["token"])
    body = operation.get("requestBody", {}).get("content", {}).get(JSON, {}).get("example")
    headers = {one["name"]: one["example"] for one in operation["parameters"] if one["in"] == "header"}
    return program.post(path, body, token=made["token"], **headers)


@pytest.mark.parametrize(
    ("path", "method"), [(path, method) for path, method, _ in operations(api.get_openapi_schema())]
)
def test_every_example_can_be_sent_and_is_answered_as_told(
    till: Program, document: dict[str, Any], path: str, method: str
) -> None:
    operation = document["paths"][path][method]
    response = send(till, path, method, operation)
    assert response.status_code in (200, 201), response.content
    schema = operation["responses"][response.status_code]["content"][JSON]["schema"]
    assert mismatches(document, schema, response.json()) == []


def test_a_refusal_looks_as_it_is_told(program: Program, document: dict[str, Any]) -> None:
    program.booked()
    refused = program.book(email="other@example.org")
    schema = document["paths"]["/api/v1/bookings"]["post"]["responses"][409]["content"][JSON]["schema"]
    alternatives = refused.json()["alternatives"]
    assert alternatives and all(one["resource"] in one["resources"] for one in alternatives)
    assert mismatches(document, schema, refused.json()) == []


def test_the_document_is_the_same_in_every_language() -> None:
    with override("uk"):
        ukrainian = api.get_openapi_schema()
    assert ukrainian == api.get_openapi_schema()
