"""What Elasticsearch adds to the contract: its indexes and aliases, rebuilds beside writes, versions, and its faults."""

from __future__ import annotations

import json
import random
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import count, product

import pytest

from search.elastic import mapping
from search.elastic.connection import Settings
from search.elastic.engine import ElasticEngine
from search.engine import Remove, SearchDocument, SearchQuery, SearchUnavailable, Upsert
from search.synonyms import read_synonyms
from tests.contract.conftest import remove_indexes
from tests.contract.notes import found, keys, note, search
from tests.contract.test_embedded import reason
from tests.contract.test_one_request import A


@pytest.fixture
def here(cluster: Settings) -> Iterator[Settings]:
    """A prefix of the test's own."""
    own = replace(cluster, prefix=f"contract-{uuid.uuid4().hex[:12]}")
    yield own
    remove_indexes(own)


@pytest.fixture
def filled(here: Settings) -> ElasticEngine:
    """An engine whose index has one note."""
    made = ElasticEngine(here)
    list(made.rebuild([note("a", "water")]))
    return made


def indexes(engine: ElasticEngine) -> list[str]:
    return list(engine._indexes.state().names)


def everything(engine: ElasticEngine) -> list[str]:
    """Whatever there is under the prefix, be it of a name that no index has."""
    return list(engine._connection.reading.indices.get(index=f"{engine._settings.prefix}*"))


def gone_at(why: str, *turns: int, work: Callable[..., object] = str) -> Callable[..., object]:
    """Gives `work` that fails at some of its turns."""
    turn = count()

    def sometimes(*given: object) -> object:
        if next(turn) in turns:
            raise SearchUnavailable(why)
        return work(*given)

    return sometimes


