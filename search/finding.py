"""What a search finds: with all of its words or content with some of them, and what would open an empty result."""

from collections.abc import Mapping
from dataclasses import replace

from search import facets
from search.addresses import address_of
from search.engine import Engine, Meaning, Results, SearchQuery, SearchUnavailable
from search.engines import get_engine
from search.parse import parse
from search.question import loosened

#: A search of so few telling words means them all; a longer one is a question, and fewer results than these are few.
SHORT = 2
FEW = 3


def find(query: SearchQuery, meaning: Meaning | None = None, engine: Engine | None = None) -> tuple[Results, bool]:
    """Gives what a search finds, and whether it had to be content with some of the words; raises SearchUnavailable.

    Only where all of them find nothing, and would find nothing without one of the filters either; a question of many words
    also where all of them find hardly anything. That is a second request; the first has asked for the meaning already.
    """
    engine = engine or get_engine()
    results = engine.search(query, meaning)
    loose = loosened(parse(query.text), query.language)
    few = FEW if loose and len(loose.wanted) > SHORT else 1
    if loose is None or results.total >= few or openers(query, results):
        return results, False
    try:
        found = engine.search(replace(query, loose=True))
    except SearchUnavailable:
        # A slow engine has no time left for it. What the first request has found is shown; that nothing is there, nobody knows.
        if results.total or results.meant:
            return results, False
        raise
    return (replace(found, meant=results.meant), True) if found.total > results.total else (results, False)


def openers(query: SearchQuery, results: Results) -> list[str]:
    """Gives the facets without whose filter something would be found: a facet's counts ignore its own filter."""
    return [name for name in query.filters if any(results.facets.get(name, {}).values())]


def ways_out(query: SearchQuery, results: Results, kept: Mapping) -> list[dict]:
    """Gives what opens an empty result: the search without one of its filters, what opens most first, and without all.

    Each with how many notes it finds; a note may have several values of a facet, so that counts do not say it.
    """
    if results.total or not query.filters:
        return []
    ways = []
    for name in (*openers(query, results), *([""] if len(query.filters) > 1 else [])):
        filters = {other: values for other, values in query.filters.items() if name and other != name}
        asked = replace(query, filters=filters, facets=tuple(filters), page=1, page_size=0, loose=False)
        try:
            total = find(asked)[0].total
        except SearchUnavailable:
            return []
        label = facets.BY_NAME[name].label if name else ""
        ways.append({"label": label, "total": total, "address": address_of(query, **kept, filters=filters)})
    return sorted((way for way in ways if way["total"]), key=lambda way: (not way["label"], -way["total"]))
