"""The keys of all that a search finds, in the order of its pages.

The order that the index keeps is text, and each value of it costs a look-up: fine for a page, seconds for 100,000 notes.
So all are found at once, put in order by their times, which cost nothing, and keys are read only as they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from tantivy import DocAddress, Query, Searcher

from search.embedded.results import TIE_WINDOW, in_order, total_of

_TIMES: dict[str, tuple[str, ...]] = {"newest": ("published",), "verified": ("verified", "published")}


def find_keys(searcher: Searcher, narrowed: Query, sort: str, by_score: bool) -> Iterator[str]:
    """Gives keys as `find_page` would page by page, to the last one; what it finds is found before the first is asked."""
    total = total_of(searcher.search(narrowed, 1))
    hits = searcher.search(narrowed, total, count=False).hits if total else []
    fields = _TIMES.get(sort) or (() if by_score else _TIMES["newest"])
    if fields:
        return _in_order_of_time(searcher, [address for _, address in hits], fields)
    return _in_order_of_score(searcher, hits)


def _in_order_of_score(searcher: Searcher, hits: list[tuple[float, DocAddress]]) -> Iterator[str]:
    for start in range(0, len(hits), TIE_WINDOW):
        window = hits[start : start + TIE_WINDOW]
        for _, address in in_order(searcher, window, 0, len(window)):
            yield _key(searcher, address)


def _in_order_of_time(searcher: Searcher, addresses: list[DocAddress], fields: Sequence[str]) -> Iterator[str]:
    columns = [searcher.fast_field_values(field, addresses) for field in fields]
    times = [tuple(int(value or 0) for value in row) for row in zip(*columns, strict=True)]
    latest_first = sorted(range(len(addresses)), key=times.__getitem__, reverse=True)
    for _, group in groupby(latest_first, key=times.__getitem__):
        yield from sorted(_key(searcher, addresses[position]) for position in group)


def _key(searcher: Searcher, address: DocAddress) -> str:
    return str(searcher.doc(address)["key"][0])
