"""What staff see of messages: the outbox, read only but for sending again, and the letters, which they write."""

from typing import Any

from django.conf import settings
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from notifications import staff
from notifications.channels import CHANNELS
from notifications.door import ABOUT
from notifications.forms import PARTS, LetterForm
from notifications.models import Letter, Message
from notifications.texts import FACTS
from notifications.verbs.posting import OVER
from words import say_lazy


class Limited(ModelPermissionPolicy):
    """Only these actions, whatever else somebody may do."""

    def __init__(self, model: Any, *actions: str) -> None:
        super().__init__(model)
        self.actions = frozenset(actions)

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.actions and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)


register_permission_policy(Message, Limited(Message, "view"))
register_permission_policy(Letter, Limited(Letter, "view", "change"))

CHANNEL = Column("channel_words", label=_("channel"), sort_key="channel")
STATE = Column("state_words", label=_("state"), sort_key="state")


def _choice(kind: str, *names: str) -> ChoiceFilter:
    return ChoiceFilter(choices=[(name, say_lazy(f"outbox.{kind}.{name}")) for name in names])


class OutboxFilters(WagtailFilterSet):
    state = _choice("states", *(name for name, _label in Message.STATES))
    channel = _choice("channels", *CHANNELS)

    class Meta:
        model = Message
        fields = ["state", "channel", "letter", "audience", "not_before"]


class OutboxInspect(generic.InspectView):
    template_name = "notifications/inspect.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        over = self.object.state in OVER and self.object.about != ABOUT
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"can_resend": over and self.request.user.has_perm(staff.RESEND)}


class Outbox(ModelViewSet):
    model = Message
    name = url_namespace = "outbox"
    icon = "mail"
    menu_label = say_lazy("staff.menu.messages")
    inspect_view_enabled, inspect_view_class = True, OutboxInspect
    inspect_view_fields = [
        "about", "letter", "audience", "channel", "address", "language", "zone", "state", "not_before", "sent_at",
        "read_at", "attempts", "error", "said",
    ]  # fmt: skip
    copy_view_enabled = False
    list_display = [
        "about", "letter", CHANNEL, "address", STATE, "not_before", "sent_at", "error",
    ]  # fmt: skip
    search_fields = ["about", "address", "letter", "error"]
    filterset_class = OutboxFilters
    form_fields = ["state"]


class PreviewPanel(Panel):
    """The saved letter in every language."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "notifications/letter_preview.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            pk = self.instance.pk
            pages = {name: reverse("letter_preview", args=[pk, code]) for code, name in settings.LANGUAGES}
            return context | {"previews": pages}


class Letters(ModelViewSet):
    model = Letter
    icon = "edit"
    name = url_namespace = "letters"
    menu_label = say_lazy("staff.menu.templates")
    copy_view_enabled = False
    list_display = ["code", "subject"]
    search_fields = ["code", "subject__en", "subject__uk", "body__en", "body__uk"]
    list_per_page = 50
    form_fields = list(PARTS)
    panels = [*(FieldPanel(part) for part in PARTS), PreviewPanel(heading=say_lazy("outbox.preview"))]

    def get_form_class(self, for_update: bool = False) -> Any:
        return LetterForm

    def get_edit_handler(self) -> Any:
        handler = super().get_edit_handler()
        handler.base_form_class = LetterForm
        return handler


class Post(ModelViewSetGroup):
    menu_label = say_lazy("staff.menu.messages")
    menu_icon = "mail"
    menu_order = 260
    items = (Outbox, Letters)


@hooks.register("register_admin_viewset")
def post() -> Any:
    return Post()


@hooks.register("register_admin_urls")
def addresses() -> Any:
    return [
        path("outbox/send-again/<int:pk>/", staff.send_again, name="outbox_send_again"),
        path("letters/preview/<int:pk>/<slug:language>/", staff.preview, name="letter_preview"),
    ]


@hooks.register("register_log_actions")
def facts(actions: Any) -> None:
    for fact, label in FACTS.items():
        actions.register_action(fact, label, label)
