"""Oscar's dashboard shows what lies on a shelf and cannot change it: every piece that comes or goes is a movement."""

from typing import Any

from bs4 import BeautifulSoup
from django.urls import reverse

from shop.dashboard.catalogue.views import why_kept
from shop.delivery import Carriage
from shop.models import Movement, Purchase, Sellable
from tests.shop.promos import on_shelf
from tests.shop.shopper import Product, Shopper, left
from tests.shop.till import Till
from tests.staff.desk import come


def form_of(till: Till, product: Any) -> dict[str, str]:
    """The dashboard's page of a product, as a browser would send it back."""
    page = till.browser.get(reverse("dashboard:catalogue-product", args=[product.pk]))
    assert page.status_code == 200
    soup = BeautifulSoup(page.content.decode(), "html.parser")
    fields = soup.select("form input[name], form select[name], form textarea[name]")
    told = {str(one["name"]): _value(one) for one in fields if not one.has_attr("disabled")}
    assert soup.select_one("[name=stockrecords-0-num_in_stock]").has_attr("disabled")  # type: ignore[union-attr]
    assert soup.select_one("[name=stockrecords-0-DELETE]") is None
    return told


def _value(field: Any) -> str:
    if field.name == "select":
        chosen = field.select_one("option[selected]")
        return str(chosen["value"]) if chosen else ""
    return str(field.get("value") or field.get_text() if field.name == "textarea" else field.get("value", ""))


def test_the_dashboard_changes_a_price_and_no_number_of_pieces(till: Till, jar: Any) -> None:
    on_shelf(jar)
    jar.categories.set([jar.good.shelf.category])
    come(till.browser, till.world.staff)
    told = form_of(till, jar)
    told |= {"stockrecords-0-num_in_stock": "500", "stockrecords-0-price": "350.00"}
    answer = till.browser.post(reverse("dashboard:catalogue-product", args=[jar.pk]), told)
    assert answer.status_code == 302, answer.context["form"].errors
    assert (jar.stockrecords.get().price, left(jar), Movement.objects.count()) == (350, 5, 0)


def test_a_form_that_was_open_meanwhile_takes_back_no_promise(till: Till, jar: Any) -> None:
    read_before = jar.stockrecords.get()
    jar.stockrecords.get().allocate(2)
    read_before.price = 300
    read_before.save()
    assert (jar.stockrecords.get().price, left(jar)) == (300, 3)


def test_what_was_sold_is_not_deleted_and_its_page_says_why(till: Till, shopper: Shopper, jar: Any) -> None:
    shopper.takes(jar)
    order, _ = shopper.orders(carriage=Carriage(Purchase.PICKUP))
    come(till.browser, till.world.staff)
    for ask in (till.browser.get, till.browser.post):
        answer = ask(reverse("dashboard:catalogue-product-delete", args=[jar.pk]), follow=True)
        assert answer.redirect_chain[0][0].endswith(reverse("dashboard:catalogue-product", args=[jar.pk]))
        assert "is part of orders and cannot be deleted" in answer.content.decode()
    assert order.lines.get().product == jar


def test_what_sessions_and_certificates_are_sold_under_is_not_deleted(till: Till) -> None:
    till.paid()
    come(till.browser, till.world.staff)
    product = Sellable.objects.get().product
    answer = till.browser.post(reverse("dashboard:catalogue-product-delete", args=[product.pk]), follow=True)
    assert "it cannot be deleted" in answer.content.decode() and Sellable.objects.get().product == product


def test_a_parent_whose_variant_was_sold_stays_too(till: Till, jar: Any) -> None:
    parent = Product.objects.create(product_class=jar.product_class, title="Creams", structure="parent")
    Product.objects.filter(pk=jar.pk).update(parent=parent, structure="child", product_class=None)
    assert why_kept(parent) == ""
    shopper = Shopper(till)
    shopper.takes(till.fresh(jar))
    shopper.orders(carriage=Carriage(Purchase.PICKUP))
    assert why_kept(parent) == "sold"


def test_what_nobody_bought_can_be_deleted(till: Till, jar: Any) -> None:
    come(till.browser, till.world.staff)
    answer = till.browser.post(reverse("dashboard:catalogue-product-delete", args=[jar.pk]))
    assert answer.status_code == 302 and not Product.objects.filter(pk=jar.pk).exists()


def test_a_stranger_is_not_told_what_was_sold(till: Till, client: Any, jar: Any) -> None:
    client.force_login(till.world.stranger)
    answer = client.post(reverse("dashboard:catalogue-product-delete", args=[jar.pk]))
    assert answer.status_code in (302, 403) and Product.objects.filter(pk=jar.pk).exists()
