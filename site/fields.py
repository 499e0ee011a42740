"""Fields of the house."""

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.db.models.fields.json import KeyTransform
from django.utils.translation import get_language
from wagtail.fields import StreamField


class QuietStreamField(StreamField):
    """A StreamField that migrations see as plain JSON: blocks are code, the column is data.

    A historical StreamField that lost its blocks drops every block on load, and saving such a row empties it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(args[0] if args else [], **kwargs)  # Field.clone() comes without blocks

    def deconstruct(self) -> Any:
        name, _, _, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, "django.db.models.JSONField", [], kwargs | {"default": list}


class Words(dict[str, str]):
    """The same words in several languages; `str()` speaks the reader's."""

    def say(self, language: str) -> str:
        """In this language, else its base, else the house's first language, else whatever there is."""
        near = (language, language.split("-")[0], settings.LANGUAGE_CODE, *self)
        return next((self[code] for code in near if self.get(code)), "")

    def __str__(self) -> str:
        return self.say(get_language() or settings.LANGUAGE_CODE)

    def __lt__(self, other: object) -> bool:
        return str(self) < str(other)

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(sorted(self.items())))


class _Utf8(json.JSONEncoder):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"ensure_ascii": False})


class WordsInput(forms.MultiWidget):
    """One input a language, each with its `lang` and its label."""

    template_name = "widgets/words.html"

    def __init__(self, widget: type[forms.Widget] = forms.TextInput, attrs: dict[str, Any] | None = None) -> None:
        told = {code: {"lang": code, "aria-label": str(name)} for code, name in settings.LANGUAGES}
        inputs: dict[str, Any] = {code: widget(attrs=attributes) for code, attributes in told.items()}
        super().__init__(inputs, attrs)

    def decompress(self, value: Any) -> list[str]:
        return [(value or {}).get(code, "") for code, _ in settings.LANGUAGES]


class WordsFormField(forms.MultiValueField):
    def __init__(
        self, *, widget: type[forms.Widget] = forms.TextInput, max_length: int | None = None, **kwargs: Any
    ) -> None:
        fields = [forms.CharField(required=False, max_length=max_length) for _ in settings.LANGUAGES]
        super().__init__(fields, widget=WordsInput(widget), require_all_fields=False, **kwargs)

    def compress(self, data_list: Any) -> Words:
        return Words({code: word for (code, _), word in zip(settings.LANGUAGES, data_list or [], strict=False) if word})

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(initial or {}, data)


@lru_cache(maxsize=4096)
def _read(text: str) -> dict[str, str]:
    """A list of cards shows the same few words again and again. Never hand out: it is kept."""
    found: dict[str, str] = json.loads(text)
    return found


class WordsField(models.JSONField):
    """JSON {"en": …, "uk": …}: the database searches and sorts one language by `name__uk`."""

    def __init__(self, *args: Any, long: bool = False, **kwargs: Any) -> None:
        self.long = long
        super().__init__(*args, **kwargs | {"encoder": _Utf8, "default": kwargs.get("default", dict)})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("encoder", None)
        return name, path, args, kwargs | ({"long": True} if self.long else {})

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if isinstance(expression, KeyTransform) or not isinstance(value, str):
            return super().from_db_value(value, expression, connection)  # `values("name__uk")` is plain text
        return Words(_read(value))

    def to_python(self, value: Any) -> Words:
        return Words({settings.LANGUAGE_CODE: value} if isinstance(value, str) else value or {})

    def pre_save(self, model_instance: Any, add: bool) -> Words:
        value = self.to_python(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, value)
        return value

    def formfield(self, form_class: Any = None, choices_form_class: Any = None, **kwargs: Any) -> Any:
        widget: Callable[[], forms.Widget] = forms.Textarea if self.long else forms.TextInput
        return models.Field.formfield(self, **kwargs | {"form_class": WordsFormField, "widget": widget})
