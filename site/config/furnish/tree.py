"""The English pages, built from the fixtures. A page that stands already is left as its editors have it."""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Locale, Page, Site

from booking.models import Resource, Service
from config.furnish import articles, bodies
from config.furnish.pictures import picture
from config.furnish.words import Lexicon, read
from pages import models as rows


def locales() -> Locale:
    for code, _ in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    return Locale.objects.get(language_code=settings.LANGUAGE_CODE)


def grow(today: date, tell: Lexicon) -> list[Page]:
    """Every English page, parents first."""
    english = locales()
    lists = read("site")["lists"]
    home = _home(english, tell)
    experts = _list(home, rows.ExpertsPage, lists["experts"], tell)
    services = _list(home, rows.ServicesPage, lists["services"], tell)
    goods = _list(home, rows.GoodsPage, lists["shop"], tell)
    gifts = _list(home, rows.GiftsPage, lists["gifts"], tell, body=bodies.gifts(lists["gifts"], tell))
    contents = [page for spec in read("site")["pages"] if (page := _content(home, spec, tell))]
    journal = _list(home, rows.ArticlesPage, lists["articles"], tell)
    people = [_expert(experts, one, tell) for one in read("experts")["experts"]]
    offered = [_service(services, one, tell) for one in read("services")["services"]]
    written = [articles.article(journal, one, today, tell) for one in read("articles")["articles"]]
    write_home(home, bodies.home(tell))  # last: its blocks name what stands by then
    return [home, experts, services, goods, gifts, *contents, journal, *people, *offered, *written]


def stand(parent: Page, page: Page) -> Page:
    """The page below its parent: the one that stands there under this slug, or this one, published."""
    known = parent.get_children().filter(slug=page.slug).first()
    if known:
        return known.specific
    page.locale = parent.locale
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def _home(english: Locale, tell: Lexicon) -> Page:
    seo = read("pages")["home"]["seo"]
    name, title, description = (tell(one) for one in (read("house")["house"]["name"], seo["title"], seo["description"]))
    return door(english, title=name, seo_title=title, search_description=description)


def door(locale: Locale, **words: str) -> Page:
    """The home page of a language, and the site that begins there, at SITE_ADDRESS. A home that stands is kept."""
    known = rows.HomePage.objects.filter(locale=locale).first()
    if known:
        Site.objects.filter(is_default_site=True).update(**_address())
        return known
    root = Page.get_first_root_node()
    Page.objects.child_of(root).filter(slug="home").update(slug="welcome", url_path="/welcome/")
    home = rows.HomePage(slug="home", locale=locale, **words)
    root.add_child(instance=home)
    _only_site(home)
    return home


def _only_site(home: Page) -> None:
    """Our home stands in for the page that a fresh Wagtail comes with."""
    Site.objects.update_or_create(
        is_default_site=True, defaults={"root_page": home, "site_name": settings.WAGTAIL_SITE_NAME} | _address()
    )
    for welcome in Page.objects.filter(slug="welcome", depth=2):
        welcome.delete()


def _address() -> dict[str, Any]:
    """Host and port of SITE_ADDRESS, as Wagtail keeps them."""
    parts = urlsplit(settings.SITE_ADDRESS)
    return {"hostname": parts.hostname, "port": parts.port or (443 if parts.scheme == "https" else 80)}


def write_home(home: Page, body: list[bodies.Block]) -> None:
    """Publishes the home page with this body, unless it has one."""
    if not home.body:
        home.body = body
        home.save_revision().publish()


def _list(home: Page, model: Any, spec: dict[str, Any], tell: Lexicon, **more: Any) -> Page:
    page = model(
        title=tell(spec["title"]), slug=spec["slug"], intro=tell(spec["intro"]), show_in_menus=True,
        search_description=tell(spec["description"]), **more,
    )  # fmt: skip
    return stand(home, page)


def _content(home: Page, spec: dict[str, Any], tell: Lexicon) -> Page:
    page = rows.ContentPage(
        title=tell(spec["title"]), slug=spec["slug"], intro=tell(spec["intro"]), show_in_menus=spec["menu"],
        binding=spec.get("binds", False), body=bodies.content(spec, tell),
    )  # fmt: skip
    return stand(home, page)


def _expert(parent: Page, one: dict[str, Any], tell: Lexicon) -> Page:
    resource = Resource.objects.get(code=one["code"])
    page = rows.ExpertPage(
        title=tell(one["name"]), slug=one["code"], resource=resource, portrait=picture(one["code"], one["name"]["en"]),
        experience_years=one["experience_years"], about=tell.rich(one["biography"]), approach=tell(one["approach"]),
        education=_lines(one["education"], tell), meetings=tell(one["session_formats"]),
        away=tell(one["leave"]["words"]) if "leave" in one else "",
        seo_title=_joined(one["name"], one["headline"], tell), search_description=tell(one["headline"]),
    )  # fmt: skip
    return stand(parent, page)


def _joined(name: dict[str, str], headline: dict[str, str], tell: Lexicon) -> str:
    return tell({code: f"{name[code]}. {headline[code]}" for code in name})


def _lines(entries: list[dict[str, str]], tell: Lexicon) -> str:
    return tell.told("\n".join(one["en"] for one in entries), "\n".join(one["uk"] for one in entries))


def _of_direction(code: str) -> Any:
    """A direction without a picture of its own borrows one from the journal."""
    return picture(f"direction-{code}", code) or (picture("article-psychologist-or-coach", code) if code else None)


def _service(parent: Page, one: dict[str, Any], tell: Lexicon) -> Page:
    page = rows.ServicePage(
        title=tell(one["name"]), slug=one["code"], service=Service.objects.get(code=one["code"]),
        about=tell.rich(one["text"]), search_description=tell(one["summary"]),
        picture=_of_direction(one.get("direction", "")),
    )  # fmt: skip
    return stand(parent, page)
