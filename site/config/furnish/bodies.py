"""Bodies of the home page and of the pages of words, as blocks."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from booking.models import Policy, Resource, Service
from config.furnish.pictures import picture
from config.furnish.words import Lexicon, read
from money import show_money
from pages.blocks import Body
from pages.models import ContentPage, GoodsPage
from shop.models import Good
from words import in_language, say

Block = tuple[str, Any]


def say_both(key: str, tell: Lexicon, **numbers: Any) -> str:
    """Words of the catalogue in both languages."""
    told = {}
    for code in ("en", "uk"):
        with in_language(code):
            told[code] = say(key, **numbers)
    return tell(told)


def home(tell: Lexicon) -> list[Block]:
    words, site = read("pages")["home"], read("site")["home"]
    return [
        ("hero", _hero(words["hero"], tell)),
        ("free_times", {"title": say_both("home.free_soonest", tell), "count": 6}),
        ("steps", {"title": tell(words["steps"]["title"]), "items": _items(words["steps"]["items"], tell)}),
        ("directions", {"title": say_both("home.directions", tell), "link_label": say_both("expert.all_experts",
        tell)}),
        ("expert_cards", {"title": say_both("home.this_week", tell), "experts": _people(site["people"])}),
        ("band", _ask(site, tell)),
        ("service_cards", {"title": say_both("home.popular", tell), "services": _services(site["popular"])}),
        ("gift", _gift(tell)),
        ("products", _goods(words["bands"]["goods"], site["goods"], tell)),
        ("cards", _why(words["why"], site["why_codes"], tell)),
        ("faq", {"title": say_both("home.questions", tell), "items": _faq(site["faq_codes"], tell)}),
        ("articles", {"title": say_both("home.from_journal", tell), "link_label": say_both("home.all_articles", tell),
        "count": 3}),
    ]  # fmt: skip


def _hero(words: dict[str, Any], tell: Lexicon) -> dict[str, Any]:
    """The last sentence of the title is its accent."""
    parts = {code: text.rstrip(".").rpartition(". ") for code, text in words["title"].items()}
    return {
        "title": tell({code: f"{head}." for code, (head, _, _) in parts.items()}),
        "accent": tell({code: f"{last}." for code, (_, _, last) in parts.items()}),
        "lead": tell(words["lead"]), "button": say_both("home.show_times", tell), "links": [], "note": "",
    }  # fmt: skip


def _items(items: list[dict[str, Any]], tell: Lexicon) -> list[dict[str, str]]:
    return [{"title": tell(one["title"]), "text": tell(one["text"])} for one in items]


def _people(codes: list[str]) -> list[Any]:
    return [Resource.objects.get(code=code) for code in codes]


def _services(codes: list[str]) -> list[Any]:
    return [Service.objects.get(code=code) for code in codes]


def _goods(words: dict[str, Any], codes: list[str], tell: Lexicon) -> dict[str, Any]:
    return {
        "title": tell(words["title"]), "link_label": tell(words["button"]), "page": GoodsPage.objects.first(),
        "goods": [Good.objects.get(code=code) for code in codes],
    }  # fmt: skip


def _ask(site: dict[str, Any], tell: Lexicon) -> dict[str, Any]:
    ask = site["ask"]
    return {
        "title": tell(ask["title"]), "accent": tell(ask["accent"]), "text": tell(ask["text"]),
        "button": tell(site["write"]),
        "page": ContentPage.objects.filter(slug="about").first(), "tone": "deep",
        "pictures": ["gift-evening.svg", "gift-morning.svg"],
    }  # fmt: skip


def _why(words: dict[str, Any], kept: list[int], tell: Lexicon) -> dict[str, Any]:
    return {"title": tell(words["title"]), "items": _items([words["items"][n] for n in kept], tell)}


def _gift(tell: Lexicon) -> dict[str, Any]:
    words = read("pages")["home"]["bands"]["gift"]
    return {"title": tell(words["title"]), "text": tell(words["text"]), "service": None}


def gifts(spec: dict[str, Any], tell: Lexicon) -> list[Block]:
    return [
        ("gift", _gift(tell)),
        ("steps", {"title": tell(spec["steps"]["title"]), "items": _items(spec["steps"]["items"], tell)}),
        ("donation", {"title": say_both("donations.title", tell), "text": say_both("donations.lead", tell)}),
        ("faq", {"title": say_both("home.questions", tell), "items": _faq(spec["faq_codes"], tell)}),
    ]


def _faq(codes: list[str], tell: Lexicon) -> list[dict[str, str]]:
    found = {one["code"]: one for one in read("pages")["faq"]}
    return [{"question": tell(found[code]["question"]), "answer": tell(found[code]["answer"])} for code in codes]


def content(spec: dict[str, Any], tell: Lexicon) -> list[Block]:
    return [block for part in spec["holds"] for block in PARTS[part](spec, tell)]


def _text(spec: dict[str, Any], tell: Lexicon) -> list[Block]:
    html = ""
    for one in spec["text"]:
        html += tell.html([(one["heading"]["en"], one["heading"]["uk"])], "h2") + tell.rich(one["words"])
    return [("text", html)]


def _house(spec: dict[str, Any], tell: Lexicon) -> list[Block]:
    house = read("house")["house"]
    comfort = read("site")["words"]["comfort"]
    html = (
        tell.rich(house["description"])
        + tell.html([(comfort["en"], comfort["uk"])], "h2")
        + tell.rich(house["comfort"])
    )
    return [("text", html)]


def _map(spec: dict[str, Any], tell: Lexicon) -> list[Block]:
    return [("map_link", {"title": say_both("map.way", tell), "way": tell(read("house")["house"]["way_in"])})]


def _all_questions(spec: dict[str, Any], tell: Lexicon) -> list[Block]:
    return [("faq", {"title": "", "items": _faq(read("site")["home"]["faq_codes"], tell)})]


def _policies(spec: dict[str, Any], tell: Lexicon) -> list[Block]:
    found = {one.code: one for one in Policy.objects.filter(live=True)}
    return [
        ("policy", {"title": tell(one["title"]), "policy": found[one["code"]]})
        for one in read("policies")["policies"]
        if one["code"] in ("standard", "psychology")
    ]


def _picture(spec: dict[str, Any], tell: Lexicon) -> list[Block]:
    one = spec["picture"]
    words = {"alt": tell(one["alt"]), "caption": tell(one["caption"])}
    return [("picture", {"image": picture(one["file"], one["alt"]["en"])} | words)]


def _quote(spec: dict[str, Any], tell: Lexicon) -> list[Block]:
    one = spec["quote"]
    speaker = next(person for person in read("experts")["experts"] if person["code"] == one["who"])
    return [("quote", {"text": tell(one["text"]), "who": tell(speaker["name"])})]


def _rooms(spec: dict[str, Any], tell: Lexicon) -> list[Block]:
    house, words = read("house"), read("site")["words"]
    rooms = [{"title": tell(one["name"]), "text": tell(one["summary"])} for one in house["rooms"]]
    prices = [
        [tell(one["name"]), _number(one["party"]["max"], tell), _money(one["price_per_hour"], tell)]
        for one in house["rooms"]
    ]
    desks = [
        [tell(words["desk_day"]), _number(1, tell), _money(house["desks"]["price_per_day"], tell)],
        [tell(words["glade_day"]), _number(1, tell), _money(house["zones"][0]["price_per_day"], tell)],
    ]
    headings = [tell(words[name]) for name in ("table_room", "table_people", "table_price")]
    return [
        ("cards", {"title": "", "items": rooms}), ("table", {"title": headings[2], "table": table(headings, prices)}),
        ("table", {"title": tell(words["desks"]), "table": table([tell(words["desks"]), *headings[1:2],
        say_both("service.price", tell)], desks)}),
    ]  # fmt: skip


def _number(number: int, tell: Lexicon) -> str:
    return tell.told(str(number), str(number))


def _money(amount: int, tell: Lexicon) -> str:
    return tell.told(*(show_money(Decimal(amount), language=code) for code in ("en", "uk")))


def table(headings: list[str], cells: list[list[str]]) -> Any:
    """A value of the table block."""
    return Body().child_blocks["table"].child_blocks["table"].to_python({
        "columns": [{"type": "text", "heading": heading} for heading in headings],
        "rows": [{"values": row} for row in cells], "caption": "",
    })  # fmt: skip


PARTS: dict[str, Callable[[dict[str, Any], Lexicon], list[Block]]] = {
    "text": _text, "house": _house, "map": _map, "faq": _all_questions, "policies": _policies, "rooms": _rooms,
    "picture": _picture, "quote": _quote,
    "social": lambda spec, tell: [("social", {"title": ""})],
}  # fmt: skip
