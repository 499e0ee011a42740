"""Oscar's dashboard shows what lies on a shelf and cannot change it: every piece that comes or goes is a movement."""

from typing import Any

from bs4 import BeautifulSoup
from django.urls import reverse

from shop.models import Movement
from tests.shop.promos import on_shelf
from tests.shop.shopper import left
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
