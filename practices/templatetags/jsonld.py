"""Puts a note's schema.org data into its page."""

from django import template
from django.utils.safestring import SafeString

from practices import jsonld

register = template.Library()


@register.simple_tag
def note_jsonld(record, note, languages) -> SafeString:
    """{% note_jsonld record note languages %}: nothing where the note has no public record, as in a preview."""
    return jsonld.script(jsonld.article(record, note, languages)) if record else SafeString("")
