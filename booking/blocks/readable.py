"""Rules as sentences, each with its icon. The sentences live under `readable.` in the catalogues."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.conf import settings

from booking.core import rules as core
from booking.core.rules import read_rules
from booking.models import Policy, Service
from booking.policies import raw_rules
from booking.queries import rules_of
from moments import duration
from money import show_money
from words import in_language, say

Sentences = Callable[[Any], Iterator[str]]


def _notice(rule: core.Notice) -> Iterator[str]:
    if rule.hours:
        yield say("readable.notice.text", n=rule.hours)


def _window(rule: core.Window) -> Iterator[str]:
    yield say("readable.window.text", n=rule.days)


def _length(rule: core.Length) -> Iterator[str]:
    for name, minutes in (("min", rule.min_minutes), ("max", rule.max_minutes), ("step", rule.step_minutes)):
        if minutes:
            yield say(f"readable.length.{name}", limit=duration(minutes))


def _buffers(rule: core.Buffers) -> Iterator[str]:
    for name, minutes in (("before", rule.before_minutes), ("after", rule.after_minutes)):
        if minutes:
            yield say(f"readable.buffers.{name}", n=minutes)


def _deposit(rule: core.DepositRule) -> Iterator[str]:
    yield say(f"readable.deposit.{rule.kind}", percent=_plain(rule.value), amount=show_money(rule.value))


def _cancel(rule: core.CancelFee) -> Iterator[str]:
    if not rule.percent:
        yield say("readable.cancel_fee.always")
        return
    yield say("readable.cancel_fee.free", n=rule.free_hours)
    yield _kept("cancel_fee", rule.percent)
    if rule.first_waived:
        yield say("readable.cancel_fee.waived")


def _moves(rule: core.MoveLimit) -> Iterator[str]:
    if not rule.times:
        yield say("readable.move_limit.never")
        return
    yield say("readable.move_limit.times", n=rule.times)
    if rule.free_hours:
        yield say("readable.move_limit.until", n=rule.free_hours)


def _no_show(rule: core.NoShowFee) -> Iterator[str]:
    yield _kept("no_show_fee", rule.percent) if rule.percent else say("readable.no_show_fee.none")


def _kept(name: str, percent: Decimal) -> str:
    return say(f"readable.{name}.all") if percent == 100 else say(f"readable.{name}.percent", percent=_plain(percent))


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


SPEAK: dict[type[core.Rule], tuple[str, Sentences]] = {
    core.DepositRule: ("card", _deposit),
    core.CancelFee: ("shield", _cancel),
    core.MoveLimit: ("calendar", _moves),
    core.NoShowFee: ("warn", _no_show),
    core.Notice: ("clock", _notice),
    core.Window: ("calendar", _window),
    core.Length: ("clock", _length),
    core.Buffers: ("clock", _buffers),
    core.HoldTime: ("clock", lambda rule: iter([say("readable.hold_time.text", n=rule.minutes)])),
    core.ActiveLimit: ("info", lambda rule: iter([say("readable.active_limit.text", n=rule.count)])),
    core.HoldLimit: ("info", lambda rule: iter([say("readable.hold_limit.text", n=rule.count)])),
}
BEFORE_BOOKING = (core.DepositRule, core.CancelFee, core.MoveLimit, core.NoShowFee)
"""What a client wants to know before he presses."""


def sentences(rules: Iterable[core.Rule], only: tuple[type[core.Rule], ...] = ()) -> list[dict[str, str]]:
    """[{icon, text}], in the order of the table above; `only` these kinds of rules, or all."""
    kept = list(rules)
    found = []
    for kind, (icon, speak) in SPEAK.items():
        for rule in kept:
            if type(rule) is kind and (not only or kind in only):
                found += [{"icon": icon, "text": text} for text in speak(rule)]
    return found


def hints(service: Service) -> list[dict[str, str]]:
    """The rules that matter before booking this service."""
    found = sentences(rules_of(service), BEFORE_BOOKING if service.price else (core.MoveLimit, core.Notice))
    if service.privacy == Service.CONFIDENTIAL:
        found.append({"icon": "shield", "text": say("hints.confidential")})
    return found


def in_every_language(policy: Policy) -> list[dict[str, Any]]:
    """A policy, or the draft of one, as its readers will see it: [{code, title, summary, words, rules}]."""
    return [_in_language(policy, code) for code, _name in settings.LANGUAGES]


def _in_language(policy: Policy, code: str) -> dict[str, Any]:
    with in_language(code):
        try:
            rules = sentences(read_rules(raw_rules(policy.rules)))
        except ValueError as unfinished:
            rules = [{"icon": "warn", "text": str(unfinished)}]
        words = {name: str(getattr(policy, name)) for name in ("title", "summary", "words")}
    return {"code": code, "rules": rules, **words}