class TestIndexes:
    def test_an_index_that_a_rebuild_removes_under_a_search_or_a_change_is_not_noticed(
        self, filled: ElasticEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert keys(filled) == ["a"]  # From now on it believes that it knows the index.
        for ask in (lambda: keys(filled), lambda: list(filled.keys(SearchQuery())), lambda: keys(filled, "water")):
            with monkeypatch.context() as patch:
                patch.setattr(filled._connection, "read", gone_at("missing", 0, work=filled._connection.read))
                assert ask() == ["a"]
        with monkeypatch.context() as patch:
            patch.setattr(filled, "_judge", gone_at("missing", 0, work=filled._judge))
            assert filled.apply([Remove("a", 1)]) == 1
        assert keys(filled) == []

    def test_without_an_index_it_says_so_and_a_late_write_makes_none(self, here: Settings) -> None:
        engine = ElasticEngine(here)
        assert reason(lambda: search(engine)) == "missing"
        assert reason(lambda: engine.apply([Upsert(note("a"))])) == "missing"
        assert reason(lambda: list(engine.versions())) == "missing"
        assert engine.status().state == "missing"
        assert indexes(engine) == []

    def test_an_index_removed_while_in_use(self, filled: ElasticEngine) -> None:
        assert found(filled, "water") == {"a"}
        filled._indexes.discard(set(indexes(filled)))
        assert reason(lambda: search(filled)) == "missing"
        assert reason(lambda: filled.apply([Remove("a", 1)])) == "missing"
        list(filled.rebuild([note("b")]))
        assert keys(filled) == ["b"]

    def test_an_index_of_another_mapping_is_outdated(
        self, here: Settings, filled: ElasticEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("search.elastic.index.MAPPING_HASH", "another")
        engine = ElasticEngine(here)
        assert reason(lambda: search(engine)) == "outdated"
        assert reason(lambda: engine.apply([Remove("a", 1)])) == "outdated"
        assert engine.status().state == "outdated"
        monkeypatch.setattr(mapping, "MAPPING_HASH", "another")
        list(engine.rebuild([note("b")]))
        assert engine.status().state == "ready"

    def test_an_index_that_no_change_can_reach_is_told_and_still_searched(
        self, here: Settings, filled: ElasticEngine
    ) -> None:
        client, (name,) = filled._connection.reading, indexes(filled)
        client.indices.delete_alias(index=name, name=filled._indexes.write)
        assert keys(filled) == keys(ElasticEngine(here)) == ["a"]
        assert reason(lambda: filled.apply([Remove("a", 1)])) == "missing"
        assert filled.status().state == "missing"
        list(filled.rebuild([note("b")]))
        assert (filled.status().state, keys(filled)) == ("ready", ["b"])

    def test_one_index_is_left_with_both_aliases(self, filled: ElasticEngine) -> None:
        list(filled.rebuild([note("b")]))
        (name,) = indexes(filled)
        aliases = filled._connection.reading.indices.get_alias(index=name)[name]["aliases"]
        assert set(aliases) == {filled._indexes.read, filled._indexes.write}

    def test_what_a_killed_rebuild_left_is_removed_by_the_next(self, filled: ElasticEngine) -> None:
        filled._indexes.create()
        filled._indexes.create()
        assert len(indexes(filled)) == 2  # The first was taken away by the second.
        assert keys(filled) == ["a"]
        filled.apply([Upsert(note("b", published=-1))])
        assert keys(filled) == ["a", "b"]
        list(filled.rebuild([note("c")]))
        assert keys(filled) == ["c"]
        assert len(indexes(filled)) == 1

    def test_of_two_rebuilds_the_later_one_wins(self, here: Settings, filled: ElasticEngine) -> None:
        first = filled.rebuild(note(str(number)) for number in range(3_000))
        next(first)
        list(ElasticEngine(here).rebuild([note("later")]))
        with pytest.raises(SearchUnavailable, match="another rebuild has begun"):
            list(first)
        assert keys(filled) == ["later"]
        assert len(indexes(filled)) == 1

    def test_a_rebuild_that_loses_notes_is_refused_and_says_which(self, filled: ElasticEngine) -> None:
        broken = replace(note("broken"), published=10**30)
        with pytest.raises(SearchUnavailable, match=r"1 of 3 notes are not in the new index: broken: "):
            list(filled.rebuild([note("b"), broken, note("c")]))
        assert keys(filled) == ["a"]
        assert len(indexes(filled)) == 1

    def test_notes_that_are_added_meanwhile_do_not_hide_what_a_rebuild_has_lost(
        self, filled: ElasticEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        refresh = filled._indexes.refresh

        def lose(name: str) -> None:
            filled._connection.reading.delete(index=name, id="c")
            filled.apply([Upsert(note("new")), Upsert(note("newer"))])
            refresh(name)

        with monkeypatch.context() as patch:
            patch.setattr(filled._indexes, "refresh", lose)
            with pytest.raises(
                SearchUnavailable, match="1 of 2 notes are not in the new index: c: taken, but not found"
            ):
                list(filled.rebuild([note("b"), note("c")]))
        assert keys(filled) == ["a", "new", "newer"]

    def test_a_rebuild_may_lack_one_note_in_a_hundred(
        self, filled: ElasticEngine, caplog: pytest.LogCaptureFixture
    ) -> None:
        broken = replace(note("broken"), published=10**30)
        list(filled.rebuild([broken, *(note(str(number)) for number in range(100))]))
        assert search(filled).total == 100
        assert "broken" in caplog.text

    def test_a_rebuild_waits_longer_than_a_reader(self, here: Settings, filled: ElasticEngine) -> None:
        hasty = ElasticEngine(here)
        hasty._connection.read = gone_at("busy", *range(1_000))
        assert reason(lambda: search(hasty)) == "busy"
        assert list(hasty.rebuild([note("b")]))[-1] == 1
        assert keys(filled) == ["b"]
        assert len(indexes(filled)) == 1

    def test_a_swap_that_does_not_answer_is_taken_back(
        self, filled: ElasticEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def silent(patient: bool) -> None:
            raise SearchUnavailable("busy")

        with monkeypatch.context() as patch:
            patch.setattr(filled._indexes, "require", silent)
            assert reason(lambda: list(filled.rebuild([note("b")]))) == "busy"
        assert keys(filled) == ["a"]
        assert len(indexes(filled)) == 1


class TestWrites:
    def test_an_older_version_never_replaces_a_newer_one(self, filled: ElasticEngine) -> None:
        filled.apply([Upsert(note("a", "river", version=5))])
        assert filled.apply([Upsert(note("a", "water", version=4))]) == 1
        assert found(filled, "river") == {"a"}
        filled.apply([Upsert(note("a", "lake", version=5))])  # What is read anew under the same version is newer.
        assert found(filled, "lake") == {"a"}

    def test_a_late_write_does_not_bring_back_what_was_removed_since(self, filled: ElasticEngine) -> None:
        filled.apply([Remove("a", version=5)])
        filled.apply([Upsert(note("a", version=4))])
        assert keys(filled) == []
        filled.apply([Upsert(note("a", version=6))])
        assert filled.apply([Remove("a", version=5)]) == 1
        assert keys(filled) == ["a"]

    def test_a_removal_that_comes_after_the_end_of_a_rebuild_stands_in_the_way_of_no_other(
        self, filled: ElasticEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        filled._indexes.create()
        begun = filled._indexes.state()
        list(filled.rebuild([note("a"), note("b")]))
        with monkeypatch.context() as patch:
            patch.setattr(filled._indexes, "require_writable", lambda: begun)  # As asked a moment before the end.
            filled.apply([Remove("a", 1)])
        assert keys(filled) == ["b"]
        assert everything(filled) == indexes(filled)
        list(filled.rebuild([note("c")]))
        assert keys(filled) == ["c"]

    def test_a_removal_makes_no_index_where_all_were_wiped(
        self, filled: ElasticEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = filled._indexes.state()
        filled._indexes.discard(set(indexes(filled)))
        with monkeypatch.context() as patch:
            patch.setattr(filled._indexes, "require_writable", lambda: before)
            assert reason(lambda: filled.apply([Remove("a", 1)])) == "missing"
        assert everything(filled) == []

    def test_what_was_removed_is_neither_found_nor_counted(self, filled: ElasticEngine) -> None:
        filled.apply([Upsert(note("b", "river", vectors=(A,))), Remove("a", 1), Remove("never", 1)])
        assert (keys(filled), list(filled.keys(SearchQuery())), list(filled.versions())) == (["b"], ["b"], [("b", 1)])
        assert found(filled, "-river") == found(filled, "river", audience=()) == set()
        assert (filled.status().documents, filled.status().with_vectors) == (1, 1)

    def test_changes_shuffled_and_repeated_end_as_the_last_one_says(self, here: Settings) -> None:
        chooser = random.Random(7)
        engine = ElasticEngine(here)
        list(engine.rebuild([]))
        newest = {f"n{number}": chooser.randint(2, 9) for number in range(50)}
        events = [Upsert(note(key, f"v{v}", version=v)) for key, last in newest.items() for v in range(1, last + 1)]
        events = chooser.choices(events, k=1_000 - len(events)) + events
        chooser.shuffle(events)
        for start in range(0, len(events), 50):
            batch = sorted(events[start : start + 50], key=lambda event: event.document.version)
            # As a batch of the outbox, which has one change a note.
            engine.apply({event.document.key: event for event in batch}.values())
        assert dict(engine.versions()) == newest
        assert all(found(engine, f"v{version}") >= {key} for key, version in newest.items())

    def test_a_note_that_the_index_refuses_holds_up_no_other(
        self, filled: ElasticEngine, caplog: pytest.LogCaptureFixture
    ) -> None:
        filled.apply([Upsert(replace(note("broken"), published=10**30)), Upsert(note("b", published=-1))])
        assert keys(filled) == ["a", "b"]
        assert "broken" in caplog.text

    def test_a_note_removed_while_a_rebuild_reads_stays_removed(self, filled: ElasticEngine) -> None:
        def documents() -> Iterable[SearchDocument]:
            yield from (note(key) for key in ("gone", "back", "kept"))
            filled.apply([Remove("gone", 1), Remove("back", 1)])
            filled.apply([Upsert(note("back", "again", version=2))])

        list(filled.rebuild(documents()))
        assert sorted(filled.versions()) == [("back", 2), ("kept", 1)]
        assert found(filled, "again") == {"back"}

    def test_writes_and_searches_go_on_during_rebuilds(self, here: Settings, filled: ElasticEngine) -> None:
        stop = threading.Event()
        written: dict[str, int] = {"a": 1}
        faults: list[BaseException] = []

        def repeat(work) -> None:
            number = 0
            while not stop.is_set():
                number += 1
                try:
                    work(number)
                except SearchUnavailable as error:
                    faults.append(error)
                time.sleep(0.03)

        def write(number: int) -> None:
            key = f"w{number % 40}"
            written[key] = number  # As a change is committed before it is applied.
            filled.apply([Upsert(note(key, "water", version=number))])

        def committed() -> Iterable[SearchDocument]:
            # As a database is read: what was committed when the reading begins.
            yield from [note(key, "water", version=version) for key, version in list(written.items())]

        threads = [
            threading.Thread(target=repeat, args=(work,)) for work in (write, lambda _: search(filled, "water"))
        ]
        for thread in threads:
            thread.start()
        builder = ElasticEngine(here)
        for _ in range(3):
            list(builder.rebuild(committed()))
        stop.set()
        for thread in threads:
            thread.join()
        assert faults == []
        assert dict(filled.versions()) == written


def test_with_more_synonyms_than_a_node_takes_a_search_finds_what_it_finds_without(
    filled: ElasticEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.synonyms.MAX_ALTERNATIVES", 2_000)
    others = [f"{letters}stone" for letters in map("".join, product("abcdefghijkl", repeat=3))]
    lists = "\n".join(f"water, {', '.join(others[start : start + 35])}" for start in range(0, 1_728, 35))
    query = SearchQuery("water", synonyms=read_synonyms((lists,), "en"))
    assert [hit.key for hit in filled.search(query).hits] == list(filled.keys(query)) == ["a"]


@contextmanager
def listening(answer: bytes, status: int = 200, delay: float = 0.0) -> Iterator[Settings]:
    """Something on a port that is no Elasticsearch, or an ill one."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            time.sleep(delay)
            self.send_response(status)
            self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Type", "application/vnd.elasticsearch+json;compatible-with=8")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_POST = do_PUT = do_GET  # noqa: N815 (http.server's names)

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield Settings((f"http://127.0.0.1:{server.server_port}",), timeout=0.3)
        finally:
            server.shutdown()
            thread.join()


class TestFaults:
    """Need no Elasticsearch: it is the fault."""

    def test_nobody_listens(self) -> None:
        engine = ElasticEngine(Settings(("http://127.0.0.1:1",)))
        assert reason(lambda: search(engine)) == "busy"
        assert reason(lambda: engine.apply([Remove("a", 1)])) == "busy"
        assert reason(lambda: list(engine.rebuild([]))) == "busy"
        assert engine.status().state == "busy"

    @pytest.mark.parametrize(
        ("answer", "status"),
        [
            (b"<html>", 200),
            (b"", 200),
            (b"[]", 200),
            (b"null", 200),
            (b'{"x-1": 3}', 200),
            (b'{"practices-00000000000000": {"aliases": 3}}', 200),
            (b'{"error": "no"}', 503),
            (b"{}", 403),
            (b"garbage", 500),
        ],
    )
    def test_an_answer_that_makes_no_sense(self, answer: bytes, status: int) -> None:
        with listening(answer, status) as settings:
            engine = ElasticEngine(settings)
            assert reason(lambda: search(engine)) in ("busy", "missing")
            assert reason(lambda: engine.apply([Remove("a", 1)])) in ("busy", "missing")
            assert engine.status().state in ("busy", "missing")
            engine._indexes._trusted_until = time.monotonic() + 60
            assert reason(lambda: search(engine)) == "busy"

    def test_who_is_silent_is_not_asked_after_the_second_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with listening(json.dumps({}).encode(), delay=1.0) as settings:
            engine = ElasticEngine(settings)
            started = time.monotonic()
            assert [reason(lambda: search(engine)) for _ in range(2)] == ["busy", "busy"]
            assert time.monotonic() - started < 1.5
            transport = engine._connection.reading.transport
            monkeypatch.setattr(transport, "perform_request", lambda *request, **options: pytest.fail("it was asked"))
            for _ in range(20):
                assert reason(lambda: search(engine)) == "busy"

    def test_what_signs_in_is_not_told(self) -> None:
        engine = ElasticEngine(Settings(("http://127.0.0.1:1",), user="u", password="secret-of-tests"))
        assert "secret" not in repr(engine.status())
