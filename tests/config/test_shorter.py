"""Words travel compressed, pictures as they are."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from config.middleware import Shorter

BODY = b"A quiet hour. " * 200


def answered(kind: str, accepts: str = "gzip") -> HttpResponse:
    asked = RequestFactory().get("/", HTTP_ACCEPT_ENCODING=accepts)
    return Shorter(lambda request: HttpResponse(BODY, content_type=kind))(asked)


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/json", "image/svg+xml"])
def test_words_are_compressed_for_whoever_can_read_them(kind: str) -> None:
    answer = answered(kind)
    assert answer["Content-Encoding"] == "gzip" and answer["Vary"] == "Accept-Encoding"
    assert len(answer.content) < len(BODY) / 5 and gzip.decompress(answer.content) == BODY
    assert answered(kind, accepts="").content == BODY


@pytest.mark.parametrize("kind", ["image/webp", "application/zip", "application/pdf"])
def test_what_is_small_already_is_left_alone(kind: str) -> None:
    answer = answered(kind)
    assert "Content-Encoding" not in answer and answer.content == BODY
