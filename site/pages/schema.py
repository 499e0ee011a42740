"""schema.org objects as plain dicts. Nothing here asks the database; addresses are absolute."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from django.conf import settings

Thing = dict[str, Any]
CONTEXT = "https://schema.org"


class Addressed(Protocol):
    @property
    def code(self) -> str: ...

    @property
    def url(self) -> str: ...


def alternates(versions: Sequence[Addressed]) -> list[dict[str, str]]:
    """For hreflang: every language, and "x-default" for those that are none of them."""
    found = [{"code": version.code, "url": version.url} for version in versions]
    default = next((one["url"] for one in found if one["code"] == settings.LANGUAGE_CODE), None)
    return [*found, {"code": "x-default", "url": default}] if default else found


def breadcrumbs(steps: Iterable[tuple[str, str]]) -> Thing:
    items = [
        {"@type": "ListItem", "position": n, "name": name, "item": url} for n, (name, url) in enumerate(steps, start=1)
    ]
    return {"@context": CONTEXT, "@type": "BreadcrumbList", "itemListElement": items}


def house(
    *, name: str, url: str, description: str, address: str, phone: str, email: str, point: tuple[float, float] | None
) -> Thing:
    thing: Thing = {
        "@context": CONTEXT, "@type": "LocalBusiness", "@id": f"{url}#house", "name": name, "url": url,
        "description": description, "address": address, "telephone": phone, "email": email,
    }  # fmt: skip
    if point:
        thing["geo"] = {"@type": "GeoCoordinates", "latitude": point[0], "longitude": point[1]}
    return {key: value for key, value in thing.items() if value}


def person(
    *, name: str, url: str, job: str, languages: Sequence[str], image: str, works_for: str, offers: list[Thing]
) -> Thing:
    thing = {
        "@context": CONTEXT, "@type": "Person", "@id": f"{url}#person", "name": name, "url": url, "jobTitle": job,
        "knowsLanguage": list(languages), "image": image, "worksFor": {"@type": "LocalBusiness", "name": works_for},
        "makesOffer": offers, "potentialAction": reserve(url) if offers else None,
    }  # fmt: skip
    return {key: value for key, value in thing.items() if value}


def service(
    *,
    name: str,
    url: str,
    description: str,
    provider: Thing,
    offers: list[Thing],
    rating: Thing | None,
    reviews: list[Thing],
) -> Thing:
    """`rating` stands here and not with the person: schema.org rates what is offered."""
    thing = {
        "@context": CONTEXT, "@type": "Service", "@id": f"{url}#service", "name": name, "url": url,
        "description": description, "provider": provider, "offers": offers, "aggregateRating": rating,
        "review": reviews, "potentialAction": reserve(url) if offers else None,
    }  # fmt: skip
    return {key: value for key, value in thing.items() if value}


def offer(*, name: str, price: Decimal, currency: str, url: str, by: str = "", starts: datetime | None = None) -> Thing:
    """`starts`: the next free time, aware; without one the offer is sold out for now."""
    thing: Thing = {
        "@type": "Offer", "price": f"{price:.2f}", "priceCurrency": currency, "url": url,
        "availability": f"{CONTEXT}/{'InStock' if starts else 'SoldOut'}",
        "itemOffered": {"@type": "Service", "name": name},
    }  # fmt: skip
    if by:
        thing["offeredBy"] = {"@type": "Person", "name": by}
    if starts:
        thing["availabilityStarts"] = starts.isoformat()
    return thing


def product(
    *, name: str, url: str, code: str, description: str, category: str, images: Sequence[str], offers: list[Thing]
) -> Thing:
    thing = {
        "@context": CONTEXT, "@type": "Product", "@id": f"{url}#product", "name": name, "url": url, "sku": code,
        "description": description, "category": category, "image": list(images),
        "offers": offers[0] if len(offers) == 1 else offers,
    }  # fmt: skip
    return {key: value for key, value in thing.items() if value}


def thing_offer(*, price: Decimal, url: str, there: bool, name: str = "", currency: str = "UAH") -> Thing:
    """Of goods. `name`: of a variant."""
    thing: Thing = {
        "@type": "Offer", "price": f"{price:.2f}", "priceCurrency": currency, "url": url,
        "availability": f"{CONTEXT}/{'InStock' if there else 'OutOfStock'}",
        "itemCondition": f"{CONTEXT}/NewCondition",
    }  # fmt: skip
    return thing | ({"name": name} if name else {})


def reserve(url: str) -> Thing:
    target = {"@type": "EntryPoint", "urlTemplate": url, "inLanguage": [code for code, _ in settings.LANGUAGES]}
    return {"@type": "ReserveAction", "target": target, "result": {"@type": "Reservation"}}


def rating(average: float | None, count: int) -> Thing | None:
    """Only from real reviews: nothing where there are none."""
    if not count or average is None:
        return None
    return {
        "@type": "AggregateRating",
        "ratingValue": round(average, 2),
        "reviewCount": count,
        "bestRating": 5,
        "worstRating": 1,
    }


def review(*, text: str, stars: int, author: str, written: str) -> Thing:
    return {
        "@type": "Review", "reviewBody": text, "datePublished": written,
        "reviewRating": {"@type": "Rating", "ratingValue": stars, "bestRating": 5},
        "author": {"@type": "Person", "name": author},
    }  # fmt: skip


def article(
    *, title: str, url: str, description: str, author: str, published: str, changed: str, language: str, image: str
) -> Thing:
    thing = {
        "@context": CONTEXT, "@type": "Article", "headline": title[:110], "url": url, "description": description,
        "author": {"@type": "Person", "name": author} if author else None, "datePublished": published,
        "dateModified": changed, "inLanguage": language, "image": image,
    }  # fmt: skip
    return {key: value for key, value in thing.items() if value}


def questions(items: Iterable[tuple[str, str]]) -> Thing | None:
    """FAQPage of (question, answer as plain text); nothing without questions."""
    found = [
        {"@type": "Question", "name": question, "acceptedAnswer": {"@type": "Answer", "text": answer}}
        for question, answer in items
    ]
    return {"@context": CONTEXT, "@type": "FAQPage", "mainEntity": found} if found else None
