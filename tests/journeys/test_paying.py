"""Money before the session: refused cards, the bank's question, a closed tab, a return without paying."""

import pytest
from playwright.sync_api import expect

from tests.journeys import books
from tests.journeys.visitor import DECLINED, SECURE, Visitor

pytestmark = pytest.mark.journey
DEPOSIT = ("ivanna", "career-session")
DUE = 450
PAID = {
    "client:booking_confirmed:email", "client:payment_received:email",
    "expert:expert_new_booking:email", "expert:expert_new_booking:in_app",
}  # fmt: skip


def _to_the_card(visitor: Visitor) -> str:
    visitor.opens(*DEPOSIT)
    visitor.chooses_day(4)
    visitor.takes_time()
    code = visitor.code()
    visitor.writes_contact()
    visitor.presses("actions.confirm_and_pay", due=visitor.money(DUE))
    return code


def _confirmed(visitor: Visitor, code: str) -> None:
    kept = books.read(visitor.house, code, state="confirmed")
    assert (kept.held, kept.paid, kept.returned) == (DUE, DUE, 0)
    assert kept.sent == PAID


def test_a_declined_card_charges_nothing_and_another_one_books(visitor: Visitor) -> None:
    code = _to_the_card(visitor)
    visitor.pays(DECLINED)
    expect(visitor.page.get_by_role("alert")).to_be_visible()
    assert books.fields(visitor.house, code, "state") == "held"
    visitor.pays()
    expect(visitor.heading()).to_have_text(visitor.says("confirmation.title"))
    visitor.sees("payment_states.paid", amount=visitor.money(DUE))
    visitor.house.card.drained()  # return page and webhook have both told of the same money
    _confirmed(visitor, code)


def test_the_bank_asks_who_it_is_and_gets_its_answer(visitor: Visitor) -> None:
    code = _to_the_card(visitor)
    visitor.pays(SECURE)
    visitor.answers_bank("fail")
    expect(visitor.page.get_by_role("alert")).to_be_visible()
    visitor.pays(SECURE)
    visitor.answers_bank("complete")
    expect(visitor.heading()).to_have_text(visitor.says("confirmation.title"))
    _confirmed(visitor, code)


def test_a_tab_closed_after_paying_still_books(visitor: Visitor) -> None:
    code = _to_the_card(visitor)
    visitor.pays_and_is_gone()
    _confirmed(visitor, code)
    visitor.goes(f"booking/{code}/")
    visitor.sees("booking_states.confirmed.label")


def test_who_comes_back_without_paying_still_has_the_time_and_pays_then(visitor: Visitor) -> None:
    code = _to_the_card(visitor)
    visitor.comes_back_without_paying()
    visitor.sees("confirm.pay_left")
    visitor.presses("actions.pay", due=visitor.money(DUE))
    visitor.pays()
    expect(visitor.heading()).to_have_text(visitor.says("confirmation.title"))
    _confirmed(visitor, code)
