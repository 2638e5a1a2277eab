"""What each part of a score is worth: the search as it is, with every clause of it asked once more by a name.

Elasticsearch gives the score of each named query that a hit matches. The names stand behind `post_filter`, where they
change neither what is found nor how it scores.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from elasticsearch.dsl import Q, Search

from search.elastic.query import addition_queries, narrowed, scoring_alike, term_query
from search.engine import SearchQuery
from search.explanation import Best, Explanation, Leaf, Node, Place, explanation, leaves
from search.parse import Term
from search.question import read

#: Names of signals and topics begin with this; a clause of the words is named by its number.
_ADDITION = "added "


class Explaining:
    """The request that explains the scores of notes, and how to read its answer; see `Engine.explain`."""

    def __init__(self, query: SearchQuery, keys: Sequence[str]) -> None:
        self._parsed = read(query)
        self._terms = [_tree(term) for term in self._parsed.wanted]
        self._leaves = {str(number): leaf for number, leaf in enumerate(leaves(self._terms))}
        self._query = replace(query, keys=tuple(keys), sort="relevance")

    def request(self) -> Search | None:
        """Gives the request, without index and connection; None where nothing has a score."""
        if not self._terms or not self._query.keys:
            return None
        named = [Q("bool", must=leaf.query, _name=name) for name, leaf in self._leaves.items()]
        named += [
            Q("bool", must=addition, _name=f"{_ADDITION}{name}")
            for name, addition in addition_queries(self._query, self._parsed).items()
        ]
        return (
            narrowed(self._query, self._parsed, {})
            .post_filter(Q("bool", must=Q("match_all"), should=named))
            .extra(size=len(self._query.keys), track_total_hits=False)
            .params(**scoring_alike(self._query), include_named_queries_score=True)
            .source(False)
        )

    def read(self, answer: Mapping[str, Any]) -> dict[str, Explanation]:
        """Gives the explanations by the keys of notes."""
        return {hit["_id"]: self._explanation(hit) for hit in answer["hits"]["hits"]}

    def _explanation(self, hit: Mapping[str, Any]) -> Explanation:
        named: Mapping[str, float] = hit.get("matched_queries", {})
        scores = {self._leaves[name]: score for name, score in named.items() if name in self._leaves}
        added = {name.removeprefix(_ADDITION): score for name, score in named.items() if name.startswith(_ADDITION)}
        return explanation(hit["_score"], self._terms, scores, added)


def _tree(term: Term) -> Node:
    return _node(term_query(term).to_dict(), term, term)


def _node(query: Mapping[str, Any], term: Term, typed: Term) -> Node:
    """Takes the query of a term apart, so that what is explained is what is asked."""
    ((kind, body),) = query.items()
    if kind != "dis_max":
        return Best(tuple(_leaves(kind, body, term, typed)))
    queries = body["queries"]
    looked_for = [term] * (len(queries) - len(term.alternatives)) + list(term.alternatives)
    nodes = [_node(each, found, typed) for each, found in zip(queries, looked_for, strict=True)]
    return Best(tuple(nodes), body.get("boost", 1.0))


def _leaves(kind: str, body: Mapping[str, Any], term: Term, typed: Term) -> Iterator[Leaf]:
    if kind == "multi_match":
        for field in body["fields"]:
            yield Leaf(_place(field, term, typed), Q("multi_match", **{**body, "fields": [field]}))
    elif kind == "prefix":
        yield Leaf(_place(next(iter(body)), term, typed), Q("prefix", **body))


def _place(field: str, term: Term, typed: Term) -> Place:
    *kind, part = field.partition("^")[0].split(".")
    return Place(typed, term, part, kind[1] if len(kind) > 1 else "")
