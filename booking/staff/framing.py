"""The head of a page of our own: where it stands in the admin, as the library's own pages say it."""

from typing import Any

from django.urls import reverse

from words import say


def framed(title: str, icon: str, *above: tuple[str, str]) -> dict[str, Any]:
    """`above`: (label, address) of the pages over this one, the nearest last."""
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": say("staff.home")}]
    crumbs += [{"url": url, "label": label} for label, url in above]
    return {"header_title": title, "header_icon": icon, "breadcrumbs_items": [*crumbs, {"url": "", "label": title}]}
