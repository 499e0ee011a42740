"""Addresses of pages, and those beside the page tree, which do not depend on the language."""

from django.urls import path, re_path
from wagtail.urls import serve_pattern

from pages import goods, views
from pages.api import api

urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("scheme/", views.scheme, name="scheme"),
    path("api/v2/", api.urls),
]

front_urls = [path("shop/", views.page, {"path": "shop"}, name="goods")]
"""Before Oscar's: the front of the shop is a page of the tree."""

goods_urls = [
    path("shop/<slug:shelf>/", goods.shelf, name="shelf"),
    path("shop/<slug:shelf>/<slug:good>/", goods.good, name="good"),
]
"""After Oscar's, whose basket, checkout and dashboard stand at such addresses too."""

page_urls = [re_path(serve_pattern, views.page, name="page")]
"""Before Wagtail's own: the same addresses, found in fewer queries."""
