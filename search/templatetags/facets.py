"""Markup of the values of facets: over a hundred on each page of a search, for which a template each takes five times as long."""

from functools import lru_cache
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from practices.templatetags.notes import number

register = template.Library()
#: About half a KB each.
MOST_KEPT = 2000


@register.simple_tag
def facet_value(name: str, row: dict[str, Any]) -> SafeString:
    """A value of the facet `name` with its count: a tick, or a link where the row has an address (search/branches.py)."""
    label = _counted(str(row["label"]), row["count"], get_language())
    if row["address"]:
        return format_html('<a id="{}-{}" href="{}">{}</a>', name, row["value"], row["address"], label)
    return _tick(name, row["value"], row["selected"], label)


@register.simple_tag
def facet_bar(name: str, bar: dict[str, Any]) -> SafeString:
    """A class or span of years of the facet `name`: a link that narrows to it, as long as there is a note in it."""
    if not bar["address"]:
        return format_html("<span>{}</span>{}", bar["label"], _length(0))
    current = SafeString(' aria-current="true"' if bar["selected"] else "")
    return format_html(
        '<a id="{}-bar-{}" href="{}"{}>{}</a>{}',
        *(name, bar["value"], bar["address"], current),
        _counted(str(bar["label"]), bar["count"], get_language()),
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


@lru_cache(MOST_KEPT)
def _counted(label: str, count: int, language: str | None) -> SafeString:
    return format_html('{} <span class="count">{}</span>', label, number(count))


@lru_cache(MOST_KEPT)
def _tick(name: str, value: str, selected: bool, label: SafeString) -> SafeString:
    return format_html(
        '<label><input type="checkbox" class="filter" id="{0}-{1}" name="{0}" value="{1}"{2}> {3}</label>',
        *(name, value, SafeString(" checked" if selected else ""), label),
    )
