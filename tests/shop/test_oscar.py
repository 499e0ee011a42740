"""What Oscar is made to do, and not to do."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import NoReverseMatch, reverse
from oscar.apps.order.exceptions import InvalidOrderStatus, InvalidPaymentEvent
from oscar.core.loading import get_class, get_model

from shop.partner.strategy import House
from shop.verbs.selling import product_of
from tests.shop.till import MINUTE, Till
from tests.world import World

Basket, Product, Category = (
    get_model("basket", "Basket"),
    get_model("catalogue", "Product"),
    get_model("catalogue", "Category"),
)
ProductClass, Option = get_model("catalogue", "ProductClass"), get_model("catalogue", "Option")
Partner, StockRecord, Order = (
    get_model("partner", "Partner"),
    get_model("partner", "StockRecord"),
    get_model("order", "Order"),
)


@pytest.fixture
def shelves(settings: Any) -> None:
    settings.SHELVES_OPEN = True


def goods(title: str, price: int, **more: Any) -> Any:
    kind, _ = ProductClass.objects.get_or_create(name="Goods", slug="goods")
    partner, _ = Partner.objects.get_or_create(name="House", code="house")
    product = Product.objects.create(title=title, product_class=kind, upc=title.lower(), **more)
    StockRecord.objects.create(product=product, partner=partner, partner_sku=title, price=price, num_in_stock=3)
    return product


@pytest.mark.usefixtures("shelves")
def test_a_session_cannot_be_put_into_a_basket_from_its_product(world: World, client: Any) -> None:
    product = product_of(world.service)
    assert not House(now=world.now).fetch_for_product(product).availability.is_available_to_buy
    client.post(reverse("basket:add", args=[product.pk]), {"quantity": 1})
    assert get_model("basket", "Line").objects.count() == 0


def line_for(till: Till, code: str) -> Any:
    basket = Basket.objects.create()
    basket.strategy = House(now=till.now)
    option, _ = Option.objects.get_or_create(code="booking", defaults={"name": "Booking"})
    basket.add_product(product_of(till.world.service), 1, [{"option": option, "value": code}])
    return basket.all_lines()[0]


def test_a_session_costs_what_its_held_booking_says(till: Till) -> None:
    booking = till.held()
    till.world.service.price = Decimal(5)
    till.world.service.save()
    info = House(now=till.now).fetch_for_line(line_for(till, booking.code))
    assert (info.price.incl_tax, info.price.currency) == (1200, "UAH")
    assert info.availability.is_purchase_permitted(1)[0]
    assert not info.availability.is_purchase_permitted(2)[0]


@pytest.mark.parametrize("code", ["", "NOSUCH", "'; --"])
def test_a_session_without_a_booking_cannot_be_had(till: Till, code: str) -> None:
    info = House(now=till.now).fetch_for_line(line_for(till, code))
    assert not info.availability.is_available_to_buy


def test_a_lapsed_booking_or_one_of_another_service_cannot_be_had(till: Till) -> None:
    booking, free = till.held(), till.held(service=till.world.free, start=till.world.now.replace(hour=13))
    line, others = line_for(till, booking.code), line_for(till, free.code)
    assert not House(now=till.now).fetch_for_line(others).availability.is_available_to_buy
    assert not House(now=till.now + 10 * MINUTE).fetch_for_line(line).availability.is_available_to_buy


@pytest.mark.parametrize(
    "step", ["shipping-address", "shipping-method", "payment-method", "payment-details", "preview"]
)
def test_oscars_own_steps_to_payment_have_no_address(db: None, client: Any, step: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(f"checkout:{step}")
    assert client.get(f"/en/shop/checkout/{step}/").status_code == 404


@pytest.mark.usefixtures("shelves")
def test_the_checkout_leads_to_the_basket_and_the_thanks_to_the_booking(till: Till) -> None:
    booking, _ = till.paid()
    assert till.browser.get(reverse("checkout:index")).url == reverse("basket:summary")
    assert till.browser.get(reverse("checkout:thank-you")).url == reverse("basket:summary")
    session = till.browser.session
    session["checkout_order_id"] = booking.sale.line.order_id
    session.save()
    assert booking.code in till.browser.get(reverse("checkout:thank-you")).url


def test_the_dashboard_cannot_change_an_order_of_a_session(till: Till) -> None:
    booking, _ = till.paid()
    handler, order = get_class("order.processing", "EventHandler")(), booking.sale.line.order
    with pytest.raises(InvalidOrderStatus):
        handler.handle_order_status_change(order, "Cancelled")
    with pytest.raises(InvalidPaymentEvent):
        handler.handle_payment_event(order, None, Decimal(1), [booking.sale.line], [1])
    assert till.fresh(order).status == "Pending"


@pytest.mark.usefixtures("shelves")
def test_the_shelves_show_public_goods_and_no_sessions(world: World, client: Any) -> None:
    product_of(world.service)
    goods("Towel", 450)
    goods("Secret", 1, is_public=False)
    page = client.get(reverse("catalogue:index"))
    assert page.status_code == 200
    assert [row.title for row in page.context["products"]] == ["Towel"]


@pytest.mark.usefixtures("shelves")
def test_goods_are_searched_sorted_and_listed_by_category(world: World, client: Any) -> None:
    towel, soap = goods("Towel", 450), goods("Soap", 90)
    bath = Category.add_root(name="Bath")
    soap.categories.add(bath)
    assert [row.title for row in client.get(reverse("search:search"), {"q": "TOW"}).context["results"]] == [towel.title]
    cheap_first = client.get(reverse("catalogue:index"), {"sort_by": "price-asc"}).context["products"]
    assert [row.title for row in cheap_first] == ["Soap", "Towel"]
    assert [row.title for row in client.get(bath.get_absolute_url()).context["products"]] == ["Soap"]


@pytest.mark.usefixtures("shelves")
def test_odd_questions_to_the_shelves_get_a_page_or_a_404(world: World, client: Any) -> None:
    goods("Towel", 450)
    for asked in ({"q": "'\"<script>" * 50}, {"sort_by": "; drop"}, {"selected_facets": "x:y"}, {"page": "last"}):
        assert client.get(reverse("search:search"), asked).status_code == 200
    assert client.get(reverse("catalogue:index"), {"page": "-1"}).status_code == 404


def test_discounts_are_counted_in_the_database(db: None) -> None:
    Offer, Range = get_model("offer", "ConditionalOffer"), get_model("offer", "Range")
    every = Range.objects.create(name="all", includes_all_products=True)
    condition = get_model("offer", "Condition").objects.create(range=every, type="Count", value=1)
    benefit = get_model("offer", "Benefit").objects.create(range=every, type="Percentage", value=10)
    offer = Offer.objects.create(name="ten", condition=condition, benefit=benefit)
    stale = [Offer.objects.get(), Offer.objects.get()]
    for same in stale:
        get_class("order.utils", "OrderCreator")().record_discount({"offer": same, "freq": 1, "discount": Decimal(5)})
    offer.refresh_from_db()
    assert (offer.num_orders, offer.num_applications, offer.total_discount) == (2, 2, 10)


@pytest.mark.parametrize(("title", "slug"), [
    ("Крем для рук", "krem-dlya-ruk"), ("Hand cream", "hand-cream"), ("Чай «Їжакова комора»", "chay-izhakova-komora"),
    ("Щ" * 255, ("shch" * 255)[:255]), ("!!!", "-"),
])  # fmt: skip
def test_a_name_of_any_length_and_language_has_an_address(db: None, title: str, slug: str) -> None:
    kind, _ = ProductClass.objects.get_or_create(name="Goods", slug="goods")
    product = Product.objects.create(title=title, product_class=kind)
    product.refresh_from_db()
    assert product.slug == slug
    product.clean_fields()
    assert Category.add_root(name=title).slug[:20] == slug[:20]
