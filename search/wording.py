"""A search in words, as titles of feeds, names of saved searches and mails say it."""

from django.utils.translation import gettext as _

from search import facets
from search.engine import FACETS, SearchQuery


def in_words(query: SearchQuery) -> str:
    """Gives “water”, Kenya / Colombia, Safety plan: the text, then each filter's values in the reader's language."""
    parts = [_("“%(text)s”") % {"text": query.text}] if query.text else []
    for name in FACETS:
        if values := query.filters.get(name):
            names = facets.BY_NAME[name].names(values)
            parts.append(" / ".join(str(names.get(value, value)) for value in values))
    return ", ".join(parts) or _("All notes")


def vanished(query: SearchQuery) -> list[str]:
    """Gives the names of the facets of which a filter has a value that nothing is called by any more."""
    return [
        name
        for name, values in query.filters.items()
        if any(value not in facets.BY_NAME[name].names(values) for value in values)
    ]
