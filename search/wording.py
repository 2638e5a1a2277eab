"""A search in words, as titles of feeds, names of saved searches and mails say it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from search import facets
from search.engine import CELL_FACET, FILTERS, SearchQuery
from search.ranges import RANGES

#: What the parts of an address are called where one of them was not understood.
NAMES = {
    **{name: facet.label for name, facet in facets.BY_NAME.items()},
    "sort": gettext_lazy("Sort by"),
    "page": gettext_lazy("Page"),
    "column": gettext_lazy("Columns"),
}
#: A name has room for so many.
MOST_LETTERS = 100


def in_words(query: SearchQuery) -> str:
    """Gives “water”, Kenya / Colombia, Safety plan: the text, then each filter's values in the reader's language."""
    return _joined(_("“%(text)s”") % {"text": query.text} if query.text else "", query)


def as_name(query: SearchQuery) -> str:
    """Gives the same for a name, which stands in quotation marks itself: water, Kenya / Colombia, Safety plan."""
    return _joined(query.text, query)[:MOST_LETTERS]


def _joined(text: str, query: SearchQuery) -> str:
    parts = [text, *(_chosen(name, query.filters[name]) for name in FILTERS if query.filters.get(name))]
    return ", ".join(filter(None, parts)) or _("All notes")


def _chosen(name: str, values: tuple[str, ...]) -> str:
    facet = facets.BY_NAME[name]
    if name in RANGES:
        return facets.range_label(facet, values)
    if name == CELL_FACET:
        return str(facet.label)  # A square has no name of its own.
    words = facet.names(values)
    return " / ".join(str(words[value].label) if value in words else value for value in values)


def vanished(query: SearchQuery) -> list[str]:
    """Gives the names of the facets of which a filter has a value that nothing is called by any more.

    Not of squares of the map: an unknown one is not read from an address, and the others stay.
    """
    return [
        name
        for name, values in query.filters.items()
        if name != CELL_FACET and any(value not in facets.BY_NAME[name].names(values) for value in values)
    ]
