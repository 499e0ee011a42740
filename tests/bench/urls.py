"""The site's addresses and `bench/bare`."""

from django.urls import path

from config.urls import handler500
from config.urls import urlpatterns as ours
from tests.bench.bare import bare

__all__ = ["handler500", "urlpatterns"]
urlpatterns = [path("bench/bare", bare), *ours]
