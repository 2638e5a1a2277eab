"""Words and meaning in one search: on every engine neither changes the other; Elasticsearch is asked once."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from search.elastic.connection import Settings
from search.elastic.engine import ElasticEngine
from search.engine import Meaning, Results, SearchQuery, SearchUnavailable
from search.fields import DIMENSIONS
from search.synonyms import read_synonyms
from tests.contract.notes import Fill, note
from tests.extras import semantic

A = (1.0, *[0.0] * (DIMENSIONS - 1))
B = (0.0, 1.0, *[0.0] * (DIMENSIONS - 2))
MEANING = Meaning(A, 10, 0.3)


def test_what_words_find_is_the_same_with_a_meaning_beside_them(fill: Fill) -> None:
    semantic("numpy")
    engine = fill(
        [
            note("both", "water kiosks", vectors=(A,), theme="water"),
            note("words", "water", vectors=(B,), theme="water"),
            note("meant", "thirst", vectors=(A,), theme="land"),
        ]
    )
    query = SearchQuery("water", facets=("theme",))
    alone, together = engine.search(query), engine.search(query, MEANING)
    assert {hit.key for hit in alone.hits} == {"both", "words"}
    assert alone.meant == ()
    assert {hit.key for hit in together.meant} == {"both", "meant"}
    assert replace(together, meant=()) == alone
    # Notes are found by meaning where words find none, on whatever page.
    assert len(engine.search(replace(query, text="zeppelin", page=7), MEANING).meant) == 2


class Server(ThreadingHTTPServer):
    """Answers as Elasticsearch might; keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, list[dict[str, Any]]]] = []
        self.of_words: dict[str, Any] = answer("a")
        self.of_meaning: dict[str, Any] = answer("b")
        self.delay = 0.0
        #: A word whose clauses are too many, and what Elasticsearch calls that.
        self.too_many, self.kind = "", ""


def refusal(kind: str) -> dict[str, Any]:
    """What Elasticsearch 8.19 answers to a search of too many clauses."""
    shard = {"type": "query_shard_exception", "reason": "failed", "caused_by": {"type": kind, "reason": "limit"}}
    error = {"type": "search_phase_execution_exception", "reason": "all shards failed", "root_cause": []}
    return {"error": error | {"failed_shards": [{"shard": 0, "reason": shard}]}, "status": 400}


def answer(key: str) -> dict[str, Any]:
    return {"hits": {"total": {"value": 1}, "hits": [{"_id": key, "_version": 1, "_score": 0.75}]}}


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        is_too_long = bool(self.server.too_many) and self.server.too_many in body
        path = self.path.partition("?")[0]
        self.server.asked.append((path, [json.loads(line) for line in body.splitlines()]))
        found = refusal(self.server.kind) if is_too_long else self.server.of_words
        if path.endswith("_msearch"):
            time.sleep(self.server.delay)
            found = {"responses": [found, self.server.of_meaning]}
        self.send_response(found.get("status", 200))
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Type", "application/vnd.elasticsearch+json;compatible-with=8")
        with suppress(ConnectionError):  # Who asked has not waited.
            self.end_headers()
            self.wfile.write(json.dumps(found).encode())

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.01,))
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def engine_of(server: Server, timeout: float) -> ElasticEngine:
    """Makes an engine that believes in its index."""
    made = ElasticEngine(Settings((f"http://127.0.0.1:{server.server_port}",), timeout=timeout))
    made._indexes._trusted_until = time.monotonic() + 60
    return made


@pytest.fixture
def asking(server: Server) -> ElasticEngine:
    """An engine with time enough, however busy the machine is."""
    return engine_of(server, timeout=5.0)


def shown(results: Results) -> tuple[list[str], list[str]]:
    return [hit.key for hit in results.hits], [hit.key for hit in results.meant]


