"""Markup of the values of facets: over a hundred on each page of a search, for which a template each takes five times as long."""

from functools import lru_cache
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext

from practices.templatetags.notes import number

register = template.Library()
#: Names and numbers, about 100 bytes each.
MOST_KEPT = 2000


@register.simple_tag
def facet_values(name: str, rows: dict[str, Any]) -> SafeString:
    """The values of the facet `name` with their counts, `rows` as search/branches.py gives them: ticks and links, in lists."""
    return SafeString(_lists(name, rows, name, get_language()))


def _lists(name: str, rows: dict[str, Any], key: str, language: str | None) -> str:
    """Gives one list, and behind a button the rest of it; `key` tells the button from others of the facet."""
    html = f'<ul class="plain">{_items(name, rows["values"], language)}</ul>'
    if not rows["more"]:
        return html
    number_of_more = len(rows["more"])
    text = ngettext("Show %(number)s more", "Show %(number)s more", number_of_more) % {"number": number_of_more}
    return (
        f'{html}<details id="more-{escape(key)}"><summary>{escape(text)}</summary>'
        f'<ul class="plain">{_items(name, rows["more"], language)}</ul></details>'
    )


def _items(name: str, rows: list[dict[str, Any]], language: str | None) -> str:
    return "".join(
        [
            f"<li>{_value(name, row, language)}"
            f"{_lists(name, row['below'], row['value'], language) if row['below'] else ''}</li>"
            for row in rows
        ]
    )


def _value(name: str, row: dict[str, Any], language: str | None) -> str:
    """Gives a tick, or a link where the row has an address."""
    label = _label(row, language)
    value = _escaped(row["value"])
    if row["address"]:
        return f'<a id="{name}-{value}" href="{escape(row["address"])}">{label}</a>'
    checked = " checked" if row["selected"] else ""
    return (
        f'<label><input type="checkbox" class="filter" id="{name}-{value}" name="{name}" value="{value}"{checked}> '
        f"{label}</label>"
    )


@register.simple_tag
def facet_bar(name: str, bar: dict[str, Any]) -> SafeString:
    """A class or span of years of the facet `name`: a link that narrows to it, as long as there is a note in it."""
    if not bar["address"]:
        return format_html("<span>{}</span>{}", bar["label"], _length(0))
    current = SafeString(' aria-current="true"' if bar["selected"] else "")
    return format_html(
        '<a id="{}-bar-{}" href="{}"{}>{}</a>{}',
        *(name, bar["value"], bar["address"], current),
        SafeString(_label(bar, get_language())),
        _length(bar["width"]),
    )


@register.simple_tag
def range_options(options: list[tuple[str, str | Promise]], chosen: str) -> SafeString:
    """The classes that a range can begin or end with."""
    return SafeString("".join([_option(value, str(label), value == chosen) for value, label in options]))


@lru_cache(MOST_KEPT)
def _option(value: str, label: str, selected: bool) -> SafeString:
    return format_html('<option value="{}"{}>{}</option>', value, SafeString(" selected" if selected else ""), label)


@lru_cache
def _length(width: int) -> SafeString:
    return format_html(
        '<svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect width="{}" height="4" /></svg>',
        width,
    )


def _label(row: dict[str, Any], language: str | None) -> str:
    return f'{_escaped(str(row["label"]))} <span class="count">{_number(row["count"], language)}</span>'


@lru_cache(MOST_KEPT)
def _escaped(text: str) -> str:
    return escape(text)


@lru_cache(MOST_KEPT)
def _number(count: int, language: str | None) -> str:
    return number(count)
