"""Addresses of the notifications room; the language comes before them."""

from django.urls import path

from notifications import views

urlpatterns = [
    path("me/messages/", views.messages, name="me_messages"),
    path("me/messages/read/", views.read, name="me_messages_read"),
    path("me/messages/<int:pk>/read/", views.read, name="me_message_read"),
]
