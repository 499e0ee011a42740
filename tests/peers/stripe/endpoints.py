"""Webhook endpoints: where signed events go."""

import secrets

import stripe

from .problems import Problem
from .store import Store, Thing, checked_metadata

CONFIGURED = "we_configured"


def create(store: Store, params: Thing) -> Thing:
    """The secret is in this answer only, as with Stripe."""
    refuse_bad_address(params["url"])
    endpoint = store.add(
        stripe.WebhookEndpoint,
        "we_",
        url=params["url"],
        description=params.get("description"),
        enabled_events=params["enabled_events"],
        metadata=checked_metadata(params.get("metadata") or {}),
        status="enabled",
    )
    secret = f"whsec_{secrets.token_hex(16)}"
    store.private[endpoint["id"]] = {"secret": secret}
    return {**endpoint, "secret": secret}


def refuse_bad_address(url: str) -> None:
    if not url.startswith(("http://", "https://")):
        raise Problem("Invalid URL: URL must be explicit.", code="url_invalid", param="url")


def configure(store: Store, *, url: str, secret: str) -> Thing:
    """The one endpoint given from outside, with a secret that both sides already know."""
    refuse_bad_address(url)
    endpoint = store.add(stripe.WebhookEndpoint, "we_", id=CONFIGURED, url=url, enabled_events=["*"], status="enabled")
    store.private[CONFIGURED] = {"secret": secret}
    return endpoint


def update(store: Store, endpoint: Thing, params: Thing) -> Thing:
    if "url" in params:
        refuse_bad_address(params["url"])
    if "disabled" in params:
        params["status"] = "disabled" if params.pop("disabled") else "enabled"
    store.change(endpoint, params)
    return endpoint


def delete(store: Store, endpoint: Thing, params: Thing) -> Thing:
    """Events still waiting for this endpoint go with it."""
    del store.things[endpoint["id"]], store.private[endpoint["id"]]
    store.outbox = [entry for entry in store.outbox if entry["endpoint"] != endpoint["id"]]
    return {"id": endpoint["id"], "object": "webhook_endpoint", "deleted": True}


def listening(store: Store, name: str) -> list[Thing]:
    """The enabled endpoints that asked for an event of this name, oldest first."""
    found = [endpoint for endpoint in store.of_kind("webhook_endpoint") if endpoint["status"] == "enabled"]
    return [endpoint for endpoint in reversed(found) if {"*", name} & set(endpoint["enabled_events"])]
