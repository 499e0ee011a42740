"""The editor's side of the rules: one block a rule, its fields those of `booking.core.rules`."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


def _whole(label: Any, help_text: Any = "", **kwargs: Any) -> blocks.IntegerBlock:
    return blocks.IntegerBlock(label=label, help_text=help_text, min_value=0, **kwargs)


def _percent(label: Any) -> blocks.DecimalBlock:
    return blocks.DecimalBlock(label=label, min_value=0, max_value=100, decimal_places=2)


class Notice(blocks.StructBlock):
    hours = _whole(_("Hours before the start"))

    class Meta:
        icon, label, group = "time", _("Closes before the start"), _("When")


class Window(blocks.StructBlock):
    days = _whole(_("Days ahead"))

    class Meta:
        icon, label, group = "calendar", _("Opens ahead"), _("When")


class Length(blocks.StructBlock):
    min_minutes = _whole(_("Shortest, minutes"), required=False)
    max_minutes = _whole(_("Longest, minutes"), required=False)
    step_minutes = _whole(_("Step, minutes"), required=False)

    class Meta:
        icon, label, group = "arrows-up-down", _("Length and step"), _("When")


class Buffers(blocks.StructBlock):
    before_minutes = _whole(_("Before, minutes"))
    after_minutes = _whole(_("After, minutes"))

    class Meta:
        icon, label, group = "grip", _("Kept free around"), _("When")


class HoldTime(blocks.StructBlock):
    minutes = _whole(_("Minutes"))

    class Meta:
        icon, label, group = "lock", _("Held while paying"), _("Limits")


class ActiveLimit(blocks.StructBlock):
    count = _whole(_("Bookings at a time"))

    class Meta:
        icon, label, group = "list-ol", _("Active bookings"), _("Limits")


class HoldLimit(blocks.StructBlock):
    count = _whole(_("Unpaid bookings at a time"))

    class Meta:
        icon, label, group = "list-ul", _("Unpaid holds"), _("Limits")


class Deposit(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        label=_("How much"),
        choices=[("none", _("nothing")), ("percent", _("percent")), ("amount", _("amount")), ("full", _("everything"))],
    )
    value = blocks.DecimalBlock(label=_("Percent or amount"), min_value=0, default=0, decimal_places=2)

    class Meta:
        icon, label, group = "tag", _("Paid when booking"), _("Money")


class CancelFee(blocks.StructBlock):
    free_hours = _whole(_("Free until, hours before"))
    percent = _percent(_("Then this percent is kept"))
    first_waived = blocks.BooleanBlock(label=_("The first late cancellation is free"), required=False)

    class Meta:
        icon, label, group = "cross", _("Cancelling"), _("Changing")


class MoveLimit(blocks.StructBlock):
    times = _whole(_("Times"))
    free_hours = _whole(_("Until, hours before"))

    class Meta:
        icon, label, group = "redirect", _("Moving"), _("Changing")


class NoShowFee(blocks.StructBlock):
    percent = _percent(_("Percent of the price"))

    class Meta:
        icon, label, group = "warning", _("Not coming"), _("Money")


class Rules(blocks.StreamBlock):
    """Rules are AND-ed; each has its own reason. The names are those of `booking.core.rules.RULES`."""

    notice = Notice()
    window = Window()
    length = Length()
    buffers = Buffers()
    hold_time = HoldTime()
    active_limit = ActiveLimit()
    hold_limit = HoldLimit()
    deposit = Deposit()
    cancel_fee = CancelFee()
    move_limit = MoveLimit()
    no_show_fee = NoShowFee()


def raw_rules(stream: Any) -> Iterator[dict[str, Any]]:
    """A stream of blocks as plain rules: what `core.rules.read_rules` reads and `Booking.terms` keeps."""
    for block in stream:
        value = block.block.get_prep_value(block.value) or {}
        yield {"rule": block.block_type, **{name: _plain(part) for name, part in value.items()}}


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | bool | None) else str(value)
