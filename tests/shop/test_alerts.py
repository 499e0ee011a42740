"""The warehouse is written to when something runs low: each of its people once, in the reader's language."""

from typing import Any

import pytest

from notifications.models import Letter, Message
from notifications.verbs import deliver, load_letters
from shop import verbs
from shop.models import Good
from tests.shop.shelf import order
from tests.shop.wares import good, shelf
from tests.staff.desk import somebody
from tests.world import World, person


@pytest.fixture
def jar(world: World, settings: Any) -> Good:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Letter.objects.all().delete()
    load_letters()
    return good("cream", "Hand cream", "Крем для рук", on=shelf(now=world.now), now=world.now)


def run_low(world: World, jar: Good, left: int = 2) -> None:
    order(world, jar.product, 5 - left)
    assert verbs.tell_low(now=world.now) == 1


def letters() -> list[tuple[str, str, str]]:
    rows = Message.objects.filter(letter="staff_stock_low").order_by("pk")
    return list(rows.values_list("audience", "channel", "state"))


def test_everybody_of_the_warehouse_is_told_once(world: World, jar: Good, mailoutbox: list[Any]) -> None:
    one = somebody(world, "warehouse")
    other = person("second@example.org", "Second Keeper", language="uk")
    other.groups.set(one.groups.all())
    run_low(world, jar)
    assert letters() == [
        (f"store:{one.pk}", "email", "waiting"), (f"store:{one.pk}", "in_app", "waiting"),
        (f"store:{other.pk}", "email", "waiting"), (f"store:{other.pk}", "in_app", "waiting"),
    ]  # fmt: skip
    verbs.tell_low(now=world.now)
    deliver(now=world.now)
    assert [state for *_, state in letters()] == ["sent"] * 4
    first, second = mailoutbox
    assert (first.subject, first.to) == ("Running low: Hand cream", ["warehouse@example.org"])
    assert "2 left" in first.body and "?low=true" in first.body
    assert (second.subject, second.to) == ("Закінчується: Крем для рук", ["second@example.org"])
    assert "Лишилося 2 штуки" in second.body.replace("\xa0", " ")


def test_a_house_without_a_warehouse_is_written_to_itself(world: World, jar: Good, mailoutbox: list[Any]) -> None:
    world.place.email = "house@example.org"
    world.place.save()
    run_low(world, jar, left=0)
    deliver(now=world.now)
    (letter,) = mailoutbox
    assert letter.to == ["house@example.org"] and "Sold out" in letter.body


def test_nobody_is_told_of_what_has_been_restocked_meanwhile(world: World, jar: Good, mailoutbox: list[Any]) -> None:
    somebody(world, "warehouse")
    run_low(world, jar)
    verbs.receive(product=jar.product, quantity=9, now=world.now, by=None)
    verbs.tell_low(now=world.now)
    deliver(now=world.now)
    assert mailoutbox == [] and {state for *_, state in letters()} == {"dropped"}
