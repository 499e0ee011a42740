"""Oscar's shelves as plain lists of products: no search engine to keep, nothing to go stale."""

from typing import Any

from django.db.models import Min, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.views.generic import ListView
from oscar.core.loading import get_class, get_model
from oscar.defaults import OSCAR_PRODUCTS_PER_PAGE

Product, Category = get_model("catalogue", "Product"), get_model("catalogue", "Category")
ORDERS = {
    "newest": "-date_created", "rating": "-rating", "title-asc": "title", "title-desc": "-title",
    "price-asc": "cheapest", "price-desc": "-cheapest",
}  # fmt: skip


class Shelf(ListView):  # type: ignore[type-arg]  # Oscar's models have no types
    """Public goods a page at a time: for everyone. `?q=` narrows them by words, `?sort_by=` orders them."""

    context_object_name = "products"
    template_name = "oscar/catalogue/browse.html"
    paginate_by = OSCAR_PRODUCTS_PER_PAGE

    def get_queryset(self) -> QuerySet[Any]:
        goods = Product.objects.browsable().base_queryset().annotate(cheapest=Min("stockrecords__price"))
        for word in self.request.GET.get("q", "")[:100].split():
            goods = goods.filter(Q(title__icontains=word) | Q(description__icontains=word) | Q(upc__iexact=word))
        return goods.order_by(ORDERS.get(self.request.GET.get("sort_by", ""), "-date_created"), "pk")  # type: ignore[no-any-return]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        for product in context["page_obj"]:
            product.object = product  # Oscar's templates expect rows of a search engine
        form = get_class("search.forms", "SearchForm")(self.request.GET)
        return context | {"form": form, "query": self.request.GET.get("q", ""), "page": context["page_obj"]}


class CatalogueView(Shelf):
    """All goods."""


class ProductCategoryView(Shelf):
    """Goods of one category and of those inside it."""

    template_name = "oscar/catalogue/category.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.category = get_object_or_404(Category, pk=kwargs["pk"])
        if not (self.category.is_public or request.user.is_staff):
            raise Http404
        if request.path != self.category.get_absolute_url():
            return HttpResponsePermanentRedirect(self.category.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().filter(categories__in=self.category.get_descendants_and_self()).distinct()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"category": self.category}


class FacetedSearchView(Shelf):
    """What was searched for."""

    context_object_name = "results"
    template_name = "oscar/search/results.html"
