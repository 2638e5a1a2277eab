"""Template tags and filters that are there in every template without a load."""

from django import template

from portal.panels import render_slot

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(context, name, **subject):
    """{% slot "note.aside" record=record %}: what higher apps show here."""
    return render_slot(name, context["request"], **subject)
