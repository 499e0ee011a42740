"""Addresses of the loyalty room; the language comes before them."""

from django.urls import path

from loyalty import views

urlpatterns = [path("me/points/", views.points, name="me_points")]
