"""Notes found by what they mean: nearest first, under the same filters and audience as words; vectors made on the spot."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from search.engine import Engine, Meaning, Remove, SearchDocument, SearchQuery, Upsert
from search.fields import DIMENSIONS
from tests.contract.notes import Fill, keys, note
from tests.extras import semantic

semantic("numpy")


def vector(**shares: float) -> tuple[float, ...]:
    """Gives a vector of length one: `vector(a=1)` along one axis, `vector(a=1, b=1)` between two."""
    values = [0.0] * DIMENSIONS
    for axis, share in shares.items():
        values[ord(axis) - ord("a")] = share
    length = sum(value * value for value in values) ** 0.5
    return tuple(value / length for value in values)


def near(
    engine: Engine, asked: tuple[float, ...], size: int = 10, at_least: float = 0.3, **values: object
) -> list[str]:
    return [hit.key for hit in engine.search(SearchQuery(**values), Meaning(asked, size, at_least)).meant]


A, B, AB = vector(a=1), vector(b=1), vector(a=1, b=1)


def test_the_nearest_comes_first_and_what_is_too_far_does_not_come(fill: Fill) -> None:
    engine = fill([note("far", vectors=(B,)), note("near", vectors=(vector(a=3, b=1),)), note("next", vectors=(AB,))])
    assert near(engine, A) == ["near", "next"]
    assert near(engine, A, at_least=0.9) == ["near"]
    assert near(engine, A, size=1) == ["near"]


def test_a_note_counts_once_by_its_nearest_passage(fill: Fill) -> None:
    engine = fill([note("many", vectors=(B, AB, A, vector(c=1))), note("one", vectors=(vector(a=2, b=1),))])
    hits = engine.search(SearchQuery(), Meaning(A, 10, 0.3)).meant
    assert [hit.key for hit in hits] == ["many", "one"]
    assert [hit.score for hit in hits] == pytest.approx([1.0, 0.894], abs=0.01)
    assert hits[0].version == 1


def test_how_near_a_note_is_does_not_depend_on_what_was_written_with_it(fill: Fill) -> None:
    far, others = note("far", vectors=(B,)), [note("near", vectors=(vector(a=3, b=1),)), note("next", vectors=(AB,))]
    exact = [("near", pytest.approx(0.9487, abs=0.001)), ("next", pytest.approx(0.7071, abs=0.001))]
    for together, later in (([far, *others], []), ([far], others)):
        engine = fill(together)
        engine.apply([Upsert(document) for document in later])
        assert [(hit.key, hit.score) for hit in engine.search(SearchQuery(), Meaning(A, 10, 0.3)).meant] == exact


def test_filters_and_audience_hold_as_for_words(fill: Fill) -> None:
    engine = fill(
        [
            note("kenya", place="KE", theme="water", vectors=(AB,)),
            note("peru", place="PE", theme="water", vectors=(A,)),
            note("peers", place="KE", vectors=(A,), audience=("peers",)),
        ]
    )
    assert near(engine, A) == ["peru", "kenya"]
    assert near(engine, A, filters={"place": ("KE",)}) == ["kenya"]
    assert near(engine, A, filters={"place": ("KE", "PE"), "theme": ("land",)}) == []
    assert near(engine, A, filters={"galaxy": ("x",)}) == []
    assert near(engine, A, audience=("public", "peers"), filters={"place": ("KE",)}) == ["peers", "kenya"]


def test_the_nearest_under_a_filter_are_found_behind_many_others(fill: Fill) -> None:
    others = [note(f"n{number:04}", place="PE", vectors=(A,)) for number in range(1_200)]
    engine = fill([*others, note("kenya", place="KE", vectors=(AB,))])
    assert near(engine, A, filters={"place": ("KE",)}) == ["kenya"]


def test_what_the_text_excludes_stays_out_and_its_words_are_not_needed(fill: Fill) -> None:
    engine = fill([note("a", "tram", vectors=(A,)), note("b", "bus", vectors=(A,))])
    assert near(engine, A, text="railway -bus") == ["a"]
    assert set(near(engine, A, text="railway")) == set(near(engine, A, text="railway", loose=True)) == {"a", "b"}


def test_changes_count_at_once(fill: Fill) -> None:
    engine = fill([note("a", vectors=(A,)), note("b", vectors=(AB,))])
    engine.apply([Upsert(note("a", version=2, vectors=(B,))), Upsert(note("c", vectors=(A,)))])
    assert near(engine, A) == ["c", "b"]
    engine.apply([Remove("c", 1), Upsert(note("b", version=2))])
    assert near(engine, A) == []
    assert near(engine, B) == ["a"]


def test_the_last_change_of_a_note_counts(fill: Fill) -> None:
    engine = fill([])
    engine.apply([Upsert(note("a", vectors=(A,))), Remove("a", 1), Upsert(note("a", vectors=(B,))), Upsert(note("b"))])
    assert (near(engine, A), near(engine, B)) == ([], ["a"])


def test_a_rebuild_takes_along_what_changes_meanwhile(fill: Fill) -> None:
    engine = fill([note("old", vectors=(A,))])

    def documents() -> Iterable[SearchDocument]:
        yield note("kept", vectors=(AB,))
        yield note("changed", vectors=(A,))
        engine.apply([Upsert(note("new", vectors=(A,))), Upsert(note("changed", version=2, vectors=(B,)))])
        assert sorted(near(engine, A)) == ["new", "old"]

    list(engine.rebuild(documents()))
    assert near(engine, A) == ["new", "kept"]
    assert near(engine, B) == ["changed", "kept"]


def test_an_index_without_vectors_finds_nothing_by_meaning_and_all_by_words(fill: Fill) -> None:
    engine = fill([note("a", "water")])
    assert near(engine, A) == []
    assert keys(engine, "water") == ["a"]
    assert engine.status().with_vectors == 0


def test_vectors_of_another_size_are_no_error(fill: Fill) -> None:
    engine = fill(
        [note("a", "water", vectors=((1.0, 0.0),)), note("b", vectors=(A,)), note("c", vectors=((0.0,) * 512,))]
    )
    assert keys(engine, "water") == ["a"]
    assert near(engine, A) == ["b"]
    assert near(engine, (1.0, 0.0)) == []
    assert engine.status().with_vectors == 1


def test_an_empty_index_is_no_error(engine: Engine) -> None:
    assert near(engine, A) == []
