"""Blocks of words."""

from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

GROUP = _("Words")
FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "hr", "link", "document-link"]


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": FEATURES} | kwargs)

    class Meta:
        icon, label, group = "pilcrow", _("Text"), GROUP
        description = _("Paragraphs, headings, lists and links.")
        template = "blocks/text.html"
        preview_value = "<h2>Heading</h2><p>A paragraph with a <b>strong</b> word.</p>"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Words"))
    who = blocks.CharBlock(label=_("Who said it"), required=False, default="", max_length=120)

    class Meta:
        icon, label, group = "openquote", _("Quotation"), GROUP
        description = _("Somebody's words, set apart.")
        template = "blocks/quote.html"
        preview_value = {"text": "Only truly free times are shown.", "who": "A client"}


class Question(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=200)
    answer = blocks.TextBlock(label=_("Answer"))


class FaqBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), required=False, default="", max_length=120)
    items = blocks.ListBlock(Question(label=_("Question")), label=_("Questions"))

    class Meta:
        icon, label, group = "help", _("Questions and answers"), GROUP
        description = _("Answers that open one at a time; search engines read them too.")
        template = "blocks/faq.html"
        preview_value = {
            "title": "Before you ask",
            "items": [{"question": "How do I book?", "answer": "Choose a time."}],
        }


def questions_in(body: Any) -> list[tuple[str, str]]:
    """Questions and plain answers of every FAQ block."""
    found = [block.value for block in body if block.block_type == "faq"]
    return [(item["question"], strip_tags(item["answer"])) for value in found for item in value["items"]]
