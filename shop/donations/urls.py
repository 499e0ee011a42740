"""Addresses of donations, in the visitor's language."""

from django.urls import path

from shop.donations import views

urlpatterns = [
    path("donate/", views.give, name="donate"),
    path("donate/<uuid:key>/", views.edit, name="donate-edit"),
]
