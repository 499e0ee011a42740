"""Staff put certificates right, with a reason; the desk redeems them; the books say what is owed."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from ledger.queries import balance
from shop.gifts import links
from shop.gifts.liability import owed
from shop.models import Gift
from shop.verbs import gifts
from tests.shop.gifts.given import bought, drafted, facts, fresh, left, spend
from tests.shop.shopper import Shopper
from tests.shop.test_staff import enter
from tests.shop.till import Till
from tests.world import World, person

REASON = {"reason": "a slip of the pen"}


@pytest.fixture
def desk(client: Any, world: World) -> Any:
    enter(client, world.staff)
    return client


def helper(*names: str) -> User:
    user = person("helper@example.org", "Rita Chytalko", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *names]))
    return user


def doors(gift: Gift) -> list[str]:
    return [
        reverse("gift:index"), reverse("gift_card", args=[gift.pk]), reverse("gift_liability"), reverse("scan_gift"),
        reverse("gift_act", args=[gift.pk, "block"]),
    ]  # fmt: skip


def test_strangers_and_clients_find_every_door_closed(client: Any, world: World) -> None:
    gift = bought(world.now)
    assert {client.get(door).status_code for door in doors(gift)} == {302}
    client.force_login(world.client)
    assert {client.get(door).status_code for door in doors(gift)} == {403}


def test_whoever_may_look_may_not_redeem_or_change(client: Any, world: World) -> None:
    gift = bought(world.now)
    enter(client, helper("view_gift"))
    assert [client.get(door).status_code for door in doors(gift)[:3]] == [200, 200, 200]
    refused = client.post(doors(gift)[3], {"code": gift.code, "amount": "5", "note": "x", "key": "k"})
    assert refused.status_code in (302, 403) and left(gift) == 1000


@pytest.mark.parametrize("asked", ["printed", "recipient", "email"])
def test_staff_find_a_certificate_by_code_and_by_names(desk: Any, world: World, asked: str) -> None:
    gift, other = bought(world.now), bought(world.now, email="o@example.org", recipient="Oksana")
    said = desk.get(reverse("gift:index"), {"q": getattr(gift, asked)}).content.decode()
    assert gift.printed in said and other.printed not in said


def test_staff_find_a_certificate_by_the_number_of_its_order(desk: Any, till: Till, shopper: Shopper) -> None:
    gift = drafted(till.now)
    gifts.put_gift(shopper.basket, gift, now=till.now)
    placed = shopper.orders()
    said = desk.get(reverse("gift:index"), {"q": placed.order.number}).content.decode()
    assert gift.printed in said


def test_the_list_says_what_is_left_and_asks_the_database_the_same_whatever_there_is(
    desk: Any, world: World, django_assert_num_queries: Any
) -> None:
    spend(bought(world.now, 1000), 400, world.now)
    desk.get(reverse("gift:index"))
    with CaptureQueriesContext(connection) as few:
        said = desk.get(reverse("gift:index")).content.decode()
    assert reverse("gift_card", args=[Gift.objects.get().pk]) in said
    assert "₴600" in said and "Out of ₴1,000" in said and "1 March 2028" in said
    for n in range(6):
        spend(bought(world.now, 500), 500, world.now, f"more{n}")
    with django_assert_num_queries(len(few)):
        assert "Used" in desk.get(reverse("gift:index")).content.decode()


def test_the_card_tells_all_that_moved_and_all_that_was_done(desk: Any, world: World) -> None:
    gift = bought(world.now)
    spend(gift, 400, world.now)
    gifts.block(gift, reason="stolen card", by=world.staff, now=world.now)
    said = desk.get(reverse("gift_card", args=[gift.pk])).content.decode()
    for part in ("₴600", "Paid with it", "order:A", "Certificate stopped", "stolen card", "Certificate accepted"):
        assert part in said, part


ACTS: list[tuple[str, dict[str, str], str]] = [
    ("resend", {"sure": "1"}, "gift.resent"),
    ("readdress", REASON | {"email": "right@example.org"}, "gift.readdressed"),
    ("extend", REASON, "gift.extended"),
    ("block", REASON, "gift.blocked"),
]


@pytest.mark.parametrize(("name", "answers", "fact"), ACTS)
def test_staff_act_and_it_is_a_fact(desk: Any, world: World, name: str, answers: dict[str, str], fact: str) -> None:
    gift = bought(world.now)
    address = reverse("gift_act", args=[gift.pk, name])
    assert desk.get(address).status_code == 200
    assert desk.post(address, answers).status_code == 302
    assert fact in facts(gift)


@pytest.mark.parametrize("name", ["readdress", "extend", "block"])
def test_nothing_is_done_without_a_reason(desk: Any, world: World, name: str) -> None:
    gift = bought(world.now)
    before = facts(gift)
    answer = desk.post(reverse("gift_act", args=[gift.pk, name]), {"email": "right@example.org"})
    assert answer.status_code == 422 and facts(gift) == before


def test_what_does_not_suit_the_certificate_is_not_offered(desk: Any, world: World) -> None:
    gift = bought(world.now)
    gifts.block(gift, reason="stolen", by=world.staff, now=world.now)
    assert desk.post(reverse("gift_act", args=[gift.pk, "block"]), REASON).status_code == 302
    assert facts(gift).count("gift.blocked") == 1
    desk.post(reverse("gift_act", args=[gift.pk, "unblock"]), REASON)
    assert fresh(gift).blocked == ""


def test_what_is_owed_is_told_by_month_and_equals_the_ledger(desk: Any, world: World) -> None:
    first, second = bought(world.now, 1000), bought(world.now, 500, deliver_at=world.now + timedelta(days=40))
    spend(first, 300, world.now)
    bought(world.now, 700)
    (sums,) = owed()
    assert sums.months == [("2028-03", 1400, 2), ("2028-04", 500, 1)]
    assert sums.total == sums.ledger == balance(first.account) + balance(second.account) + 700
    said = desk.get(reverse("gift_liability")).content.decode()
    assert "2028-03" in said and "₴1,900" in said


def test_the_square_leads_the_desk_to_its_own_page(desk: Any, world: World) -> None:
    gift = bought(world.now)
    answer = desk.get(links.address(gift).removeprefix("http://127.0.0.1:8000"))
    assert answer.url == f"{reverse('scan_gift')}?code={gift.code}"
    assert "₴1,000" in desk.get(answer.url).content.decode()


@pytest.mark.parametrize("typed", ["{code}", "{printed}", "http://127.0.0.1:8000/en/g/{code}/?t=abc"])
def test_the_desk_may_scan_or_type(desk: Any, world: World, typed: str) -> None:
    gift = bought(world.now)
    said = desk.get(reverse("scan_gift"), {"code": typed.format(code=gift.code, printed=gift.printed)})
    assert gift.printed in said.content.decode()
    assert "There is no certificate" in desk.get(reverse("scan_gift"), {"code": "nosuch"}).content.decode()


def test_an_amount_is_redeemed_once_however_often_the_button_is_pressed(desk: Any, world: World) -> None:
    gift = bought(world.now)
    told = {"code": gift.code, "amount": "250", "note": "tea", "key": "one-press"}
    for _ in range(2):
        assert desk.post(reverse("scan_gift"), told).status_code == 302
    assert (left(gift), balance("sales:UAH")) == (750, 250)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"amount": "5"}, "Write what it is for."), ({}, "Write either a number or an amount."),
        ({"order": "A", "amount": "5", "note": "x"}, "Write either a number or an amount."),
        ({"order": "NOSUCH"}, "There is no order and no booking"), ({"amount": "1001", "note": "x"}, "There is ₴1,000"),
    ],
)  # fmt: skip
def test_the_desk_is_told_what_is_wrong(desk: Any, world: World, told: dict[str, str], words: str) -> None:
    gift = bought(world.now)
    answer = desk.post(reverse("scan_gift"), told | {"code": gift.code, "key": "k"})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert left(gift) == 1000


def test_the_rest_of_a_visit_is_paid_with_a_certificate_at_the_desk(desk: Any, till: Till) -> None:
    booking, _ = till.paid()
    gift = bought(till.now, 1000)
    desk.post(reverse("scan_gift"), {"code": gift.code, "order": booking.code, "key": "k"})
    assert (till.purse(booking), left(gift)) == (1200, 200)
    assert fresh(gift).holder == till.world.client and "gift.redeemed" in facts(gift)
    again = desk.post(reverse("scan_gift"), {"code": gift.code, "order": booking.code, "key": "k"})
    assert "Nothing is left to pay" in again.content.decode() and left(gift) == 200  # nothing_owed


def test_goods_that_are_paid_at_the_desk_are_paid_with_a_certificate(
    desk: Any, till: Till, shopper: Shopper, jar: Any
) -> None:
    shopper.takes(jar)
    placed = shopper.orders(desk=True)
    gift = bought(till.now, 300)
    paid = gifts.redeem_for(gift, placed.order.number, by=till.world.staff, now=till.now)
    assert (paid, left(gift), balance(f"order:{placed.order.number}")) == (Decimal(300), 0, 300)
    other = bought(till.now, 300)
    assert gifts.redeem_for(other, placed.order.number, by=till.world.staff, now=till.now) == 20
    placed.order.refresh_from_db()
    assert placed.order.status == "Paid"


def test_an_unknown_number_is_refused(world: World) -> None:
    from booking.core.decisions import Refused

    with pytest.raises(Refused, match="order_unknown"):
        gifts.redeem_for(bought(world.now), "K7RM2XA", by=None, now=world.now)
