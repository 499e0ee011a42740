"""What orders speak of is not deleted: it is only offered no more."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import redirect
from oscar.apps.dashboard.catalogue import views
from oscar.core.loading import get_model

from shop.models import Sellable
from words import say

Line = get_model("order", "Line")


class ProductDeleteView(views.ProductDeleteView):
    """Of a product under which sessions or certificates are sold, or that was sold, its page says why it stays."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        product = self.get_queryset().filter(pk=kwargs["pk"]).first() if request.user.is_staff else None
        if product is None or not (why := why_kept(product)):
            return super().dispatch(request, *args, **kwargs)
        messages.error(request, say(f"staff.stock.kept.{why}", what=product.get_title()))
        return redirect("dashboard:catalogue-product", product.pk)


def why_kept(product: Any) -> str:
    """Why it cannot be deleted: "sellable", "sold" (it or a variant of it); empty when it can."""
    if Sellable.objects.filter(product=product).exists():
        return "sellable"
    return "sold" if Line.objects.filter(Q(product=product) | Q(product__parent=product)).exists() else ""
