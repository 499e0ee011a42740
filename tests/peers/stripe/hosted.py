"""The pages a visitor sees: the card page and the 3-D Secure page. No script runs on them."""

import html
from pathlib import Path
from string import Template

from aiohttp import web

from . import sessions
from .problems import Problem
from .store import Store, Thing
from .words import LISTED, WORDS, language_for, problem_text, sum_text

PAGES = Path(__file__).parent / "pages"
TEMPLATES = {page.stem: Template(page.read_text(encoding="utf-8")) for page in PAGES.glob("*.html")}
STYLE = (PAGES / "style.css").read_text(encoding="utf-8")
POLICY = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'"
BUTTONS = {None: "pay", "auto": "pay", "pay": "pay", "book": "book", "donate": "donate"}


def fill(template: str, **values: object) -> str:
    """A template with its values escaped; names that end in `_html` are markup already."""
    safe = {name: str(value) if name.endswith("_html") else html.escape(str(value)) for name, value in values.items()}
    return TEMPLATES[template].substitute(safe)


def page(main: str, *, language: str, title: str, status: int = 200) -> web.Response:
    banner = WORDS[language]["banner"]
    text = fill("layout", language=language, title=f"{title} · {banner}", banner=banner, main_html=main)
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
    return web.Response(text=text, status=status, content_type="text/html", headers=headers)


class Hosted:
    def __init__(self, store: Store) -> None:
        self.store = store

    async def style(self, request: web.Request) -> web.Response:
        return web.Response(text=STYLE, content_type="text/css")

    async def door(self, request: web.Request) -> web.Response:
        """For whoever opens the address that a start prints."""
        return closed("door", language=language_of(request, None))

    async def show_session(self, request: web.Request) -> web.Response:
        session = self.session(request)
        language = language_of(request, session)
        if session is None:
            return closed("closed_missing", language=language, status=404)
        if session["status"] != "open":
            onwards = sessions.success_address(session) if session["status"] == "complete" else session["cancel_url"]
            return closed(f"closed_{session['status']}", language=language, onwards=onwards)
        title = WORDS[language]["title_setup" if session["mode"] == "setup" else "title"]
        return page(self.form(session, language), language=language, title=title)

    async def pay(self, request: web.Request) -> web.StreamResponse:
        session = self.session(request)
        if session is None or session["status"] != "open":
            return await self.show_session(request)
        form = await request.post()
        number = str(form.get("cardNumber") or form.get("card") or "")
        try:
            address = sessions.pay(self.store, session, number=number, email=str(form.get("email", "")).strip())
        except Problem as problem:
            if problem.status != 402:
                raise
            address = session["url"]
        return go(address)

    def session(self, request: web.Request) -> Thing | None:
        sessions.expire_due(self.store)
        thing = self.store.things.get(request.match_info["id"])
        return thing if thing and thing["object"] == "checkout.session" else None

    def form(self, session: Thing, language: str) -> str:
        words, private = WORDS[language], self.store.private[session["id"]]
        setup = session["mode"] == "setup"
        return fill(
            "checkout",
            **{name: words[name] for name in ("cards", "email", "number", "number_hint")},
            title=words["title_setup" if setup else "title"],
            problem_html=problem(private["problem"], language),
            summary_html="" if setup else summary(session, private["lines"], language),
            email_value=private["email"] or session["customer_email"] or self.known_email(session),
            choices_html="".join(choice(number, language, first=place == 0) for place, number in enumerate(LISTED)),
            button=button(session, language),
            back_html=link(session["cancel_url"], words["back"]),
        )

    def known_email(self, session: Thing) -> str:
        customer = self.store.things.get(session["customer"] or "", {})
        return str(customer.get("email") or "")

    async def show_check(self, request: web.Request) -> web.Response:
        intent = self.waiting(request)
        language = language_of(request, self.session_of(intent))
        if intent is None:
            return closed("closed_check", language=language)
        words = WORDS[language]
        amount = sum_text(intent["amount"], intent["currency"], language) if "amount" in intent else ""
        texts = {name: words[name] for name in ("check_title", "check_text", "check_pass", "check_fail")}
        return page(fill("check", **texts, amount=amount), language=language, title=words["check_title"])

    async def check(self, request: web.Request) -> web.StreamResponse:
        intent = self.waiting(request)
        if intent is None:
            return await self.show_check(request)
        result = (await request.post()).get("result")
        if result not in ("complete", "fail"):
            raise Problem("The answer must be one of complete, fail.", param="result")
        address = sessions.finish_check(self.store, intent, passed=result == "complete")
        return go(address) if address else closed("closed_done", language=language_of(request, None))

    def waiting(self, request: web.Request) -> Thing | None:
        """The PaymentIntent or SetupIntent of the address, if it waits for 3-D Secure."""
        thing = self.store.things.get(request.match_info["id"], {})
        return thing if thing.get("status") == "requires_action" else None

    def session_of(self, intent: Thing | None) -> Thing | None:
        key = self.store.private[intent["id"]]["session"] if intent else None
        return self.store.things.get(key or "")


def go(address: str) -> web.Response:
    return web.Response(status=303, headers={"Location": address})


def language_of(request: web.Request, session: Thing | None) -> str:
    return language_for(session["locale"] if session else None, request.headers.get("Accept-Language", ""))


def closed(word: str, *, language: str, onwards: str | None = None, status: int = 200) -> web.Response:
    words = WORDS[language]
    main = fill("closed", title=words[word], onwards_html=link(onwards, words["onwards"]))
    return page(main, language=language, title=words[word], status=status)


def link(address: str | None, text: str) -> str:
    """Only web addresses become links."""
    safe = address and address.startswith(("http://", "https://"))
    return fill("link", address=address, text=text) if safe else ""


def problem(code: str | None, language: str) -> str:
    return fill("problem", text=problem_text(code, language)) if code else ""


def summary(session: Thing, lines: list[Thing], language: str) -> str:
    currency, words = session["currency"], WORDS[language]
    rows = [
        fill(
            "line",
            name=line["description"],
            quantity=words["quantity"].format(n=line["quantity"]) if line["quantity"] > 1 else "",
            amount=sum_text(line["amount_total"], currency, language),
        )
        for line in lines
    ]
    total = sum_text(session["amount_total"], currency, language)
    return fill("summary", rows_html="".join(rows), total_word=words["total"], total=total)


def choice(number: str, language: str, *, first: bool) -> str:
    shown = " ".join(number[at : at + 4] for at in range(0, len(number), 4))
    checked = "checked" if first else ""
    return fill("choice", number=number, shown=shown, text=WORDS[language][number], checked=checked)


def button(session: Thing, language: str) -> str:
    if session["mode"] == "setup":
        return WORDS[language]["setup"]
    word = BUTTONS.get(session["submit_type"], "pay")
    return WORDS[language][word].format(sum=sum_text(session["amount_total"], session["currency"], language))
