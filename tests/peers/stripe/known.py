"""Payments made before the server was there, as a file tells them: they can be looked at and given back."""

import json
from pathlib import Path

from . import cards, charges, intents
from .problems import Problem
from .store import Store, Thing

CARD = "4242424242424242"


def admit(store: Store, path: Path) -> None:
    """Reads a list of {id, amount, currency, metadata}, amounts in the currency's smallest unit; nobody is told.

    What the store knows stays as it is. A missing file tells of nothing; ValueError when the file is something else.
    """
    if not path.exists():
        return
    try:
        for told in json.loads(path.read_text(encoding="utf-8")):
            if told["id"] not in store.things:
                _paid(store, told)
    except (ValueError, KeyError, TypeError, Problem) as error:
        raise ValueError(f"{path} is not a list of payments: {error}") from None


def _paid(store: Store, told: Thing) -> None:
    intent = intents.begin(store, told)
    for rows in (store.things, store.private):
        rows[told["id"]] = rows.pop(intent["id"])
    method = cards.make_method(store, CARD)
    intent.update(id=told["id"], payment_method=method["id"], status="succeeded", amount_received=intent["amount"])
    intent["latest_charge"] = charges.record(store, intent, method, captured=True)["id"]
