"""How every engine takes changes and rebuilds; many at a time."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import pytest

from search.engine import Engine, Remove, SearchDocument, Upsert
from tests.contract.notes import Fill, counts, found, keys, note, search


class TestWriting:
    def test_changes_are_found_at_once(self, engine: Engine) -> None:
        assert engine.apply([Upsert(note("a", "water")), Upsert(note("b", "road"))]) == 2
        assert found(engine, "water") == {"a"}
        assert engine.apply([Upsert(note("a", "river", version=2)), Remove("b", 1)]) == 2
        assert (found(engine, "water"), found(engine, "river"), found(engine, "road")) == (set(), {"a"}, set())
        assert [(hit.key, hit.version) for hit in search(engine).hits] == [("a", 2)]
        assert list(engine.versions()) == [("a", 2)]

    def test_changes_of_one_note_count_in_their_order(self, engine: Engine) -> None:
        engine.apply(
            [Upsert(note("a", "one")), Remove("a", 1), Upsert(note("a", "two")), Upsert(note("b")), Remove("b", 1)]
        )
        assert (keys(engine), found(engine, "two")) == (["a"], {"a"})

    def test_removing_what_is_not_there_and_changing_nothing_are_no_errors(self, fill: Fill) -> None:
        engine = fill([note("a", theme="t")])
        assert engine.apply([Remove("nobody", 1)]) == 1
        assert engine.apply([]) == 0
        assert counts(search(engine), "theme") == {"t": 1}

    def test_facets_forget_what_is_removed(self, fill: Fill) -> None:
        engine = fill([note("a", theme="t"), note("b", theme="u")])
        engine.apply([Remove("a", 1)])
        assert counts(search(engine), "theme") == {"u": 1}

    def test_a_rebuild_replaces_everything(self, fill: Fill) -> None:
        engine = fill([note("a")])
        assert list(engine.rebuild(note(f"n{number:04}") for number in range(2_500)))[-1] == 2_500
        assert search(engine).total == 2_500
        assert sorted(key for key, _ in engine.versions()) == [f"n{number:04}" for number in range(2_500)]

    def test_changes_during_a_rebuild_are_in_the_new_index(self, fill: Fill) -> None:
        engine = fill([note("old")])

        def documents() -> Iterable[SearchDocument]:
            yield note("kept")
            yield note("removed")
            yield note("changed", "before")
            engine.apply([Upsert(note("new")), Remove("removed", 1), Upsert(note("changed", "after", version=2))])
            # Found at once, in the index that is still in use.
            assert found(engine) == {"old", "new", "changed"}

        list(engine.rebuild(documents()))
        assert found(engine) == {"kept", "new", "changed"}
        assert found(engine, "after") == {"changed"}

    def test_a_rebuild_that_fails_or_stops_changes_nothing(self, fill: Fill) -> None:
        engine = fill([note("a")])

        def failing() -> Iterable[SearchDocument]:
            yield note("b")
            raise RuntimeError("the database went away")

        with pytest.raises(RuntimeError):
            list(engine.rebuild(failing()))
        stopped = engine.rebuild(note(str(number)) for number in range(5_000))
        next(stopped)
        stopped.close()
        assert keys(engine) == ["a"]
        assert engine.status().state == "ready"
        list(engine.rebuild([note("c")]))
        assert keys(engine) == ["c"]

    def test_status_tells_how_many_notes_there_are(self, fill: Fill) -> None:
        status = fill([note("a"), note("b")]).status()
        assert (status.state, status.documents) == ("ready", 2)


def test_threads_share_an_engine(fill: Fill) -> None:
    engine = fill(note(str(number), "water बस्तियों ciudades " * 20, published=number) for number in range(50))
    expected = search(engine, "water बस्तियों -road")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: search(engine, "water बस्तियों -road"), range(200)))
    assert expected.total == 50
    assert all(answer == expected for answer in answers)
