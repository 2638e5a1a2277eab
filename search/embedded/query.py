"""Builds tantivy's query out of a parsed text and the filters of a search; pure, runs nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tantivy import Occur, Query

from search.embedded.schema import SCHEMA, stem_field
from search.engine import SearchQuery
from search.fields import ALTERNATIVE_WEIGHT, FACET_FIELDS, PARTS, TIE_BREAKER, WEIGHTS, boosts
from search.languages import is_lone_character, query_words
from search.parse import Kind, ParsedQuery, Term
from search.stems import STEMS, stems_of_word
from search.topics import facet_of, topic_boosts


class Clause(NamedTuple):
    """The query for a term in one part of notes: as written, or by its stem in a language."""

    part: str
    language: str
    query: Query


class QueryBuilder:
    """Builds queries for one index; `languages` are those that its notes are written in."""

    def __init__(self, languages: Iterable[str]) -> None:
        self._stemmed = tuple(code for code in languages if code in STEMS)

    def text(self, parsed: ParsedQuery) -> Query:
        """Gives the query that the wanted terms match, and none of the excluded; all notes where there are none."""
        wanted = Occur.Must if parsed.at_least is None else Occur.Should
        clauses = [(Occur.MustNot if term.excluded else wanted, self._term(term)) for term in parsed.terms]
        if not parsed.wanted:
            clauses.append((Occur.Must, Query.all_query()))
        return Query.boolean_query(clauses, minimum_number_should_match=parsed.at_least)

    def _term(self, term: Term) -> Query:
        clauses = [clause.query for clause in self.clauses(term)]
        if not clauses:
            return Query.empty_query()
        clauses += [Query.boost_query(self._term(other), ALTERNATIVE_WEIGHT) for other in term.alternatives]
        return Query.disjunction_max_query(clauses, TIE_BREAKER)

    def clauses(self, term: Term) -> list[Clause]:
        """Gives the queries for a term by where it is looked for, without its alternatives; none where it has no words."""
        tokens = query_words(" ".join(term.words))
        if not tokens:
            return []
        as_prefix = term.kind is Kind.PREFIX or is_lone_character(tokens[-1])
        clauses = [
            Clause(part, "", Query.boost_query(_words(part, tokens, as_prefix), weight))
            for part, weight in WEIGHTS.items()
        ]
        return clauses + self._stems(term.words[0]) if term.kind is Kind.WORD else clauses

    def _stems(self, word: str) -> list[Clause]:
        clauses = []
        for code in self._stemmed:
            for stem in stems_of_word(code, word):
                for part in PARTS:
                    found = Query.term_query(SCHEMA, stem_field(part, code), stem, index_option="freq")
                    clauses.append(Clause(part, code, Query.boost_query(found, WEIGHTS[part])))
        return clauses


def _words(field: str, tokens: list[str], as_prefix: bool) -> Query:
    if len(tokens) == 1:
        if as_prefix:
            # No edits are allowed: this is tantivy's fastest way to all words with a beginning.
            return Query.fuzzy_term_query(SCHEMA, field, tokens[0], distance=0, prefix=True)
        return Query.term_query(SCHEMA, field, tokens[0])
    if as_prefix:
        # tantivy's phrase of a beginning tries fifty words alone. No word has a sign that a regular expression knows.
        return Query.regex_phrase_query(SCHEMA, field, [*tokens[:-1], f"{tokens[-1]}.*"])
    return Query.phrase_query(SCHEMA, field, [*tokens])


def boosted(narrowed: Query, query: SearchQuery, parsed: ParsedQuery) -> Query:
    """Adds to the score what a note gains by its signals, and by the topics of the question that it is on."""
    gains = [(Occur.Should, addition) for addition in addition_queries(query, parsed).values()]
    return Query.boolean_query([(Occur.Must, narrowed), *gains])


def addition_queries(query: SearchQuery, parsed: ParsedQuery) -> dict[str, Query]:
    """Gives the query for each signal and topic, whose score is what a note gains by it."""
    signals = {name: _const("signals", name, gain) for name, gain in boosts(query.year).items()}
    topics = {topic: _const(*facet_of(topic), gain) for topic, gain in topic_boosts(query, parsed).items()}
    return signals | topics


def _const(field: str, value: str, score: float) -> Query:
    return Query.const_score_query(Query.term_query(SCHEMA, field, value, index_option="basic"), score)


def narrowed_to(text: Query, keys: tuple[str, ...] | None) -> Query:
    """Gives the query narrowed to notes of `keys`, where there are any given."""
    if keys is None:
        return text
    return Query.boolean_query([(Occur.Must, text), (Occur.Must, _any_of("key", keys))])


def filtered(
    text: Query, filters: Mapping[str, tuple[str, ...]], audience: tuple[str, ...], without: str = ""
) -> Query:
    """Gives the query narrowed to an audience and to filters, but for the filter named `without`.

    Filters do not change the score. What is unknown to the index, be it a value or a filter, matches nothing.
    """
    clauses = [(Occur.Must, text), (Occur.Must, _any_of("audience", audience))]
    for name, values in filters.items():
        if values and name != without:
            clauses.append((Occur.Must, _any_of(name, values) if name in FACET_FIELDS else Query.empty_query()))
    return Query.boolean_query(clauses)


def _any_of(field: str, values: tuple[str, ...]) -> Query:
    known = [value for value in values if _is_text(value)]
    if not known:
        return Query.empty_query()
    if len(known) == 1:
        # Unlike a set, it is not read to its end where little else matches.
        found = Query.term_query(SCHEMA, field, known[0], index_option="basic")
    else:
        found = Query.term_set_query(SCHEMA, field, known)
    return Query.const_score_query(found, 0.0)


def _is_text(value: str) -> bool:
    """Says whether an engine can take the value: lone surrogates come in with broken addresses."""
    return value.encode(errors="ignore").decode() == value
