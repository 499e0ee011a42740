"""Pickers of our own rows for the editor: in blocks and in panels."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.chooser import ChooserViewSet


class ByCode(ChooserViewSet):
    """Searches and shows rows in the editor's own language; rows are made elsewhere."""

    per_page = 20
    form_fields: list[str] = []


resource_chooser: Any = ByCode(
    "resource_chooser", model="booking.Resource", icon="user", choose_one_text=_("Choose an expert"),
    choose_another_text=_("Choose another expert"),
)  # fmt: skip
service_chooser: Any = ByCode(
    "service_chooser", model="booking.Service", icon="time", choose_one_text=_("Choose a service"),
    choose_another_text=_("Choose another service"),
)  # fmt: skip
policy_chooser: Any = ByCode(
    "policy_chooser", model="booking.Policy", icon="list-ul", choose_one_text=_("Choose a policy"),
    choose_another_text=_("Choose another policy"),
)  # fmt: skip
CHOOSERS = (resource_chooser, service_chooser, policy_chooser)

ResourceChoice = resource_chooser.get_block_class(name="ResourceChoice", module_path="booking.choosers")
ServiceChoice = service_chooser.get_block_class(name="ServiceChoice", module_path="booking.choosers")
PolicyChoice = policy_chooser.get_block_class(name="PolicyChoice", module_path="booking.choosers")
