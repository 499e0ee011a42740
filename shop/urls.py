"""Addresses of the shop beside Oscar's own."""

from django.urls import path

from shop import views, webhook
from shop.buying import basket, checkout, orders, times

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
    path("basket/code/", basket.code, name="basket-code"),
    path("basket/undo/", basket.undo, name="basket-undo"),
    path("basket/time/<str:code>/", basket.put_session, name="basket-session"),
    path("basket/line/<int:pk>/", basket.line, name="basket-line"),
    path("basket/line/<int:pk>/time/", times.times, name="basket-time"),
    path("checkout/", checkout.checkout, name="checkout"),
    path("order/<str:number>/", orders.page, name="order"),
    path("order/<str:number>/cancel/", orders.cancel, name="order-cancel"),
    path("order/<str:number>/again/", orders.again, name="order-again"),
    path("order/<str:number>/receipt/", orders.receipt, name="order-receipt"),
    path("order/<str:number>/receipt.pdf", orders.receipt_pdf, name="order-receipt-pdf"),
    path("me/purchases/", orders.purchases, name="me_purchases"),
]
