"""Policies: drafts, a preview in words in every language, and the fact of their publication."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, PublishingPanel
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views.snippets import SnippetViewSet

from booking.models import Policy
from words import say_lazy


class Kept(ModelPermissionPolicy):
    """Nobody deletes a policy, one by one or many at once: bookings were made under it. It is unpublished instead."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and bool(super().user_has_permission(user, action))


register_permission_policy(Policy, Kept(Policy))


class Policies(SnippetViewSet):
    model, icon, menu_label = Policy, "list-ul", say_lazy("staff.menu.policies")
    list_display = ["title", "code", "live"]
    list_filter = ["live"]
    search_fields = ["code", "title__en", "title__uk"]
    copy_view_enabled = False
    edit_handler: Any = ObjectList(
        [
            FieldPanel("code"),
            FieldPanel("title"),
            FieldPanel("summary"),
            FieldPanel("rules"),
            MultiFieldPanel([FieldPanel("words")], heading=_("In the house's own words")),
            PublishingPanel(),
        ]
    )
