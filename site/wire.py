"""JSON over HTTP, for every room: requests are read strictly, and whatever goes wrong is answered in one shape.

{"reasons": [{"code", "field", "text", "numbers"}], "alternatives": [...]}: `field` is empty unless one is to blame,
`text` is for people and in their language, `code` and `numbers` are for programs.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, NoReturn

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from ninja import Schema
from ninja.parser import Parser
from pydantic import ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import int_schema, no_info_after_validator_function, str_schema

from moments import is_zone, read_instant
from words import can_be_kept, say

BIGGEST = 64 * 1024
"""Bytes of a request's body."""
EXAMPLE = "2027-03-12T18:00+02:00"
Reasons = list[dict[str, Any]]


class Wrong(Exception):
    """Bad input: `code` is a key of `form_errors`, `numbers` are its sentence's; `text` where it is said already."""

    def __init__(self, field: str, code: str, *, status: int = 422, text: str = "", **numbers: Any) -> None:
        super().__init__(field, code)
        self.field, self.code, self.status, self.text, self.numbers = field, code, status, text, numbers


def answer(told: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> JsonResponse:
    return JsonResponse(told, status=status, headers=dict(headers or {}), json_dumps_params={"ensure_ascii": False})


def reason(code: str, text: str, *, field: str = "", **numbers: Any) -> dict[str, Any]:
    return {"code": code, "field": field, "text": text, "numbers": numbers}


def trouble(
    status: int, reasons: Reasons, *, alternatives: Iterable[Any] = (), headers: Mapping[str, str] | None = None
) -> JsonResponse:
    return answer({"reasons": reasons, "alternatives": list(alternatives)}, status=status, headers=headers)


def wrong(error: Wrong) -> JsonResponse:
    text = error.text or say(f"form_errors.{error.code}", **error.numbers)
    return trouble(error.status, [reason(error.code, text, field=error.field, **error.numbers)])


class Reader(Parser):
    """A JSON object of a bearable size, said to be one."""

    def parse_body(self, request: HttpRequest) -> Any:
        if len(request.body) > BIGGEST:
            raise Wrong("body", "too_large", status=413, n=BIGGEST // 1024)
        if request.content_type != "application/json":
            raise Wrong("Content-Type", "content_type", status=415)
        try:
            return json.loads(request.body, parse_constant=_no_number)
        except json.JSONDecodeError as error:
            raise Wrong("body", "json", status=400, reason=f"{error.lineno}:{error.colno}") from error
        except (
            ValueError,
            RecursionError,
        ) as error:  # not UTF-8, NaN, an endless number, a bottomless list
            raise Wrong("body", "json", status=400, reason=type(error).__name__) from error


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


class Asked(Schema):
    """What a request may say: nothing else, and no number where a text belongs."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Told(Schema):
    """What an answer says; for the documentation and the tests, answers are not checked on their way out."""

    model_config = ConfigDict(extra="forbid")


class Trouble(Told):
    class Reason(Told):
        code: str
        field: str = Field(description="the field to correct; empty unless one is to blame")
        text: str = Field(description="in the language of Accept-Language")
        numbers: dict[str, Any] = Field(description="what the text was filled with; moments as ISO 8601, money as text")

    class Alternative(Told):
        kind: str
        service: str
        resource: str = Field(description="what to ask for")
        resources: list[str] = Field(description="everything that is taken with it, itself among them")
        start: datetime
        end: datetime
        format: str = Field(description="in which it can be had; empty where the service names no way")
        text: str

    reasons: list[Reason]
    alternatives: list[Alternative] = Field(description="times that can be had instead: book them as they stand")


def known(request: HttpRequest, schema: type[Schema]) -> None:
    """Raises Wrong for a parameter of the address that the schema does not have."""
    names = {field.alias or name for name, field in schema.model_fields.items()}
    for name in request.GET:
        if name not in names:
            raise Wrong(name, "unknown_field")


def bad(code: str, **numbers: Any) -> PydanticCustomError:
    """For validators: a key of `form_errors`, and what its sentence needs."""
    return PydanticCustomError(f"form_errors.{code}", "refused", numbers)


class Checked:
    """A note to a type: `check` refuses with `bad` or says what it understood; `told` is for the documentation."""

    base: CoreSchema = str_schema(strict=True)
    """What is given, whatever it becomes."""
    told: Mapping[str, Any] = {}

    def check(self, given: Any) -> Any:
        raise NotImplementedError

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_after_validator_function(self.check, self.base)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return dict(self.told)


class Line(Checked):
    """A text of one line, of signs that can be kept."""

    allowed = ""

    def __init__(self, most: int = 100) -> None:
        self.most, self.told = most, {"type": "string", "maxLength": most}

    def check(self, given: str) -> str:
        if not can_be_kept(given, self.allowed):
            raise bad("signs")
        if len(given) > self.most:
            raise bad("name_long", n=self.most)
        return given


class Lines(Line):
    allowed = "\r\n\t"


class Whole(Checked):
    base = int_schema(strict=False)  # numbers come as text in an address

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high, self.told = low, high, {"type": "integer", "minimum": low, "maximum": high}

    def check(self, given: int) -> int:
        if not self.low <= given <= self.high:
            raise bad("party", min=self.low, max=self.high)
        return given


class OneOf(Checked):
    def __init__(self, *choices: str) -> None:
        self.choices, self.told = choices, {"type": "string", "enum": list(choices)}

    def check(self, given: str) -> str:
        if given not in self.choices:
            raise bad("format", types=", ".join(self.choices))
        return given


class ZoneName(Checked):
    told = {"type": "string", "examples": ["Europe/Kyiv"]}

    def check(self, given: str) -> str:
        if not is_zone(given):
            raise bad("zone")
        return given


class Instant(Checked):
    """Text as it comes, an aware moment in UTC once checked."""

    told = {"type": "string", "format": "date-time"}

    def check(self, given: str) -> datetime:
        moment = read_instant(given)
        if moment is None:
            raise bad("instant", example=EXAMPLE)
        return moment


Zone = Annotated[str, ZoneName()]
Moment = Annotated[datetime, Instant()]
Language = Annotated[str, OneOf(*(code for code, _ in settings.LANGUAGES))]

MISUNDERSTOOD = {
    "missing": "required", "extra_forbidden": "unknown_field", "string_type": "plain_text", "string_unicode": "signs",
    "int_type": "whole_number", "int_parsing": "whole_number", "int_parsing_size": "whole_number",
    "int_from_float": "whole_number", "bool_type": "yes_no", "bool_parsing": "yes_no", "model_type": "object",
    "model_attributes_type": "object", "dict_type": "object",
}  # fmt: skip
"""What pydantic calls it -> key of `form_errors`."""


def misunderstood(errors: Iterable[Mapping[str, Any]]) -> Reasons:
    """The errors of ninja.errors.ValidationError as reasons, in the language spoken now."""
    return [_misread(error) for error in errors]


def _misread(error: Mapping[str, Any]) -> dict[str, Any]:
    field = ".".join(str(step) for step in error["loc"][2:]) or str(error["loc"][-1])
    kind = str(error["type"])
    code = kind.removeprefix("form_errors.") if "." in kind else MISUNDERSTOOD.get(kind, "not_understood")
    numbers = error.get("ctx", {}) if "." in kind else {}
    return reason(code, say(f"form_errors.{code}", **numbers), field=field, **numbers)
