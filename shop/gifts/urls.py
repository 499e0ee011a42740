"""Addresses of gifts, in the visitor's language."""

from django.urls import path

from shop.gifts import area, onward, opening, views

urlpatterns = [
    path("gift/", views.buy, name="gift"),
    path("gift/balance/", opening.balance, name="gift-balance"),
    path("gift/<uuid:key>/", views.edit, name="gift-edit"),
    path("gift/<uuid:key>/paper/", views.paper, name="gift-paper"),
    path("me/gifts/", area.certificates, name="me_gifts"),
    path("g/<str:code>/", opening.opened, name="gift-open"),
    path("g/<str:code>/accept/", opening.accept, name="gift-accept"),
    path("g/<str:code>/pass/", onward.pass_on, name="gift-pass"),
    path("g/<str:code>/donate/", onward.donate, name="gift-donate"),
    path("g/<str:code>/pdf/", opening.pdf, name="gift-pdf"),
]
