"""Reads Elasticsearch's answer: the hits of a page with their sentence, and the counts of facets."""

from __future__ import annotations

from typing import Any

from search.elastic.mapping import read_texts, texts_of
from search.elastic.query import COUNTS
from search.engine import Hit, Results, SearchQuery
from search.highlight import Highlighter
from search.question import read
from search.stems import stems_of_text, stems_of_word


def read_results(answer: dict[str, Any], query: SearchQuery) -> Results:
    """Gives the results of a search from the answer to its request."""
    parsed = read(query)
    highlighter = Highlighter(parsed, query.language, stems_of_text, stems_of_word)
    counts: dict[str, dict[str, int]] = {name: {} for name in query.facets}
    for name, group in answer.get("aggregations", {}).items():
        if name.startswith(COUNTS):
            counts |= {name: _counts(found) for name, found in group.items() if isinstance(found, dict)}
    return Results(
        total=answer["hits"]["total"]["value"],
        hits=tuple(_hit(hit, highlighter) for hit in answer["hits"]["hits"]),
        facets=counts,
    )


def read_nearest(answer: dict[str, Any]) -> tuple[Hit, ...]:
    """Gives the hits by meaning: Elasticsearch scores a cosine as half of one more than it."""
    return tuple(Hit(hit["_id"], hit["_version"], 2 * hit["_score"] - 1) for hit in answer["hits"]["hits"])


def _hit(hit: dict[str, Any], highlighter: Highlighter) -> Hit:
    texts = texts_of(hit.get("_source", {}))
    language, html = highlighter.best(texts, lambda code: read_texts(texts[code]))
    return Hit(hit["_id"], hit["_version"], hit["_score"] or 0.0, language, html)


def _counts(found: dict[str, Any]) -> dict[str, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in found["buckets"]}
