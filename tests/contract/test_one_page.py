"""A page that asks the cluster several times: all of it has the time of one search. A small server plays the cluster."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from threading import Event, Thread

import pytest
from django.test import Client

from search import engines
from search.deadline import shared_deadline
from search.elastic.connection import Settings
from search.elastic.engine import ElasticEngine
from search.engine import Results, SearchQuery
from tests.contract.test_elastic import reason
from tests.contract.test_elastic_connection import INDEX, Cluster

#: How long a search may take, as the settings say by default, and how long one takes where the cluster is slow.
SECONDS, SLOW = 1.5, 0.9
EMPTY = {"hits": {"total": {"value": 0}, "hits": []}}


class Slow(ThreadingHTTPServer):
    """Answers each search with `found`, after so many seconds; keeps what it was asked, and when it began to be slow."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.ended = Event()
        self.delay = 0.0
        self.found: dict = EMPTY

    def handle_error(self, *args: object) -> None:
        """Who asked does not wait for a late answer."""


class Handler(Cluster):
    server: Slow

    def do_GET(self) -> None:  # noqa: N802 (http.server's name)
        self.server.asked.append(self.path.partition("?")[0].rpartition("/")[2])
        self.server.ended.wait(self.server.delay)
        is_state = self.path.startswith("/practices-*")
        self.answer(200, INDEX if is_state else self.server.found | {"count": 3})

    do_POST = do_GET  # noqa: N815 (http.server's name)


@pytest.fixture
def server() -> Iterator[Slow]:
    with Slow() as made:
        thread = Thread(target=made.serve_forever, args=(0.02,))
        thread.start()
        yield made
        made.ended.set()
        made.shutdown()
        thread.join()


@pytest.fixture
def engine(server: Slow) -> ElasticEngine:
    """An engine that has been asked before."""
    made = ElasticEngine(Settings((f"http://127.0.0.1:{server.server_port}",), timeout=SECONDS))
    made.search(SearchQuery())
    server.asked.clear()
    return made


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    started = time.monotonic()
    yield
    assert time.monotonic() - started < seconds


@pytest.mark.django_db
def test_a_page_of_several_searches_is_answered_in_time_without_those_for_which_none_is_left(
    server: Slow, client: Client, settings
) -> None:
    settings.ELASTICSEARCH_URL = (f"http://127.0.0.1:{server.server_port}",)
    engines.get_engine.cache_clear()
    address = "/en/search/?type=safety_plan&place=002"
    values = {"type": "safety_plan", "place": "002"}
    server.found = EMPTY | {
        "aggregations": {
            f"counts_{name}": {"doc_count": 2, name: {"buckets": [{"key": value, "doc_count": 2}]}}
            for name, value in values.items()
        }
    }
    # Each of the filters is in the way: what the search finds without one of them is a search of its own.
    assert client.get(address).context["ways_out"] == []
    server.asked.clear()
    server.delay = SLOW
    with at_most(2):
        response = client.get(address)
    assert response.status_code == 200
    assert server.asked == ["_search", "_search"]


def test_searches_that_share_a_time_end_with_it_and_what_comes_later_asks_nobody(
    server: Slow, engine: ElasticEngine
) -> None:
    server.delay = SLOW
    with at_most(2), shared_deadline():
        assert isinstance(engine.search(SearchQuery()), Results)
        assert [reason(lambda: engine.search(SearchQuery())) for _ in range(5)] == ["busy"] * 5
    assert server.asked == ["_search", "_search"]
    # The next page has a time of its own, whatever the time of the last one has left undone.
    with shared_deadline():
        assert isinstance(engine.search(SearchQuery()), Results)


def test_pages_whose_time_ran_out_do_not_close_the_way_to_the_cluster(server: Slow, engine: ElasticEngine) -> None:
    server.delay = SLOW
    for _ in range(3):
        with shared_deadline(0.2):
            assert reason(lambda: engine.search(SearchQuery())) == "busy"
    assert isinstance(engine.search(SearchQuery()), Results)


def test_what_takes_longer_than_a_search_is_not_bound(server: Slow, engine: ElasticEngine) -> None:
    with shared_deadline(0.0):
        assert reason(lambda: engine.search(SearchQuery())) == "busy"
        with engine._connection.asking():
            assert engine._connection.rebuilding.count(index="practices-read")["count"] == 3


def test_whether_the_index_is_still_the_same_is_asked_beside_a_search(server: Slow, engine: ElasticEngine) -> None:
    engine._indexes._trusted_until = time.monotonic()
    server.delay = SLOW
    with shared_deadline():
        assert isinstance(engine.search(SearchQuery()), Results)
    assert sorted(server.asked) == ["_search", "practices-*"]


def test_an_index_of_another_version_is_not_used_once_that_is_known(
    server: Slow, engine: ElasticEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.elastic.index.MAPPING_HASH", "another")
    engine._indexes._trusted_until = time.monotonic()
    engine.search(SearchQuery())
    for thread in threading.enumerate():
        if thread.name == "elasticsearch-index":
            thread.join()
    assert reason(lambda: engine.search(SearchQuery())) == "outdated"


@pytest.mark.django_db
def test_readyz_asks_the_cluster_once_and_does_not_wait_for_a_slow_one(server: Slow, client: Client, settings) -> None:
    settings.ELASTICSEARCH_URL = (f"http://127.0.0.1:{server.server_port}",)
    engines.get_engine.cache_clear()
    assert client.get("/readyz").json()["index"] == "ok"
    assert server.asked == ["practices-*"]
    server.delay = SLOW
    with at_most(SLOW):
        response = client.get("/readyz")
    assert (response.status_code, response.json()["index"]) == (200, "degraded: busy")
