"""Addresses beside the page tree; none of them depends on the language."""

from django.urls import path

from pages import views
from pages.api import api

urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("scheme/", views.scheme, name="scheme"),
    path("api/v2/", api.urls),
]
