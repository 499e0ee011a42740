"""Every mount point in one list; Wagtail last."""

from django.apps import apps
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from accounts import urls as accounts
from config import api, views
from pages import urls as pages
from shop import urls as shop

for kept in apps.get_app_config("schedule").get_models():
    admin.site.unregister(kept)  # a row written past booking.calendars would leave open time as it was

urlpatterns = [
    path("", include(accounts.urlpatterns)),
    path("", include(shop.urlpatterns)),
    path("cms/", include(wagtailadmin_urls)),
    path("django-admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("readyz", views.readyz),
    path("api/v1/", api.urls),
    path("", include(pages.urlpatterns)),
    *([path("media/<path:path>", views.media)] if settings.SERVE_MEDIA else []),
    *i18n_patterns(
        *accounts.area_urls,
        path("", include("notifications.urls")),
        path("", include("booking.urls")),
        path("", include("shop.gifts.urls")),
        path("", include("shop.donations.urls")),
        path("", include("loyalty.urls")),
        *shop.card_urls,
        *pages.front_urls,
        *shop.basket_urls,
        path("shop/", include(apps.get_app_config("oscar").urls[0])),  # type: ignore[attr-defined]
        *pages.goods_urls,
        *pages.page_urls,
        path("", include(wagtail_urls)),
    ),
]

handler500 = "pages.views.broken"
