"""Addresses of the shop beside Oscar's own."""

from django.urls import path

from shop import views, webhook
from shop.buying import basket

urlpatterns = [path("card/webhook/", webhook.receive, name="card-webhook")]
"""Stripe's door: no language."""

card_urls = [
    path("card/back/", views.back, name="card-back"),
    path("card/cancel/<uuid:key>/", views.away, name="card-cancel"),
    path("card/pay/<uuid:key>/", views.pay, name="card-pay"),
]
"""Doors of visitors, in their language."""

basket_urls = [
    path("basket/", basket.page, name="basket"),
    path("basket/put/", basket.put, name="basket-put"),
    path("basket/undo/", basket.undo, name="basket-undo"),
    path("basket/time/<str:code>/", basket.put_session, name="basket-session"),
    path("basket/line/<int:pk>/", basket.line, name="basket-line"),
]
