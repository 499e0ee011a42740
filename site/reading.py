"""Staff pages that only show: rows that verbs write and nobody edits by hand. And the head of a page of our own."""

from typing import Any

from django.db.models import Model
from django.urls import reverse
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from words import say


class OnlyRead(ModelPermissionPolicy):
    """Whoever has the `view` permission may look; nobody, superuser or not, may add, change or delete."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class NeverDeleted(ModelPermissionPolicy):
    """What history speaks of is put away, not deleted, even by a superuser."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and bool(super().user_has_permission(user, action))


class ReadingViewSet(ModelViewSet):
    """A list with search and filters, and a page for each row. Its model's policy must be `OnlyRead`."""

    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 50
    exclude_form_fields: list[str] = []


def harmless(value: Any) -> str:
    """Text that a spreadsheet takes for text: what people have written never becomes a formula."""
    text = str(value)
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text


class SafeSheet(SpreadsheetExportMixin):
    """A view whose CSV holds what people have written. XLSX marks its cells as text by itself."""

    custom_value_preprocess = SpreadsheetExportMixin.custom_value_preprocess | {(str, Model): {"csv": harmless}}


def framed(title: str, icon: str, *above: tuple[str, str]) -> dict[str, Any]:
    """Where a page of our own stands, as the library's own say it. `above`: (label, address), the nearest last."""
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": say("staff.home")}]
    crumbs += [{"url": url, "label": label} for label, url in above]
    return {"header_title": title, "header_icon": icon, "breadcrumbs_items": [*crumbs, {"url": "", "label": title}]}
