"""Every mount point in one list; Wagtail last."""

from django.apps import apps
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from two_factor import urls as second_factor
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

to_login = RedirectView.as_view(pattern_name="two_factor:login", query_string=True)

urlpatterns = [
    path("cms/login/", to_login),
    re_path(r"^cms/password_reset/", to_login),
    path("cms/logout/", LogoutView.as_view()),
    re_path(r"^(?:[a-z]{2}/)?shop/accounts/(?:login|register|password-reset).*$", to_login),
    path("django-admin/login/", to_login),
    path("cms/", include(wagtailadmin_urls)),
    path("django-admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include((second_factor.urlpatterns[0], "two_factor"))),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    *i18n_patterns(
        path("shop/", include(apps.get_app_config("oscar").urls[0])),
        path("", include(wagtail_urls)),
    ),
]
