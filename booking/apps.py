"""The booking room listens to Wagtail's word that a policy was published."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import pre_save


class Booking(AppConfig):
    name = "booking"

    def ready(self) -> None:
        from wagtail.signals import published

        from booking.models import Policy

        pre_save.connect(_remember, sender=Policy, dispatch_uid="booking.policy.remember")
        published.connect(_published, sender=Policy, dispatch_uid="booking.policy.published")


def _remember(sender: Any, instance: Any, raw: bool = False, **_: Any) -> None:
    from booking.verbs.policies import rules_now

    if not raw:
        instance.rules_before = rules_now(instance)


def _published(sender: Any, instance: Any, **_: Any) -> None:
    from wagtail.log_actions import get_active_log_context

    import clock
    from booking.verbs.policies import publish

    if instance.live:
        publish(policy=instance, before=instance.rules_before, by=get_active_log_context().user, now=clock.now())
