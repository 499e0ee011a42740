"""Blocks that arrange: pictures, tables, cards, bands."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock
from wagtail_localize.segments import StringSegmentValue

from pages.blocks.links import Linked, target

GROUP = _("Layout")
TONES = [("deep", _("deep")), ("sunken", _("quiet"))]
VIEWS = [
    ("gift-morning.svg", _("morning")), ("gift-evening.svg", _("evening")), ("gift-night.svg", _("night")),
    ("gift-table.svg", _("table")), ("talk.svg", _("conversation")), ("tea.svg", _("tea")), ("room.svg", _("room")),
]  # fmt: skip


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(
        label=_("What is in the picture"),
        required=False,
        default="",
        max_length=200,
        help_text=_("Empty if it only decorates."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, default="", max_length=200)

    class Meta:
        icon, label, group = "image", _("Picture"), GROUP
        description = _("One wide picture with a caption.")
        template = "blocks/picture.html"

    def get_preview_value(self) -> Any:
        first = get_image_model().objects.order_by("pk").first()
        return self.to_python({"image": first and first.pk, "caption": first.title if first else ""})


class WordsTable(TypedTableBlock):
    """A table whose caption, headings and cells are offered for translation one by one."""

    def get_translatable_segments(self, value: Any) -> list[Any]:
        if value is None:
            return []
        found = [("caption", value.caption or "")]
        found += [(f"columns.{n}", column["heading"]) for n, column in enumerate(value.columns)]
        found += [
            (f"rows.{n}.{at}", cell) for n, row in enumerate(value.row_data) for at, cell in enumerate(row["values"])
        ]
        return [StringSegmentValue(path, text) for path, text in found if text]

    def restore_translated_segments(self, value: Any, segments: Any) -> Any:
        for segment in segments:
            part, *where = segment.path.split(".")
            text = segment.render_text()
            if part == "caption":
                value.caption = text
            elif part == "columns":
                value.columns[int(where[0])]["heading"] = text
            else:
                value.row_data[int(where[0])]["values"][int(where[1])] = text
        return value


class TableBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), required=False, default="", max_length=120)
    table = WordsTable([("text", blocks.CharBlock(label=_("Text"), required=False, default=""))], label=_("Table"))

    class Meta:
        icon, label, group = "table", _("Table"), GROUP
        description = _("Rows and columns; the first column names the row.")
        template = "blocks/table.html"

    def get_preview_value(self) -> Any:
        rows = [{"values": ["Morning", "9:00"]}, {"values": ["Evening", "18:00"]}]
        columns = [{"type": "text", "heading": "When"}, {"type": "text", "heading": "From"}]
        return self.to_python({"title": "Hours", "table": {"columns": columns, "rows": rows, "caption": ""}})


class Card(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), required=False, default="")
    image = ImageChooserBlock(label=_("Picture"), required=False)
    label = blocks.CharBlock(label=_("Words of the link"), required=False, default="", max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(target(), *args, **kwargs)

    class Meta:
        icon, value_class = "doc-empty", Linked


class CardsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), required=False, default="", max_length=120)
    text = blocks.TextBlock(label=_("Text"), required=False, default="")
    items = blocks.ListBlock(Card(label=_("Card")), label=_("Cards"))

    class Meta:
        icon, label, group = "grip", _("Cards"), GROUP
        description = _("A few short texts side by side, each with a picture or a link if it needs one.")
        template = "blocks/cards.html"
        preview_value = {
            "title": "Why people come back",
            "items": [{"title": "Honest money", "text": "The price is shown first."}],
        }


class Step(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=80)
    text = blocks.TextBlock(label=_("Text"))


class StepsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    items = blocks.ListBlock(Step(label=_("Step")), label=_("Steps"))

    class Meta:
        icon, label, group = "list-ol", _("Steps"), GROUP
        description = _("What to do, in order.")
        template = "blocks/steps.html"
        preview_value = {
            "title": "Three steps",
            "items": [{"title": "Choose a person", "text": "By direction or by name."}],
        }


class BandBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    accent = blocks.CharBlock(label=_("Last words of the title, in italics"), required=False, default="", max_length=60)
    text = blocks.TextBlock(label=_("Text"), required=False, default="")
    button = blocks.CharBlock(label=_("Button"), required=False, default="", max_length=60)
    note = blocks.CharBlock(label=_("Words beside the button"), required=False, default="", max_length=120)
    tone = blocks.ChoiceBlock(label=_("Tone"), choices=TONES, default="deep")
    pictures = blocks.ListBlock(
        blocks.ChoiceBlock(label=_("View"), choices=VIEWS), label=_("Views"), max_num=2, default=[]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(target(), *args, **kwargs)

    class Meta:
        icon, label, group, value_class = "minus", _("Band"), GROUP, Linked
        description = _("One thought across the whole page, with a button.")
        template = "blocks/band.html"
        preview_value = {
            "title": "An hour of a mentor",
            "accent": "helps twice",
            "text": "Some meetings are free.",
            "tone": "deep",
        }
