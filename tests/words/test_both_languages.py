"""Every text in both languages, alike in what it asks for, and the Ukrainian in Ukrainian letters."""

import re
from collections.abc import Callable, Iterable

import pytest

from config.management.commands import compile_words
from tests.words import texts
from tests.words.texts import FORMS, LANGUAGES, Text

HOLES = re.compile(r"\{\w*\}|%\(\w+\)[sd]|%[sd]")
ALIEN = re.compile(r"[ыэъё]", re.IGNORECASE)
STRAIGHT = re.compile(r"\w'\w")
CYRILLIC = "а-яіїєґА-ЯІЇЄҐ"
GLUED = re.compile(rf"[A-Za-z][{CYRILLIC}]|[{CYRILLIC}][A-Za-z]")
LOOKALIKE = re.compile(rf"[{CYRILLIC}][\s,]+[aiocyAIOC][\s,]+[{CYRILLIC}]")
OWN_NAMES = ("nav.language_",)  # a language is named in its own letters in every language


def complete(text: Text) -> bool:
    return set(text.said) == set(LANGUAGES) and all(form.strip() for forms in text.said.values() for form in forms)


def well_counted(text: Text) -> bool:
    if not text.counted:
        return len({len(forms) for forms in text.said.values()}) == 1
    return all(len(forms) == len(FORMS[language]) for language, forms in text.said.items())


def alike(text: Text) -> bool:
    return len({frozenset(HOLES.findall(form)) for form in in_all_languages(text)}) == 1


def ukrainian(text: Text) -> bool:
    return not any(wrong.search(form) for form in text.said["uk"] for wrong in (ALIEN, GLUED, LOOKALIKE))


def typographic(text: Text) -> bool:
    label = text.said["en"] == (text.where,)  # the English of a label is code
    return not any(STRAIGHT.search(form) for form in (text.said["uk"] if label else in_all_languages(text)))


def english(text: Text) -> bool:
    return text.where.startswith(OWN_NAMES) or not any(re.search(f"[{CYRILLIC}]", form) for form in text.said["en"])


def in_all_languages(text: Text) -> Iterable[str]:
    return [form for forms in text.said.values() for form in forms]


PROMISES: dict[str, Callable[[Text], bool]] = {
    "is said in both languages": complete,
    "has a form for every plural": well_counted,
    "asks for the same in both languages and in every form": alike,
    "is Ukrainian in Ukrainian letters": ukrainian,
    "is English in English": english,
    "has a true apostrophe": typographic,
}


@pytest.mark.parametrize("promise", PROMISES)
def test_every_text(promise: str) -> None:
    broken = [f"{text}: {text.said}" for text in texts.every_text() if not PROMISES[promise](text)]
    assert not broken, f"not every text {promise}:\n" + "\n".join(broken)


def said(en: str, uk: str) -> Text:
    return Text("here", {"en": (en,), "uk": (uk,)})


@pytest.mark.parametrize(
    ("promise", "text"),
    [
        (complete, Text("here", {"en": ("Hours",)})),
        (complete, said("Hours", " ")),
        (well_counted, Text("here", {"en": ("{n} day", "{n} days"), "uk": ("{n} день", "{n} дні")}, counted=True)),
        (complete, Text("here", {"en": ("{n} day", ""), "uk": ("{n} день",) * 4}, counted=True)),
        (alike, said("until {until}", "до {date}")),
        (alike, Text("here", {"en": ("{n} h", "{n} h"), "uk": ("{n} год", "{n} год", "год", "{n} год")}, counted=True)),
        (ukrainian, said("we", "мы")),
        (ukrainian, said("announcement", "обЪява")),
        (ukrainian, said("rope", "кoса")),  # a Latin o
        (ukrainian, said("and", "день i ніч")),  # a Latin i
        (typographic, said("name", "ім'я")),
        (english, said("Kyiv сity", "місто Київ")),  # a Cyrillic с
    ],
)
def test_a_broken_text_is_noticed(promise: Callable[[Text], bool], text: Text) -> None:
    assert not promise(text)


def test_there_are_many_texts() -> None:
    assert len(texts.keyed()) > 1300
    assert len(texts.fixtures()) > 700


def test_a_text_without_one_language_is_noticed_in_a_fixture() -> None:
    (text,) = texts.walk({"letters": [{"subject": {"en": "Booked"}}]}, "letters.yaml")
    assert text.where == "letters.yaml:letters[0]:subject"
    assert not complete(text)


def test_ukrainian_counts_as_django_counts() -> None:
    import django

    theirs = texts.Path(django.__file__).parent / "conf" / "locale" / "uk" / "LC_MESSAGES" / "django.po"
    ours = texts.ROOT / "site" / "locale" / "uk" / "LC_MESSAGES" / "django.po"
    assert plural_rule(ours) == plural_rule(theirs)


def plural_rule(catalogue: texts.Path) -> str:
    header = catalogue.read_text().replace('"\n"', "")
    return header.split("Plural-Forms:")[1].split("\\n")[0].strip()


def test_catalogues_are_compiled() -> None:
    assert compile_words.stale() == [], "run manage.py compile_words"


def test_a_changed_catalogue_is_stale_until_it_is_compiled(tmp_path: texts.Path, settings: object) -> None:
    from django.core.management import CommandError, call_command

    settings.LOCALE_PATHS = [tmp_path]  # type: ignore[attr-defined]
    folder = tmp_path / "uk" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text('msgid ""\nmsgstr "Language: uk\\n"\n\nmsgid "a.b"\nmsgstr "так"\n')
    with pytest.raises(CommandError, match="compile_words"):
        call_command(compile_words.Command(), check=True)
    call_command(compile_words.Command(), verbosity=0)
    call_command(compile_words.Command(), check=True)
    (folder / "django.po").write_text('msgid ""\nmsgstr "Language: uk\\n"\n\nmsgid "a.b"\nmsgstr "ні"\n')
    assert compile_words.stale() == [folder / "django.po"]
