"""The warehouse's pages: goods, stock, pictures, movements; and everybody else at their doors."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file_webp

from accounts.models import User
from pages.models import Picture
from shop import verbs
from shop.models import Good, Movement, Photo, Shelf
from shop.showcase import on_sale
from tests.shop.shelf import facts_of, left, order
from tests.shop.wares import good, shelf
from tests.staff.desk import come, somebody
from tests.world import World

OK, NO = 200, 403
ROLES = ["admin", "warehouse", "reception", "marketer", "editor"]
GOOD = {
    "code": "soap", "name_0": "Soap", "name_1": "Мило", "text_0": "", "text_1": "", "unit_0": "100 g",
    "unit_1": "100 г", "grams": "120", "sort_order": "0", "price": "160", "low": "3", "public": "on",
}  # fmt: skip


@pytest.fixture
def jar(world: World) -> Good:
    return good("cream", "Cream", "Крем", on=shelf(now=world.now), now=world.now)


@pytest.fixture
def keeper(client: Client, world: World) -> Client:
    return come(client, somebody(world, "warehouse"))


PAGES: dict[str, Callable[[Good], str]] = {
    "goods": lambda jar: reverse("good:index"),
    "new good": lambda jar: reverse("good:add"),
    "good": lambda jar: reverse("good:edit", args=[jar.pk]),
    "receive": lambda jar: reverse("good:receive", args=[jar.pk]),
    "write off": lambda jar: reverse("good:write_off", args=[jar.pk]),
    "shelves": lambda jar: reverse("shelf:index"),
    "shelf": lambda jar: reverse("shelf:edit", args=[jar.shelf_id]),
    "photos": lambda jar: reverse("photo:index"),
    "new photo": lambda jar: reverse("photo:add"),
    "movements": lambda jar: reverse("movement:index"),
    "movement": lambda jar: reverse("movement:inspect", args=[Movement.objects.get().pk]),
}


@pytest.mark.parametrize("role", ROLES)
def test_only_the_warehouse_and_the_administrator_open_the_stock(
    client: Client, world: World, jar: Good, role: str
) -> None:
    come(client, somebody(world, role))
    opened = {name for name, where in PAGES.items() if client.get(where(jar)).status_code == OK}
    assert opened == (set(PAGES) if role in ("admin", "warehouse") else set())


@pytest.mark.parametrize("who", ["client", "expert", "stranger"])
def test_nobody_else_comes_in(client: Client, world: World, jar: Good, who: str) -> None:
    assert {client.get(where(jar)).status_code for where in PAGES.values()} == {302}
    come(client, getattr(world, who), verified=False)
    assert {client.get(where(jar)).status_code for where in PAGES.values()} == {NO}
    assert client.post(PAGES["receive"](jar), {"quantity": 5, "reason": "x"}).status_code == NO
    assert left(jar.product) == 5


@pytest.mark.parametrize("role", ["reception", "marketer", "editor"])
def test_another_role_moves_nothing(client: Client, world: World, jar: Good, role: str) -> None:
    come(client, somebody(world, role))
    for act in ("receive", "write off"):
        assert client.post(PAGES[act](jar), {"quantity": 5, "reason": "x"}).status_code != OK
    assert (left(jar.product), Movement.objects.count()) == (5, 1)


def test_the_warehouse_sees_its_own_menu_and_nothing_of_others(keeper: Client, world: World) -> None:
    home = keeper.get("/cms/").content.decode()
    assert reverse("good:index") in home and reverse("movement:index") in home
    for name in (
        "bookings:index",
        "payment:index",
        "wagtailusers_users:index",
        "service:index",
        "ledger_accounts:index",
    ):
        assert keeper.get(reverse(name)).status_code in (302, 403, 404), name
        assert reverse(name) not in home, name


def test_a_batch_is_received_with_a_reason(keeper: Client, world: World, jar: Good) -> None:
    page = keeper.get(PAGES["receive"](jar)).content.decode()
    assert "Cream" in page
    empty = keeper.post(PAGES["receive"](jar), {"quantity": "0", "reason": ""})
    assert empty.status_code == 422
    assert keeper.post(PAGES["receive"](jar), {"quantity": "7", "reason": "Invoice 9"}).status_code == 302
    row = Movement.objects.first()
    assert row and (row.kind, row.quantity, row.reason, row.left) == ("received", 7, "Invoice 9", 12)
    assert row.by == User.objects.get(email="warehouse@example.org")


def test_more_than_is_free_is_not_written_off_and_the_reader_is_told(keeper: Client, world: World, jar: Good) -> None:
    order(world, jar.product, 3)
    answer = keeper.post(PAGES["write off"](jar), {"quantity": "3", "reason": "Broken"})
    assert answer.status_code == 422 and "only 2 pieces are free" in answer.content.decode()
    assert keeper.post(PAGES["write off"](jar), {"quantity": "2", "reason": "Broken"}).status_code == 302
    assert left(jar.product) == 0


def test_a_good_is_added_and_changed_in_both_languages(keeper: Client, world: World, jar: Good) -> None:
    told = GOOD | {"shelf": jar.shelf_id, "services": [world.service.pk]}
    told = _named(keeper, told)
    answer = keeper.post(reverse("good:add"), told)
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    row = Good.objects.get(code="soap")
    assert (row.name, list(row.services.all()), row.grams) == ({"en": "Soap", "uk": "Мило"}, [world.service], 120)
    assert [one.code for one in on_sale()] == ["cream", "soap"]
    changed = told | {"price": "175", "code": "other"} | {"public": ""}
    assert keeper.post(reverse("good:edit", args=[row.pk]), changed).status_code == 302
    row.refresh_from_db()
    stock = row.product.stockrecords.get()
    assert (row.code, stock.price, type(row.product).objects.get(pk=row.product_id).is_public) == ("soap", 175, False)
    assert facts_of(row).count("good.changed") == 2


def _named(keeper: Client, told: dict[str, Any]) -> dict[str, Any]:
    """The parts of a text are named by their language."""
    form = keeper.get(reverse("good:add")).content.decode()
    return told if 'name="name_0"' in form else {
        name.replace("_0", "_en").replace("_1", "_uk"): value for name, value in told.items()
    }  # fmt: skip


@pytest.mark.parametrize(("change", "field"), [
    ({"price": ""}, None), ({"price": "-1"}, "price"), ({"code": "cream"}, "code"), ({"code": "so ap"}, "code"),
    ({"grams": "-5"}, "grams"), ({"low": "-1"}, "low"),
])  # fmt: skip
def test_what_cannot_be_kept_is_said(
    keeper: Client, world: World, jar: Good, change: dict[str, str], field: str | None
) -> None:
    answer = keeper.post(reverse("good:add"), _named(keeper, GOOD | {"shelf": jar.shelf_id} | change))
    assert answer.status_code == (302 if field is None else 200)
    assert field is None or field in answer.context["form"].errors


def test_a_variant_of_what_lies_on_the_shelf_is_refused_in_words(keeper: Client, world: World, jar: Good) -> None:
    told = _named(keeper, GOOD | {"shelf": jar.shelf_id, "of": jar.pk})
    answer = keeper.post(reverse("good:add"), told)
    assert "Write them off first" in answer.content.decode() and Good.objects.count() == 1


def test_a_category_may_not_stand_where_the_shop_has_another_door(keeper: Client, world: World) -> None:
    told = {"name_0": "A", "name_en": "A", "name_1": "А", "name_uk": "А", "sort_order": "0"}
    assert keeper.post(reverse("shelf:add"), told | {"code": "basket"}).status_code == 200
    assert keeper.post(reverse("shelf:add"), told | {"code": "calm"}).status_code == 302
    assert [one.code for one in Shelf.objects.all()] == ["calm"]


def test_a_picture_is_hung_beside_a_good(keeper: Client, world: World, jar: Good) -> None:
    image = Picture.objects.create(title="Jar", file=get_test_image_file_webp())
    told = {"good": jar.pk, "image": image.pk, "alt_en": "A jar", "alt_0": "A jar", "sort_order": "0"}
    assert keeper.post(reverse("photo:add"), told).status_code == 302
    assert Photo.objects.get().image == image


def test_the_list_says_what_is_left_and_shows_what_runs_low(keeper: Client, world: World, jar: Good) -> None:
    good("soap", "Soap", "Мило", on=jar.shelf, now=world.now, pieces=2)
    order(world, jar.product, 1)
    everything = keeper.get(reverse("good:index")).content.decode()
    assert "Cream" in everything and "Soap" in everything and reverse("good:receive", args=[jar.pk]) in everything
    low = keeper.get(reverse("good:index"), {"low": "true"}).content.decode()
    assert "Soap" in low and "Cream" not in low
    assert "Soap" in keeper.get(reverse("good:index"), {"q": "Мило"}).content.decode()


def test_movements_are_filtered_and_exported_and_never_changed(keeper: Client, world: World, jar: Good) -> None:
    verbs.write_off(product=jar.product, quantity=1, reason="=Broken", now=world.now, by=world.staff)
    page = keeper.get(reverse("movement:index"), {"kind": "written_off"}).content.decode()
    assert "=Broken" in page and "−1" in page
    sheet = keeper.get(reverse("movement:index"), {"export": "csv"})
    text = b"".join(sheet.streaming_content).decode() if sheet.streaming else sheet.content.decode()
    assert "'=Broken" in text and "received" in text.casefold()
    row = Movement.objects.first()
    assert row
    for name, args in (("add", []), ("edit", [row.pk]), ("delete", [row.pk])):
        assert keeper.post(reverse(f"movement:{name}", args=args), {"kind": "received"}).status_code in (302, 403)
    row.refresh_from_db()
    assert (row.kind, Movement.objects.count()) == ("written_off", 2)


def test_nobody_deletes_what_was_sold(client: Client, world: World, jar: Good) -> None:
    come(client, world.staff)
    for name, pk in (("good", jar.pk), ("shelf", jar.shelf_id)):
        assert client.post(reverse(f"{name}:delete", args=[pk])).status_code in (302, 403)
    assert Good.objects.exists() and Shelf.objects.exists()
