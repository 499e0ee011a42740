"""The accounts room: its codes of the second factor speak our words, and a migrated database has its roles."""

from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models.signals import post_migrate
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
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(_first_roles, sender=last, dispatch_uid="accounts.roles")


def _first_roles(using: str, **_: Any) -> None:
    """Permissions are made room by room, so it is done after the last one, and only when nothing is left to migrate."""
    from accounts.roles import furnish_roles  # models, which need the apps

    executor = MigrationExecutor(connections[using])
    if using == "default" and not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        furnish_roles()
