"""Template tags and filters that are there in every template without a load."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from portal.addresses import full_address
from portal.panels import render_slot
from portal.public_state import kept

register = template.Library()
register.filter("full_address", full_address)


@register.simple_tag(takes_context=True)
def slot(context, name, **subject):
    """{% slot "note.end" record=record %}: what higher apps show here."""
    return render_slot(name, context["request"], **subject)


@register.simple_tag
def fixed(template_name: str) -> SafeString:
    """{% fixed "components/site_footer.html" %}: a template that needs nothing but the language, rendered once a process."""
    return _rendered(template_name, get_language() or "", settings.DEMO)


@lru_cache(maxsize=64)
def _rendered(template_name: str, language: str, is_demo: bool) -> SafeString:
    return render_to_string(template_name, {"home_address": f"/{language}/", "is_demo": is_demo})


class KeptNode(template.Node):
    def __init__(self, name: FilterExpression, part: FilterExpression, content: NodeList) -> None:
        self.name, self.part, self.content = name, part, content

    def render(self, context: template.Context) -> SafeString:
        name = self.name.resolve(context)
        if not name:
            return self.content.render(context)
        return SafeString(kept(f"{name}:{self.part.resolve(context)}", lambda: str(self.content.render(context))))


@register.tag(name="kept")
def keep(parser: Parser, token: Token) -> KeptNode:
    """{% kept name "part" %}…{% endkept %}: rendered once until something public changes (portal/public_state.py).

    What stands inside must be the same for every reader of a language who gets this `name`; without a name nothing is kept.
    """
    try:
        _tag, name, part = token.split_contents()
    except ValueError:
        raise template.TemplateSyntaxError('It is {% kept name "part" %}.') from None
    content = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(parser.compile_filter(name), parser.compile_filter(part), content)
