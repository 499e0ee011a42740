"""Coming in as a visitor does, through the forms."""

import re
import time
from typing import Any
from urllib.parse import urlsplit

from django.core import mail
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

LOGIN = "/account/login/"
PASSWORD = "three plain words"


def try_password(client: Client, email: str, password: str = PASSWORD, onward: str = "", **more: Any) -> Any:
    data = {"sign_in-current_step": "auth", "auth-username": email, "auth-password": password}
    return client.post(LOGIN + (f"?next={onward}" if onward else ""), data, **more)


def try_code(client: Client, code: str, step: str = "token", onward: str = "") -> Any:
    data = {"sign_in-current_step": step, f"{step}-otp_token": code}
    return client.post(LOGIN + (f"?next={onward}" if onward else ""), data)


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def device_of(user: Any) -> TOTPDevice:
    return TOTPDevice.objects.create(user=user, name="default", confirmed=True)


def code_of(device: TOTPDevice) -> str:
    """What the telephone shows; as if the last code had been used a while ago."""
    device.throttle_reset()
    TOTPDevice.objects.filter(pk=device.pk).update(last_t=-1)
    return digits(device.bin_key)


def digits(key: bytes) -> str:
    clock = TOTP(key)
    clock.time = time.time()
    return f"{clock.token():06d}"


def link_in_letter() -> str:
    """The address of the button of the last letter, without the host."""
    found = re.search(r"https?://\S+", str(mail.outbox[-1].body))
    assert found
    parts = urlsplit(found[0])
    return f"{parts.path}?{parts.query}"


def seen(answer: Any) -> str:
    """What the visitor can tell apart: the page without the token of its forms."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
