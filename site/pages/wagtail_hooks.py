"""What editors find beside pages."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from pages.models import Topic


class TopicViewSet(SnippetViewSet):
    """Topics of the journal, named in every language."""

    model = Topic
    icon = "tag"
    menu_label = _("Topics")
    list_display = ["code", "name"]
    search_fields = ["code", "name__en", "name__uk"]
    form_fields = ["code", "name"]


register_snippet(TopicViewSet)
