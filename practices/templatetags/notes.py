"""Filters that show values of notes in the reader's language."""

import datetime
from decimal import Decimal, InvalidOperation

from django import template
from django.utils import formats
from django.utils.translation import get_language_info, gettext

from portal.addresses import address
from portal.languages import own_name
from practices.cards import note_card
from practices.choices import EvidenceGrade
from practices.presentation import label, marked, parent_path

register = template.Library()


@register.filter
def number(value, decimals: int | None = None) -> str:
    """Shows 104917 as "104,917" in English, with a minus sign that is as wide as a plus; text that is no number stays."""
    if value in (None, ""):
        return ""
    if type(value) is int and decimals is None:  # Hundreds of counts a page: without the detour by Decimal.
        return formats.number_format(value, use_l10n=True, force_grouping=True).replace("-", "−")
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    places = max(0, -int(amount.normalize().as_tuple().exponent)) if decimals is None else decimals
    return formats.number_format(amount, decimal_pos=places, use_l10n=True, force_grouping=True).replace("-", "−")


@register.filter
def percent(value, decimals: int | None = None) -> str:
    """Shows 12.5 as "12.5%", with the space before the sign that some languages want."""
    shown = number(value, decimals)
    return gettext("%(share)s%%") % {"share": shown} if shown else ""


@register.filter
def partial_date(value: str) -> str:
    """Shows "2016-03" as "March 2016"."""
    if not value:
        return ""
    parts = [int(part) for part in str(value).split("-")]
    if len(parts) == 1:
        return str(parts[0])
    if len(parts) == 2:
        return formats.date_format(datetime.date(parts[0], parts[1], 1), "YEAR_MONTH_FORMAT")
    return formats.date_format(datetime.date(*parts), "DATE_FORMAT")


@register.filter
def choice(value: str, name: str) -> str:
    """{{ record.status|choice:"status" }}: the words for a choice."""
    return label(name, value)


@register.filter
def evidence_step(grade: str) -> int:
    return EvidenceGrade.values.index(grade) + 1


@register.filter
def language_name(code: str) -> str:
    """The name of a language in itself: "Français"."""
    return own_name(code)


@register.filter
def language_translated(code: str) -> str:
    """The name of a language in the reader's: "French"."""
    return get_language_info(code)["name_translated"]


@register.simple_tag(takes_context=True)
def note_address(context, record) -> str:
    """The address of a record for this reader: interface in their language, the note in the record's."""
    return address(record.path, context["interface_language"])


@register.filter
def at(values, index: int):
    """{{ columns|at:forloop.counter0 }}: what stands beside this in another list, or under it in a mapping."""
    return values[index]


register.filter("parent_path", parent_path)
register.filter("marked", marked)
register.simple_tag(note_card)