class TestElasticsearch:
    """Needs no server: the requests are what is tested, and what is made of the answers."""

    def test_words_and_meaning_are_one_request(self, server: Server, asking: ElasticEngine) -> None:
        query = SearchQuery("water -bus", filters={"theme": ("land",)})
        found = asking.search(query, MEANING)
        assert shown(found) == (["a"], ["b"])
        assert found.meant[0].score == 0.5
        ((path, (words_head, words, meaning_head, meaning)),) = server.asked
        assert path == "/practices-read/_msearch"
        assert words_head["search_type"] == "dfs_query_then_fetch"
        assert words_head["allow_partial_search_results"] is meaning_head["allow_partial_search_results"] is False
        assert {"query", "aggs", "post_filter"} <= words.keys()
        assert (meaning["knn"]["query_vector"], meaning["knn"]["k"]) == (list(A), 10)
        narrowed = json.dumps(meaning["knn"]["filter"])
        assert '"facets.theme": ["land"]' in narrowed
        assert '"audience": ["public"]' in narrowed
        assert "bus" in narrowed
        assert "water" not in narrowed

    def test_without_a_meaning_and_with_one_of_another_size_words_are_asked_alone(
        self, server: Server, asking: ElasticEngine
    ) -> None:
        for meaning in (None, Meaning((1.0, 0.0), 10, 0.3), Meaning((0.0,) * DIMENSIONS, 10, 0.3)):
            assert shown(asking.search(SearchQuery("water"), meaning)) == (["a"], [])
        assert {path for path, _body in server.asked} == {"/practices-read/_search"}

    @pytest.mark.parametrize("ill", [{"error": {"type": "no", "reason": "shards"}, "status": 503}, {"hits": 3}, {}])
    def test_a_meaning_that_fails_leaves_the_words(
        self, server: Server, asking: ElasticEngine, ill: dict[str, Any], caplog: pytest.LogCaptureFixture
    ) -> None:
        server.of_meaning = ill
        with caplog.at_level(logging.WARNING, logger="search"):
            assert shown(asking.search(SearchQuery("water"), MEANING)) == (["a"], [])
        assert "Nothing is found by meaning" in caplog.text
        server.of_meaning = answer("b")
        assert shown(asking.search(SearchQuery("water"), MEANING)) == (["a"], ["b"])

    @pytest.mark.parametrize(("status", "reason"), [(404, "missing"), (503, "busy")])
    def test_words_that_fail_are_a_search_that_fails(
        self, server: Server, asking: ElasticEngine, status: int, reason: str
    ) -> None:
        server.of_words = {"error": {"type": "no", "reason": "no"}, "status": status}
        with pytest.raises(SearchUnavailable) as unavailable:
            asking.search(SearchQuery("water"), MEANING)
        assert unavailable.value.reason == reason
        assert asking._indexes._trusted_until == 0.0

    def test_a_meaning_that_takes_too_long_takes_one_search_with_it_and_not_the_next(self, server: Server) -> None:
        server.delay = 0.5
        asking = engine_of(server, timeout=0.2)
        with pytest.raises(SearchUnavailable):
            asking.search(SearchQuery("water"), MEANING)
        asking._indexes._trusted_until = time.monotonic() + 60
        for _ in range(3):
            assert shown(asking.search(SearchQuery("water"), MEANING)) == (["a"], [])
        assert [path.rpartition("/")[2] for path, _body in server.asked] == ["_msearch", *["_search"] * 3]

    @pytest.mark.parametrize("kind", ["too_many_clauses", "too_many_nested_clauses"])
    def test_a_search_of_too_many_clauses_is_asked_once_more_without_synonyms(
        self, server: Server, asking: ElasticEngine, kind: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        server.too_many, server.kind = "favela", kind
        query = SearchQuery("slum", synonyms=read_synonyms(("slum, favela",), "en"))
        assert shown(asking.search(query)) == (["a"], [])
        found = asking.search(query, MEANING)
        assert shown(found) == (["a"], ["b"])
        assert found.without_synonyms
        assert [path.rpartition("/")[2] for path, _body in server.asked] == ["_search"] * 2 + ["_msearch"] * 2
        assert "without synonyms" in caplog.text

    def test_a_search_that_is_too_long_by_itself_is_refused_and_closes_the_way_to_none(
        self, server: Server, asking: ElasticEngine
    ) -> None:
        server.too_many, server.kind = "slum", "too_many_clauses"
        query = SearchQuery("slum", synonyms=read_synonyms(("slum, favela",), "en"))
        for _ in range(3):
            with pytest.raises(SearchUnavailable):
                asking.search(query, MEANING)
        assert shown(asking.search(SearchQuery("water"), MEANING)) == (["a"], ["b"])
        assert len(server.asked) == 7
