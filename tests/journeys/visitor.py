"""A person with a browser: goes, presses, writes, reads, in one language."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import uuid4

from playwright.sync_api import BrowserContext, Locator, Page, expect

from booking.models import Resource
from money import show_money
from tests.journeys import books
from tests.journeys.house import House, until
from words import in_language, say

CARD, DECLINED, SECURE = "4242424242424242", "4000000000000002", "4000002760003184"
TIMES = "#times button[name=start]"
OPEN_DAYS = ".days input[name=day]:not([disabled])"


def plain(text: str) -> str:
    """With simple spaces: mail servers do not keep the others."""
    return " ".join(text.split())


def new_email() -> str:
    return f"guest-{uuid4().hex[:10]}@guest.example"


@dataclass
class Visitor:
    house: House
    page: Page
    language: str
    email: str = field(default_factory=new_email)
    name: str = "Соломія О’Тест"
    phone: str = "+380 50 123 45 67"

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    def says(self, key: str, /, **numbers: Any) -> str:
        with in_language(self.language):
            return say(key, **numbers)

    def goes(self, path: str) -> None:
        """To a path of the site; without a slash in front it is one of the visitor's language."""
        self.page.goto(self.house.address + (path if path.startswith("/") else f"/{self.language}/{path}"))

    def sees(self, key: str, /, **numbers: Any) -> None:
        expect(self.page.locator("body")).to_contain_text(self.says(key, **numbers))

    def of_expert(self, code: str) -> str:
        with self.house.rows():
            return Resource.objects.get(code=code).name.say(self.language)

    def heading(self) -> Locator:
        return self.page.get_by_role("heading", level=1)

    def button(self, key: str, /, **numbers: Any) -> Locator:
        return self.page.get_by_role("button", name=self.says(key, **numbers))

    @contextmanager
    def turns(self) -> Iterator[None]:
        """Inside the block a page is left; after it the next one is there."""
        with self.page.expect_navigation(wait_until="load"):
            yield

    def presses(self, key: str, /, **numbers: Any) -> None:
        """The button that sends a form."""
        with self.turns():
            self.button(key, **numbers).first.click()

    def sends_as_it_is(self, form: Locator) -> None:
        """The browser does not look at what was written before it sends this form."""
        form.evaluate("form => { form.noValidate = true }")

    def link(self, key: str, /, **numbers: Any) -> Locator:
        return self.page.get_by_role("link", name=self.says(key, **numbers)).first

    def follows(self, key: str, /, **numbers: Any) -> None:
        with self.turns():
            self.link(key, **numbers).click()

    # choosing a time

    def opens(self, expert: str, service: str) -> None:
        self.goes(f"experts/{expert}/?service={service}")

    def chooses_day(self, number: int) -> None:
        """The n-th day with free times, on this strip or the next ones; the times below are that day's afterwards."""
        while (shown := self.page.locator(OPEN_DAYS).count()) <= number:
            number -= shown
            self.follows("expert.days_after")
        day = self.page.locator(OPEN_DAYS).nth(number)
        if not day.is_checked():
            self._changes_to(day)

    def _changes_to(self, day: Locator) -> None:
        before = self.page.locator("#said").inner_text()
        day.locator("xpath=..").click()
        if self.page.locator(".nojs").first.is_visible():
            self.presses("expert.show_times")
        else:
            expect(self.page.locator("#said")).not_to_have_text(before)

    def takes_time(self, number: int = -1) -> str:
        """Presses one of the times shown, the last by default; says which it was."""
        start = str(self.page.locator(TIMES).nth(number).get_attribute("value"))
        self.takes(start)
        return start

    def takes(self, start: str) -> None:
        """Presses that time, as another visitor may have done."""
        with self.turns():
            self.page.locator(f"#times button[value='{start}']").click()

    def code(self) -> str:
        """Of the booking that the page is about."""
        return books.code_in(self.page.url)

    # saying for whom

    def writes_contact(self) -> None:
        self.page.locator("[name=name]").fill(self.name)
        self.page.locator("[name=phone]").fill(self.phone)
        self.page.locator("[name=email]").fill(self.email)
        self.page.locator("[name=consent]").check()

    def confirms(self) -> None:
        with self.turns():
            self.page.locator("form button[data-needs-hold]").last.click()

    def books(self, expert: str, service: str, *, day: int) -> str:
        """From the expert's page to the confirmation, paying if asked; the booking's code."""
        self.opens(expert, service)
        self.chooses_day(day)
        self.takes_time()
        self.writes_contact()
        self.confirms()
        if self.page.url.startswith(self.house.card.base):
            self.pays()
        expect(self.heading()).to_have_text(self.says("confirmation.title"))
        return self.code()

    # buying

    def puts(self, shelf: str, code: str, quantity: int = 1) -> None:
        """Into the basket, from the page of the good."""
        self.goes(f"shop/{shelf}/{code}/")
        self.page.locator("[name=quantity]").fill(str(quantity))
        self.presses("goods.put")

    def orders(self) -> None:
        """What the checkout shows."""
        with self.turns():
            self.page.locator("#totals button[data-needs-hold]").click()

    # paying

    def money(self, amount: int) -> str:
        return show_money(Decimal(amount), "UAH", language=self.language)

    def pays(self, card: str = CARD) -> None:
        """On the card page."""
        expect(self.page).to_have_url(re.compile(re.escape(self.house.card.base)))
        self.page.locator(f"input[name=card][value='{card}']").check()
        with self.turns():
            self.page.locator("form button").click()

    def comes_back_without_paying(self) -> None:
        with self.turns():
            self.page.get_by_role("link").click()

    def answers_bank(self, result: str = "complete") -> None:
        with self.turns():
            self.page.locator(f"button[name=result][value={result}]").click()

    def pays_and_is_gone(self, card: str = CARD) -> None:
        """The form of the card page is sent, and the browser closes before it hears where to go."""
        expect(self.page).to_have_url(re.compile(re.escape(self.house.card.base)))
        answer = self.context.request.post(self.page.url, form={"card": card, "email": self.email}, max_redirects=0)
        assert answer.status == 303

    # reading letters

    def link_in_letter(self, part: str) -> str:
        """The address in a letter to this visitor that has `part` in it."""
        return until(lambda: self._link(part), what=f"A letter to {self.email} with a link to {part}")

    def _link(self, part: str) -> str:
        links = (link for text in self._letters() for link in re.findall(r"https?://\S+", text) if part in link)
        return next(links, "")

    def letter(self, part: str) -> str:
        """A letter to this visitor whose subject has `part` in it; every space in it a plain one, as in `part`."""
        return until(lambda: next(iter(self._letters(part)), ""), what=f"A letter to {self.email} about {part}")

    def paper(self) -> bytes:
        """What came with a letter to this visitor."""
        return until(lambda: next(self._papers(), b""), what=f"A letter to {self.email} with a sheet of paper")

    def _papers(self) -> Iterator[bytes]:
        return (bytes(part.get_content()) for letter in self._mine() for part in letter.iter_attachments())

    def _mine(self) -> list[Any]:
        return [one for one in self.house.postman.taken if self.email in str(one["To"])]

    def _letters(self, part: str = "") -> list[str]:
        about = [one for one in self._mine() if part in plain(str(one["Subject"]))]
        texts = [str(body.get_content()) for one in about if (body := one.get_body(("plain",)))]
        return [plain(text) for text in texts] if part else texts

    # signing in

    def signs_in(self, email: str) -> None:
        self.goes("/account/login/")
        self.enters(email)

    def enters(self, email: str) -> None:
        """On the page that asks who it is."""
        self.page.locator("[name=auth-username]").fill(email)
        self.page.locator("[name=auth-password]").fill(self.house.password())
        self.presses("signin.button")

    def comes_in(self, email: str) -> None:
        """Among staff: the password alone opens nothing."""
        self.signs_in(email)
        self.goes("/cms/")
        assert "/account/login/" in self.page.url
        self.signs_in(email)
        self.enters_code(email)

    def enters_code(self, email: str) -> None:
        """On the page that asks for the second factor."""
        self.page.locator("[name=token-otp_token]").fill(books.second_factor(self.house, email))
        self.presses("signin.code.button")
