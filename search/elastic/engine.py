"""The engine for production and for many machines: a thin adapter to an Elasticsearch cluster."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from typing import Any

from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch.dsl import MultiSearch, Search
from elasticsearch.exceptions import HTTP_EXCEPTIONS
from elasticsearch.helpers import ScanError, scan, streaming_bulk

from search.elastic.breaker import Breaker
from search.elastic.connection import Answer, Connection, OfTheSearch, Settings, TooManyClauses, reading_answer
from search.elastic.explain import Explaining
from search.elastic.index import NOTES, WITH_VECTORS, Indexes
from search.elastic.mapping import build_source
from search.elastic.query import KEEP_ALIVE, build, build_keys, build_meaning
from search.elastic.results import read_nearest, read_results
from search.engine import (
    Change,
    EngineStatus,
    Hit,
    Meaning,
    Remove,
    Results,
    SearchDocument,
    SearchQuery,
    SearchUnavailable,
)
from search.explanation import Explanation
from search.fields import DIMENSIONS
from search.question import read

logger = logging.getLogger(__name__)
_CHUNK = 500
_KEYS = 1_000
_CHUNK_BYTES = 10_000_000
_REPORT_EVERY = 1_000
#: The share of notes that a rebuild may lack and still be put in use; an operator reads of them in the log.
_TOLERANCE = 0.01
#: So many of the notes that are missing are named.
_NAMED = 10
#: How long words are asked alone after a request that asked for a meaning too was not answered: Elasticsearch sets a search
#: by vectors no limit of time, and a slow one must not take every search with it.
_WORDS_ALONE_SECONDS = 30.0
_STALE = 409
_GONE = 404
#: A request for words and meaning that failed within so many seconds leaves time to ask for the words alone.
_TIME_FOR_WORDS = 0.4


class ElasticEngine:
    """Satisfies `search.engine.Engine` with a cluster; asks nothing of it before the first call."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._meaning = Breaker(failures=1, pause=_WORDS_ALONE_SECONDS)

    @cached_property
    def _connection(self) -> Connection:
        return Connection(self._settings)

    @cached_property
    def _indexes(self) -> Indexes:
        return Indexes(self._connection)

    def search(self, query: SearchQuery, meaning: Meaning | None = None) -> Results:
        """Answers in one round trip, with notes of the same meaning if one is given; raises SearchUnavailable."""

        def ask(asked: SearchQuery) -> Results:
            results = _where_it_is_now(lambda: self._search(asked, meaning))
            return replace(results, without_synonyms=asked is not query)

        return _shorter_if_need_be(query, ask)

    def _search(self, query: SearchQuery, meaning: Meaning | None) -> Results:
        if meaning is not None and _is_known(meaning) and self._meaning.allows():
            asked = time.monotonic()
            try:
                of_words, of_meaning = self._ask_both(build(query), build_meaning(meaning, query))
                with reading_answer():
                    return replace(read_results(of_words, query), meant=_meant(of_meaning))
            except SearchUnavailable as unavailable:
                # The meaning may be what is ill; words are asked alone where the reader's time allows.
                is_told = unavailable.reason != "busy" or isinstance(unavailable, OfTheSearch)
                if is_told or time.monotonic() - asked > _TIME_FOR_WORDS:
                    raise
        answer = self._ask(build(query))
        with reading_answer():
            return read_results(answer, query)

    def explain(self, query: SearchQuery, keys: Sequence[str]) -> dict[str, Explanation]:
        """Gives the parts of the scores of the notes of `keys`; raises SearchUnavailable."""
        explaining = Explaining(query, keys)
        request = explaining.request()
        if request is None:
            return {}
        answer = _where_it_is_now(lambda: self._ask(request))
        with reading_answer():
            return explaining.read(answer)

    def _ask(self, request: Search) -> dict[str, Any]:
        with self._indexes.trusted(), reading_answer():
            return self._connection.read(
                lambda client: self._at_hand(request).using(client).index(self._indexes.read).execute().to_dict()
            )

    def _at_hand(self, request: Search) -> Search:
        """Gives the request as it is asked now: where a node is silent, of other copies than its own."""
        preference = self._connection.preference()
        return request.params(preference=preference) if preference else request

    def _ask_both(self, words: Search, meaning: Search) -> tuple[dict[str, Any], dict[str, Any]]:
        """Asks both in one request, of which each has an answer or a fault of its own; that of the words is raised."""

        def ask(client: Elasticsearch) -> tuple[dict[str, Any], dict[str, Any]]:
            both = MultiSearch().add(self._at_hand(words)).add(self._at_hand(meaning)).to_dict()
            answer = client.msearch(searches=both, index=self._indexes.read)
            of_words, of_meaning = answer["responses"]
            if "error" in of_words:  # As it would be raised if the words had been asked alone.
                status = of_words["status"]
                fault = HTTP_EXCEPTIONS.get(status, ApiError)
                raise fault(_reason(of_words["error"]), replace(answer.meta, status=status), of_words)
            return of_words, of_meaning

        with self._indexes.trusted():
            try:
                with reading_answer():
                    answers = self._connection.read(ask)
            except SearchUnavailable as unavailable:
                if unavailable.reason == "busy" and not isinstance(unavailable, OfTheSearch):
                    self._meaning.failed()
                raise
        self._meaning.succeeded()
        return answers

    def keys(self, query: SearchQuery) -> Iterator[str]:
        """Gives the keys of all that a search finds, in its order; raises SearchUnavailable at once, or while it is read."""
        return _shorter_if_need_be(query, lambda asked: _where_it_is_now(lambda: self._begin(asked)))

    def _begin(self, query: SearchQuery) -> Iterator[str]:
        with self._indexes.trusted(), reading_answer():
            state = self._connection.read(
                lambda client: client.open_point_in_time(
                    index=self._indexes.read, keep_alive=KEEP_ALIVE, preference=self._connection.preference()
                )["id"]
            )
            first = self._connection.read(lambda client: _next_keys(client, query, state))
        return self._keys(query, state, first)

    def _keys(self, query: SearchQuery, state: str, hits: list[dict[str, Any]]) -> Iterator[str]:
        try:
            while hits:
                yield from [hit["_id"] for hit in hits]
                if len(hits) < _KEYS:
                    break
                # Somebody is reading already, who had rather wait than begin again.
                with reading_answer(), self._connection.asking():
                    hits = _next_keys(self._connection.rebuilding, query, state, hits[-1]["sort"])
        finally:
            with suppress(ApiError, TransportError):
                self._connection.reading.close_point_in_time(id=state)

    def apply(self, changes: Iterable[Change]) -> int:
        """Writes in one request and makes it visible; gives the number of changes; raises SearchUnavailable.

        Goes on during a rebuild, whose index gets the changes too. What was written before it raised may be written
        again: an older version never replaces a newer one.
        """
        changes = list(changes)
        last = {change.key if isinstance(change, Remove) else change.document.key: change for change in changes}
        if not last:
            return 0
        _where_it_is_now(lambda: self._write(last))
        return len(changes)

    def _write(self, last: dict[str, Change]) -> None:
        # Documents first: what is wrong with them is not a fault of the index.
        operations = _operations(self._indexes.write, last)
        state = self._indexes.require_writable()
        if state.filling:
            operations += _operations(self._indexes.next, last)
        with self._connection.asking():
            answer = self._connection.writing.bulk(operations=operations, refresh=True, require_alias=True)
        with reading_answer():
            for item in answer["items"]:
                ((_, result),) = item.items()
                self._judge(result)

    def _judge(self, result: dict[str, Any]) -> None:
        """Raises SearchUnavailable where a change has to wait; says what the index will never take."""
        error = result.get("error")
        if not error or result["status"] == _STALE:
            return
        if result["status"] == 400:
            logger.error("The index refuses %s: %s", result["_id"], _reason(error))
        elif not (
            result["status"] == _GONE and result["_index"] == self._indexes.next
        ):  # The rebuild has ended since.
            raise SearchUnavailable("missing" if result["status"] == _GONE else "busy", _reason(error))

    def rebuild(self, documents: Iterable[SearchDocument]) -> Iterator[int]:
        """Writes a new index beside the old one, yielding the number written so far, and swaps at the end.

        `documents` have one key each, and must be read lazily: what changes before the first of them is read is not
        written twice. A rebuild that is not run to its end leaves the old index in use; another that begins meanwhile
        ends this one.
        """
        name = self._indexes.create()
        try:
            written: set[str] = set()
            refused: dict[str, str] = {}
            with self._connection.asking():
                for taken, item in self._fill(name, documents):
                    ((_, result),) = item.items()
                    if not taken and result["status"] == _GONE:
                        raise SearchUnavailable("busy", "another rebuild has begun since")
                    if not taken and result["status"] != _STALE:
                        refused[result["_id"]] = _reason(result.get("error"))
                    written.add(result["_id"])
                    if len(written) % _REPORT_EVERY == 0:
                        yield len(written)
            yield len(written)
            self._guard(name, written, refused)
            self._indexes.swap(name, self._indexes.state(patient=True).current, len(written))
        finally:
            self._clean_up(name)

    def _fill(self, name: str, documents: Iterable[SearchDocument]) -> Iterable[tuple[bool, dict[str, Any]]]:
        return streaming_bulk(
            self._connection.rebuilding,
            # Not over what changes have written under the same version: a removal, or what was read later.
            (_indexing(self._indexes.fill(name), document, "external") for document in documents),
            chunk_size=_CHUNK,
            max_chunk_bytes=_CHUNK_BYTES,
            raise_on_error=False,
            max_retries=8,
            initial_backoff=0.5,
            max_backoff=30,
            require_alias=True,
        )

    def _guard(self, name: str, written: set[str], refused: Mapping[str, str]) -> None:
        """Raises SearchUnavailable where the new index lacks more than a little of what was read; `refused` says why.

        Keys are compared: notes that were added meanwhile would make up for lost ones in a count. What was removed
        meanwhile has left its key.
        """
        self._indexes.refresh(name)
        missing = sorted(written.difference(hit["_id"] for hit in self._scan(name, {"match_all": {}})))
        lines = [f"{key}: {refused.get(key, 'taken, but not found')}" for key in missing]
        if len(missing) > len(written) * _TOLERANCE:
            told = "; ".join(lines[:_NAMED])
            raise SearchUnavailable(
                "corrupt", f"{len(missing)} of {len(written)} notes are not in the new index: {told}"
            )
        for line in lines:
            logger.error("The new index lacks %s", line)

    def _clean_up(self, name: str) -> None:
        """Leaves the index in use alone, and the one that another rebuild fills."""
        with suppress(SearchUnavailable, ApiError, TransportError):
            state = self._indexes.state(patient=True)
            others = {state.filling} - {name}
            self._indexes.discard(set(state.names) - {state.current} - others)

    def versions(self) -> Iterator[tuple[str, int]]:
        """Key and version of every document, for comparison with the public records."""
        self._indexes.require()
        for hit in self._scan(self._indexes.read, NOTES):
            yield hit["_id"], hit["_version"]

    def _scan(self, index: str, query: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Yields key and version of all that a query finds in an index, in no order; raises SearchUnavailable."""
        try:
            with reading_answer(), self._connection.asking():
                yield from scan(
                    self._connection.rebuilding,
                    index=index,
                    query={"query": query, "version": True, "_source": False},
                    size=2_000,
                    preference=self._connection.preference(),
                )
        except ScanError as error:
            raise SearchUnavailable("busy", str(error)) from error

    def state(self) -> str:
        """Never raises; one request."""
        try:
            self._indexes.require_writable()
        except SearchUnavailable as unavailable:
            return unavailable.reason
        return "ready"

    def status(self) -> EngineStatus:
        """Never raises."""
        state, detail, documents, with_vectors, name = "ready", "", 0, 0, ""
        try:
            name = self._indexes.require_writable().current
            documents = self._indexes.count(name)
            with_vectors = self._indexes.count(name, WITH_VECTORS)
        except SearchUnavailable as unavailable:
            state, detail = unavailable.reason, unavailable.detail
        location = f"{self._settings.location} {name}".strip()
        return EngineStatus("elasticsearch", state, location, documents, with_vectors, detail)


def _where_it_is_now(ask: Callable[[], Answer]) -> Answer:
    """Asks once more where the index was gone: a rebuild may have removed it under a request that had begun on it."""
    try:
        return ask()
    except SearchUnavailable as unavailable:
        if unavailable.reason != "missing":
            raise
        try:
            return ask()
        except SearchUnavailable:
            raise unavailable from None


def _shorter_if_need_be(query: SearchQuery, ask: Callable[[SearchQuery], Answer]) -> Answer:
    """Asks once more without synonyms where a search has more clauses than a node takes."""
    try:
        return ask(query)
    except TooManyClauses:
        shorter = replace(query, synonyms=None)
        if read(shorter) == read(query):
            raise
        logger.warning("A search is asked without synonyms: with them it has more clauses than a node takes.")
        return ask(shorter)


def _is_known(meaning: Meaning) -> bool:
    """Says whether the index can have vectors like this one; without length it points nowhere."""
    return len(meaning.vector) == DIMENSIONS and any(meaning.vector)


def _meant(answer: dict[str, Any]) -> tuple[Hit, ...]:
    """Gives the notes of a meaning; none where that failed, which takes nothing from what words have found."""
    try:
        with reading_answer():
            if "error" in answer:
                raise SearchUnavailable("busy", _reason(answer["error"]))
            return read_nearest(answer)
    except SearchUnavailable as unavailable:
        logger.warning("Nothing is found by meaning: %s", unavailable)
        return ()


def _indexing(alias: str, document: SearchDocument, version_type: str = "external_gte") -> dict[str, Any]:
    """Gives the action that writes a document, unless the index has a newer version of it.

    The same version is written again: a name of its city may have changed, which is no change of the note.
    """
    return {
        "_op_type": "index",
        "_index": alias,
        "_id": document.key,
        "version": document.version,
        "version_type": version_type,
        "_source": build_source(document),
    }


def _removing(alias: str, change: Remove) -> dict[str, Any]:
    """Gives the action that writes over a note that it is removed, unless the index has a newer version of it."""
    return {
        "_op_type": "index",
        "_index": alias,
        "_id": change.key,
        "version": change.version,
        "version_type": "external_gte",
        "_source": {"removed": change.key},
    }


def _next_keys(
    client: Elasticsearch, query: SearchQuery, state: str, after: list[Any] | None = None
) -> list[dict[str, Any]]:
    answer = client.search(
        **build_keys(query, state, _KEYS, after),
        search_type="dfs_query_then_fetch",
        allow_partial_search_results=False,
    )
    return list(answer["hits"]["hits"])


def _operations(alias: str, changes: dict[str, Change]) -> list[dict[str, Any]]:
    """Gives the lines of a bulk request."""
    lines: list[dict[str, Any]] = []
    for change in changes.values():
        action = _removing(alias, change) if isinstance(change, Remove) else _indexing(alias, change.document)
        source = action.pop("_source")
        lines += [{action.pop("_op_type"): action}, source]
    return lines


def _reason(error: Any) -> str:
    return f"{error.get('type')}: {error.get('reason')}" if isinstance(error, dict) else str(error)
