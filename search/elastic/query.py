"""Builds Elasticsearch's request out of a search: pure, asks no server.

One request answers a page: the words are its query, the filters come after it (`post_filter`), and each facet counts what
the query found under all filters but its own. The total is what the filters leave, counted to the last note. Where a meaning
is asked for as well, the two go together (`_msearch`).
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from elasticsearch.dsl import A, Q, Search
from elasticsearch.dsl.query import Query

from search.elastic.analysis import stemmed_for
from search.elastic.mapping import clean
from search.engine import MAX_PAGE, PAGE_SIZE, Meaning, SearchQuery
from search.fields import ALTERNATIVE_WEIGHT, FACET_FIELDS, PARTS, TIE_BREAKER, WEIGHTS, boosts, facet_size
from search.languages import is_lone_character, query_words, spellings
from search.parse import Kind, ParsedQuery, Term
from search.question import exclusions, read
from search.topics import facet_of, topic_boosts

#: Elasticsearch answers no further than `max_result_window`, and no page that can be asked for lies beyond.
WINDOW = MAX_PAGE * PAGE_SIZE
#: How long the cluster keeps a state of the index for a reader who asks for the next keys of a whole result.
KEEP_ALIVE = "5m"
#: How many words with a beginning are tried at the end of a phrase.
_EXPANSIONS = 1_000
#: Elasticsearch refuses to look for values of more bytes than it could have indexed.
_LONGEST = 32_766 // 4
#: How many passages each shard looks at, to give the nearest.
_CANDIDATES = 200
#: The name of the counts that no filter of their own is left out of.
COUNTS = "counts"
_NEWEST: list[Any] = [{"published": "desc"}, {"key": "asc"}]
_SORTS = {"newest": _NEWEST, "verified": [{"verified": "desc"}, *_NEWEST]}
_BY_SCORE = [{"_score": "desc"}, *_NEWEST]


def build(query: SearchQuery) -> Search:
    """Gives the request of a search, without index and connection."""
    parsed = read(query)
    start, size = _page(query)
    filters = _filters(query.filters)
    search = (
        narrowed(query, parsed, filters)
        .extra(from_=start, size=size, track_total_hits=True, version=True)
        .params(**scoring_alike(query))
        # Texts are read for the sentence that is shown; without words there is none.
        .source(["texts", "other_texts"] if parsed.wanted and size else False)
    )
    _count(search, query, filters)
    return search


def scoring_alike(query: SearchQuery) -> dict[str, Any]:
    """Gives the parameters by which every request for a text scores alike: copies of an index do so a little differently.

    So all pages of one search are asked of the same copy, and words are counted over all shards.
    """
    return {
        "preference": _copy(query),
        "search_type": "dfs_query_then_fetch",
        "allow_partial_search_results": False,
    }


def _copy(query: SearchQuery) -> str:
    """Gives the preference by which every request for a text is asked of the same copy of the index."""
    return sha256(query.text.encode(errors="replace")).hexdigest()[:16]


def build_keys(query: SearchQuery, point_in_time: str, size: int, after: list[Any] | None = None) -> dict[str, Any]:
    """Gives the body of a request for the next `size` keys of a whole result, those that follow the sort values `after`.

    It is asked of a point in time, which has its own index and copy, so that nothing is left out or given twice.
    """
    search = narrowed(query, read(query), _filters(query.filters)).extra(size=size, track_total_hits=False)
    body = search.source(False).to_dict() | {"pit": {"id": point_in_time, "keep_alive": KEEP_ALIVE}}
    return body | ({"search_after": after} if after else {})


def narrowed(query: SearchQuery, parsed: ParsedQuery, filters: Mapping[str, Query]) -> Search:
    """Gives the request for what a search finds, in its order, without counts and pages."""
    search = (
        Search()
        .query(_boosted(query, parsed) & Q("bool", filter=_scope(query)))
        .sort(*_SORTS.get(query.sort, _BY_SCORE if parsed.wanted else _NEWEST))
    )
    return search.post_filter(Q("bool", filter=list(filters.values()))) if filters else search


def build_meaning(meaning: Meaning, query: SearchQuery) -> Search:
    """Gives the request for the notes of a meaning, under what narrows a search."""
    passing = [text_query(exclusions(query)), *_scope(query), *_filters(query.filters).values()]
    return (
        Search()
        .knn(
            field="vectors.vector",
            query_vector=list(meaning.vector),
            k=meaning.size,
            num_candidates=max(_CANDIDATES, meaning.size),
            similarity=max(meaning.at_least, -1.0),
            filter=Q("bool", filter=passing),
        )
        .extra(size=meaning.size, track_total_hits=False, version=True)
        # Copies look for neighbours in graphs of their own, which may differ in the last of them.
        .params(preference=_copy(query), allow_partial_search_results=False)
        .source(False)
    )


def _scope(query: SearchQuery) -> list[Query]:
    """Gives what narrows everything, counts too: the audience, and the keys where there are any."""
    keys = [] if query.keys is None else [_any_of("key", query.keys)]
    return [_any_of("audience", query.audience), *keys]


def _page(query: SearchQuery) -> tuple[int, int]:
    start = max(query.page - 1, 0) * query.page_size
    return (start, query.page_size) if start + query.page_size <= WINDOW else (0, 0)


def _count(search: Search, query: SearchQuery, filters: Mapping[str, Query]) -> None:
    """Adds the counts of facets: those without a filter of their own together, the others one by one."""
    names = [name for name in dict.fromkeys(query.facets) if name in FACET_FIELDS]
    common = [name for name in names if name not in filters]
    if common:
        holder = search.aggs.bucket(COUNTS, "filter", Q("bool", filter=list(filters.values())))
        for name in common:
            holder.bucket(name, _values(name))
    for name in names:
        if name in filters:
            others = [each for other, each in filters.items() if other != name]
            search.aggs.bucket(f"{COUNTS}_{name}", "filter", Q("bool", filter=others)).bucket(name, _values(name))


def _values(name: str) -> Any:
    size = facet_size(name)
    return A("terms", field=f"facets.{name}", size=size, order=[{"_count": "desc"}, {"_key": "asc"}])


def _filters(filters: Mapping[str, tuple[str, ...]]) -> dict[str, Query]:
    """Gives what each filter asks for. What is unknown to the index, be it a value or a filter, matches nothing."""
    return {
        name: _any_of(f"facets.{name}", values) if name in FACET_FIELDS else Q("match_none")
        for name, values in filters.items()
        if values
    }


def _any_of(field: str, values: tuple[str, ...]) -> Query:
    known = [value for value in values if clean(value) == value and len(value) <= _LONGEST]
    return Q("terms", **{field: known}) if known else Q("match_none")


def text_query(parsed: ParsedQuery) -> Query:
    """Gives the query that the wanted terms match, and none of the excluded; all notes where there are none."""
    wanted = [term_query(term) for term in parsed.wanted]
    must_not = [term_query(term) for term in parsed.terms if term.excluded]
    if wanted and parsed.at_least is not None:
        return Q("bool", should=wanted, minimum_should_match=parsed.at_least, must_not=must_not)
    return Q("bool", must=wanted or [Q("match_all")], must_not=must_not)


def _boosted(query: SearchQuery, parsed: ParsedQuery) -> Query:
    """Gives the query of the words, with what a note gains by signals and topics where there is a score to add to."""
    text = text_query(parsed)
    if not parsed.wanted:
        return text
    return Q("bool", must=[text], should=list(addition_queries(query, parsed).values()))


def addition_queries(query: SearchQuery, parsed: ParsedQuery) -> dict[str, Query]:
    """Gives the query for each signal and topic, whose score is what a note gains by it."""
    queries = {name: _const("signals", name, gain) for name, gain in boosts(query.year).items()}
    for topic, gain in topic_boosts(query, parsed).items():
        facet, value = facet_of(topic)
        queries[topic] = _const(f"facets.{facet}", value, gain)
    return queries


def _const(field: str, value: str, score: float) -> Query:
    return Q("constant_score", filter=Q("term", **{field: value}), boost=score)


def term_query(term: Term, boost: float = 1.0) -> Query:
    """Gives the query for a term wherever it is looked for, which counts as the best of these; its alternatives come last."""
    tokens = query_words(" ".join(term.words))
    if not tokens:
        return Q("match_none")
    as_prefix = term.kind is Kind.PREFIX or is_lone_character(tokens[-1])
    queries = _words(tokens, as_prefix)
    if term.kind is Kind.WORD:
        queries += _stems(term.words[0])
    queries += [term_query(other, ALTERNATIVE_WEIGHT) for other in term.alternatives]
    return Q("dis_max", queries=queries, tie_breaker=TIE_BREAKER, boost=boost)


def _words(tokens: list[str], as_prefix: bool) -> list[Query]:
    """Searches words as they were folded; a phrase where there are several."""
    if as_prefix and len(tokens) == 1:
        return [Q("prefix", **{_field(part): {"value": tokens[0], "boost": WEIGHTS[part]}}) for part in WEIGHTS]
    options: dict[str, Any] = (
        {"type": "phrase_prefix", "max_expansions": _EXPANSIONS} if as_prefix else {"type": "phrase"}
    )
    fields = [f"{_field(part)}^{weight:g}" for part, weight in WEIGHTS.items()]
    return [Q("multi_match", query=" ".join(tokens), fields=fields, tie_breaker=TIE_BREAKER, **options)]


def _field(part: str) -> str:
    return part if part == "names" else f"words.{part}"


def _stems(word: str) -> list[Query]:
    """Searches a word by its stems in each language, in every spelling that the language may mean by it."""
    languages: dict[str, list[str]] = {}
    for code in stemmed_for(word):
        for spelling in spellings(code, clean(word)):
            languages.setdefault(spelling, []).append(code)
    return [
        # As a phrase: a word that an analyser parts is found where its parts stand together.
        Q(
            "multi_match",
            query=spelling,
            type="phrase",
            fields=[f"texts.{code}.{part}^{WEIGHTS[part]:g}" for code in codes for part in PARTS],
            tie_breaker=TIE_BREAKER,
        )
        for spelling, codes in languages.items()
    ]
