"""Markup of the values of facets: over a hundred on each page of a search, for which a template each takes five times as long."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from practices.templatetags.notes import number

register = template.Library()


@register.simple_tag
def facet_value(name: str, row: dict) -> SafeString:
    """A value of the facet `name` with its count: a tick, or a link where the row has an address (search/branches.py)."""
    if row["address"]:
        return format_html(
            '<a id="{0}-{1}" href="{2}">{3} <span class="count">{4}</span></a>',
            *(name, row["value"], row["address"], row["label"], number(row["count"])),
        )
    return format_html(
        '<label><input type="checkbox" class="filter" id="{0}-{1}" name="{0}" value="{1}"{2}>'
        ' {3} <span class="count">{4}</span></label>',
        *(name, row["value"], SafeString(" checked" if row["selected"] else ""), row["label"], number(row["count"])),
    )
