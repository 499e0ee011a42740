"""The accounts room; its codes of the second factor speak our words."""

from typing import Any

from django.apps import AppConfig
from two_factor.plugins.registry import GeneratorMethod, registry

from words import say


class CodesApp(GeneratorMethod):
    """Codes from an application on the telephone, in our words."""

    def recognize_device(self, device: Any) -> bool:
        return device is not None and hasattr(device, "bin_key")

    def get_setup_forms(self, *args: Any) -> dict[str, type]:
        from accounts.forms import SetupForm

        return {"generator": SetupForm}

    def get_token_form_class(self) -> type:
        from accounts.forms import CodeForm

        return CodeForm

    def get_action(self, device: Any) -> str:
        return say("signin.code.use_app")

    get_verbose_action = get_action


class Accounts(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        registry.unregister(GeneratorMethod.code)
        registry.register(CodesApp())
