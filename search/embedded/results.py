"""What a search gives: the hits of one page in their order, their highlights, and the counts of facets."""

from __future__ import annotations

from functools import partial
from operator import itemgetter
from typing import Any

from tantivy import DocAddress, Order, Query, Searcher, SearchResult

from search.embedded.query import boosted, filtered
from search.embedded.schema import unpack, unpack_language
from search.engine import Hit, SearchQuery, Texts
from search.fields import FACET_FIELDS, facet_size
from search.highlight import Highlighter
from search.parse import ParsedQuery
from search.stems import stems_of_text, stems_of_word

#: Ties are put in order among so many hits at a time, counted from the first: bounded work, and the same on all pages.
TIE_WINDOW = 10_000
# Sorts by an order that the index keeps; relevance is computed, and without wanted words newest stands for it.
_SORT_FIELDS = {"newest": "newest", "verified": "last_verified"}

_Found = list[tuple[float, DocAddress]]


def find_page(searcher: Searcher, narrowed: Query, query: SearchQuery, parsed: ParsedQuery) -> tuple[int, _Found]:
    """Gives the number of all hits, and those of the page with their scores."""
    start = max(query.page - 1, 0) * query.page_size
    stop = start + query.page_size
    if start >= min(stop, searcher.num_docs):
        return total_of(searcher.search(narrowed, 1)), []
    # No more than there are: tantivy reserves room for all that is asked.
    limit = min(stop + 1, searcher.num_docs)
    field = _SORT_FIELDS.get(query.sort) or (None if parsed.wanted else "newest")
    if field:
        found = searcher.search(narrowed, limit - start, offset=start, order_by_field=field, order=Order.Asc)
        return total_of(found), [(0.0, address) for _, address in found.hits[: query.page_size]]
    narrowed = boosted(narrowed, query, parsed)
    found = searcher.search(narrowed, limit)
    return total_of(found), in_order(searcher, _with_ties(searcher, narrowed, found.hits, stop), start, stop)


def total_of(found: SearchResult) -> int:
    """Gives the number of all hits of a search, not of those it gave alone."""
    return int(found.count)  # type: ignore[attr-defined]  # missing from tantivy's stubs


def _with_ties(searcher: Searcher, narrowed: Query, hits: _Found, stop: int) -> _Found:
    """Gives the best hits together with all that are equal to the last one before `stop`: they may belong there."""
    window = -(-stop // TIE_WINDOW) * TIE_WINDOW
    limit = stop + 1
    while len(hits) == limit < window and hits[-1][0] == hits[stop - 1][0]:
        limit = min(8 * limit, window)
        hits = searcher.search(narrowed, min(limit, searcher.num_docs), count=False).hits
    return hits


def in_order(searcher: Searcher, hits: _Found, start: int, stop: int) -> _Found:
    """Gives the hits from `start` to `stop` when equal scores go by newest, then by key."""
    ordered: _Found = []
    first = start
    # From the first of the hits that are equal to the page's first one.
    while first % TIE_WINDOW and 0 < first < len(hits) and hits[first - 1][0] == hits[first][0]:
        first -= 1
    begin = first
    while first < min(stop, len(hits)):
        last = first + 1
        while last % TIE_WINDOW and last < len(hits) and hits[last][0] == hits[first][0]:
            last += 1
        ordered += _newest_first(searcher, hits[first:last])
        first = last
    return ordered[start - begin : stop - begin]


def _newest_first(searcher: Searcher, equals: _Found) -> _Found:
    if len(equals) == 1:
        return equals
    published = searcher.fast_field_values("published", [address for _, address in equals])
    groups: dict[int, _Found] = {}
    for time, hit in zip(published, equals, strict=True):
        groups.setdefault(int(time or 0), []).append(hit)
    ordered: _Found = []
    for time in sorted(groups, reverse=True):
        group = groups[time]
        if len(group) > 1:
            group.sort(key=lambda hit: searcher.doc(hit[1])["key"][0])
        ordered += group
    return ordered


def make_hits(searcher: Searcher, found: _Found, parsed: ParsedQuery, language: str) -> tuple[Hit, ...]:
    """Gives the hits as the caller knows them, highlighted where words were searched."""
    highlighter = Highlighter(parsed, language, stems_of_text, stems_of_word)
    hits = []
    for score, address in found:
        document = searcher.doc(address)
        in_language, html = "", ""
        if parsed.wanted:
            packed = {unpack_language(texts): texts for texts in document.get_all("texts")}
            in_language, html = highlighter.best(packed, partial(_load, packed))
        hits.append(Hit(document["key"][0], document["version"][0], score, in_language, html))
    return tuple(hits)


def _load(packed: dict[str, bytes], code: str) -> Texts:
    return unpack(packed[code])


def count_facets(searcher: Searcher, text: Query, narrowed: Query, query: SearchQuery) -> dict[str, dict[str, int]]:
    """Counts each facet under all filters but its own: facets without one together, the others one by one."""
    counts: dict[str, dict[str, int]] = {name: {} for name in query.facets}
    names = [name for name in counts if name in FACET_FIELDS]
    counts |= _count(searcher, narrowed, [name for name in names if not query.filters.get(name)])
    for name in names:
        if query.filters.get(name):
            others = filtered(text, query.filters, query.audience, without=name)
            counts |= _count(searcher, others, [name])
    return counts


def _count(searcher: Searcher, query: Query, names: list[str]) -> dict[str, dict[str, int]]:
    if not names:
        return {}
    wanted = {name: {"terms": {"field": name, "size": facet_size(name)}} for name in names}
    return {name: _in_count_order(found["buckets"]) for name, found in searcher.aggregate(query, wanted).items()}


def _in_count_order(buckets: list[dict[str, Any]]) -> dict[str, int]:
    # Two sorts with ready-made keys are faster than one with a key of two parts; there may be thousands of values.
    buckets.sort(key=itemgetter("key"))
    buckets.sort(key=itemgetter("doc_count"), reverse=True)
    return {bucket["key"]: bucket["doc_count"] for bucket in buckets}
