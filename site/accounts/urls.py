"""Addresses of the front door, of the client area's frame, and the doors of the libraries that lead here instead."""

from typing import Any

from django.urls import include, path, re_path
from django.views.generic import RedirectView
from two_factor import urls as library

from accounts import area, second, views

OURS: dict[str, Any] = {
    "login": views.SignIn, "setup": second.Setup, "setup_complete": second.SetupDone,
    "backup_tokens": second.BackupCodes, "profile": second.Security, "disable": second.Disable,
}  # fmt: skip
two_factor = [
    path(str(known.pattern), OURS[known.name].as_view() if known.name in OURS else known.callback, name=known.name)
    for known in library.core + library.profile
]

to_sign_in = RedirectView.as_view(pattern_name="two_factor:login", query_string=True)
to_me = RedirectView.as_view(pattern_name="me")
SHOP = r"^(?:[a-z]{2}/)?shop"

doors = [
    path("cms/login/", to_sign_in, name="staff_sign_in"),
    re_path(r"^cms/password_reset/", to_sign_in, name="staff_sign_in"),
    path("cms/logout/", views.sign_out, name="staff_sign_out"),
    path("django-admin/login/", to_sign_in, name="staff_sign_in"),
    path("django-admin/logout/", views.sign_out, name="staff_sign_out"),
    re_path(SHOP + r"/accounts/(?:login|register)/", to_sign_in),
    re_path(SHOP + r"/accounts/logout/", views.sign_out),
    re_path(SHOP + r"/accounts/change-password/", RedirectView.as_view(pattern_name="password_change")),
    re_path(SHOP + r"/accounts/", to_me),
    re_path(SHOP + r"/password-reset/", RedirectView.as_view(pattern_name="password_reset")),
]
"""They come before the libraries' own: one sign-in for every door."""

urlpatterns: list[Any] = [
    *doors,
    path("", include((two_factor, "two_factor"))),
    path("account/logout/", views.sign_out, name="logout"),
    path("account/link/", views.ask_link, name="ask_link"),
    path("account/link/open/", views.open_link, name="open_link"),
    path("account/password/reset/", views.ask_reset, name="password_reset"),
    path("account/password/reset/done/", views.reset_done, name="password_reset_complete"),
    path("account/password/reset/<uidb64>/<token>/", views.Reset.as_view(), name="password_reset_confirm"),
    path("account/language/<slug:code>/", area.speak, name="speak"),
]

area_urls = [
    path("me/", area.me, name="me"),
    path("me/profile/", area.profile, name="me_profile"),
    path("me/password/", area.password, name="password_change"),
]
"""Belong under the language of the address."""
