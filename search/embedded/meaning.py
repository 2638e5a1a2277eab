"""Finds notes by the meaning of their passages: vectors say how near, tantivy says which notes may be shown."""

from __future__ import annotations

from tantivy import Occur, Query, Searcher

from search.embedded.schema import ROW, SCHEMA
from search.embedded.vectors import Vectors
from search.engine import Hit, Meaning

#: So many of the nearest are looked up before the notes that pass the filters are listed instead.
_LOOKED_UP = 200


def find_nearest(searcher: Searcher, stored: Vectors, narrowed: Query, meaning: Meaning) -> tuple[Hit, ...]:
    """Gives the notes of `narrowed` that are nearest; see `Engine.search`.

    Most searches narrow little, so the nearest of all notes are looked up first. Where filters leave too few of those, the
    rows of the notes that pass are listed and compared alone, which costs time by their number.
    """
    vector, size = meaning.vector, meaning.size
    near = stored.nearest(vector, meaning.at_least)
    hits = _passing(searcher, narrowed, near[:_LOOKED_UP], size)
    if len(hits) < size and len(stored) > _LOOKED_UP:
        among = stored.nearest(vector, meaning.at_least, _rows(searcher, narrowed))
        hits = _passing(searcher, narrowed, among[:size], size)
    return hits


def _rows(searcher: Searcher, narrowed: Query) -> list[int]:
    found = searcher.search(narrowed, max(searcher.num_docs, 1), count=False)
    rows = searcher.fast_field_values(ROW, [address for _, address in found.hits])
    return [int(row) for row in rows if row is not None]


def _passing(searcher: Searcher, narrowed: Query, near: list[tuple[int, float]], size: int) -> tuple[Hit, ...]:
    """Gives the hits of those rows that a note of `narrowed` names."""
    if not near:
        return ()
    rows = Query.const_score_query(Query.term_set_query(SCHEMA, ROW, [row for row, _ in near]), 0.0)
    both = Query.boolean_query([(Occur.Must, narrowed), (Occur.Must, rows)])
    addresses = [address for _, address in searcher.search(both, len(near), count=False).hits]
    of_row = dict(zip(searcher.fast_field_values(ROW, addresses), addresses, strict=True))
    hits: list[Hit] = []
    for row, similarity in near:
        if row in of_row and len(hits) < size:
            document = searcher.doc(of_row[row])
            hits.append(Hit(document["key"][0], document["version"][0], similarity))
    return tuple(hits)
