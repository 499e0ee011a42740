"""The addresses of the site, with a bare page of an order where the stories need no more than its address."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import handler500
from config.urls import urlpatterns as site


def order(request: HttpRequest, number: str) -> HttpResponse:
    return HttpResponse(number)


urlpatterns = [*i18n_patterns(path("order/<str:number>/", order, name="order")), *site]
__all__ = ["handler500", "urlpatterns"]
