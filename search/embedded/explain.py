"""What each part of a score is worth: asked one by one of the notes in question, which is too dear for every search."""

from __future__ import annotations

from collections.abc import Sequence

from tantivy import Query, Searcher

from search.embedded.query import QueryBuilder, addition_queries, boosted, filtered, narrowed_to
from search.engine import SearchQuery
from search.explanation import Best, Explanation, Leaf, Node, Place, explanation, leaves
from search.fields import ALTERNATIVE_WEIGHT
from search.parse import Term
from search.question import read


def explain(
    searcher: Searcher, builder: QueryBuilder, query: SearchQuery, keys: Sequence[str]
) -> dict[str, Explanation]:
    """Gives the parts of the scores of notes; see `Engine.explain`."""
    parsed = read(query)
    notes = tuple(keys)
    if not parsed.wanted or not notes:
        return {}
    found = filtered(narrowed_to(builder.text(parsed), notes), {}, query.audience)
    totals = _scores(searcher, boosted(found, query, parsed), len(notes))
    terms = [_tree(builder, term, term) for term in parsed.wanted]
    by_leaf = {leaf: _scores(searcher, narrowed_to(leaf.query, notes), len(notes)) for leaf in leaves(terms)}
    by_addition = {
        name: _scores(searcher, narrowed_to(asked, notes), len(notes))
        for name, asked in addition_queries(query, parsed).items()
    }
    return {
        key: explanation(
            total,
            terms,
            {leaf: scores[key] for leaf, scores in by_leaf.items() if key in scores},
            {name: scores[key] for name, scores in by_addition.items() if key in scores},
        )
        for key, total in totals.items()
    }


def _tree(builder: QueryBuilder, term: Term, typed: Term) -> Node:
    own = [Leaf(Place(typed, term, part, language), query) for part, language, query in builder.clauses(term)]
    others = [Best((_tree(builder, other, typed),), ALTERNATIVE_WEIGHT) for other in term.alternatives if own]
    return Best((*own, *others))


def _scores(searcher: Searcher, query: Query, size: int) -> dict[str, float]:
    """Gives the score of each note that a query finds, by key."""
    found = searcher.search(query, size, count=False).hits
    return {searcher.doc(address)["key"][0]: score for score, address in found}
