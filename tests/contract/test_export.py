"""The keys of a whole result, which exports are made of: complete, in order, under everything that narrows a search."""

from __future__ import annotations

import random
from itertools import islice, product

import pytest

from search.elastic.connection import Settings
from search.elastic.engine import ElasticEngine
from search.embedded.engine import EmbeddedEngine
from search.engine import CELL_FACET, SORTS, Engine, SearchQuery, SearchUnavailable, Upsert
from tests.contract import notes
from tests.contract.notes import Fill, note


def whole(engine: Engine, text: str = "", **values: object) -> list[str]:
    return list(engine.keys(SearchQuery(text=text, **values)))


def test_they_are_those_of_all_pages_in_the_same_order(fill: Fill) -> None:
    chooser = random.Random(5)
    engine = fill(
        note(
            f"n{number:03}",
            "water river " * chooser.randint(0, 3) + "x " * chooser.randint(0, 3),
            published=chooser.randint(-1, 3),
            verified=chooser.randint(0, 2),
        )
        for number in range(137)
    )
    for text, sort in product(("", "water", "wat*", "-roads", "water river"), SORTS):
        found = notes.keys(engine, text, sort=sort, page_size=200)
        assert len(found) > 50
        assert whole(engine, text, sort=sort) == found, (text, sort)


def test_there_is_no_window_and_batches_leave_nothing_out(fill: Fill) -> None:
    engine = fill(note(f"n{number:05}", published=number % 7) for number in range(10_500))
    found = whole(engine)
    assert len(found) == len(set(found)) == 10_500
    assert found == sorted(found, key=lambda key: (-(int(key[1:]) % 7), key))


def test_filters_narrow_them(fill: Fill) -> None:
    engine = fill(
        [
            note("a", type="unit", theme=("water", "land")),
            note("b", type="unit", theme="roads"),
            note("c", type="plan", theme="water"),
        ]
    )
    assert whole(engine, filters={"type": ("unit",), "theme": ("water", "roads")}) == ["a", "b"]
    assert whole(engine, filters={"type": ("nothing",)}) == []


def test_only_what_the_audience_may_see_is_among_them(fill: Fill) -> None:
    engine = fill([note("a"), note("secret", audience=("peers",)), note("b", audience=("public", "peers"))])
    assert whole(engine) == ["a", "b"]
    assert whole(engine, audience=("peers",)) == ["b", "secret"]
    assert whole(engine, audience=()) == []


def test_a_loose_search_gives_those_of_a_loose_search(fill: Fill) -> None:
    engine = fill([note("a", "streets at night"), note("b", "buses")])
    text = "who patrols streets when buses stop"
    assert whole(engine, text) == []
    assert set(whole(engine, text, loose=True)) == {"a", "b"}


def test_the_page_asked_for_does_not_matter(fill: Fill) -> None:
    engine = fill([note("a"), note("b")])
    assert whole(engine, page=2, page_size=1) == whole(engine, page=10**30, page_size=1) == ["a", "b"]


def test_an_empty_index_has_none(engine: Engine) -> None:
    for text, sort in product(("", "water", "-x"), SORTS):
        assert whole(engine, text, sort=sort) == []


def test_what_is_written_while_they_are_read_changes_nothing(fill: Fill) -> None:
    engine = fill(note(f"n{number:04}", published=5) for number in range(1_500))
    reading = engine.keys(SearchQuery())
    begun = list(islice(reading, 10))
    engine.apply([Upsert(note("first", published=9)), Upsert(note("n1400", published=1))])
    assert begun + list(reading) == [f"n{number:04}" for number in range(1_500)]


def test_reading_may_end_early(fill: Fill) -> None:
    reading = fill(note(f"n{number:04}") for number in range(1_500)).keys(SearchQuery())
    assert next(reading) == "n0000"
    reading.close()


@pytest.mark.parametrize("engine_of", [lambda path: EmbeddedEngine(path / "nothing"), lambda path: _gone()])
def test_no_answer_is_said_before_the_first_is_asked_for(engine_of, tmp_path) -> None:
    with pytest.raises(SearchUnavailable):
        engine_of(tmp_path).keys(SearchQuery())


def _gone() -> ElasticEngine:
    return ElasticEngine(Settings(("http://127.0.0.1:1",)))


def test_a_missing_index_is_said_before_the_first_is_asked_for(new_engine: Engine) -> None:
    if isinstance(new_engine, ElasticEngine):
        new_engine = ElasticEngine(Settings(new_engine._settings.urls, timeout=10.0, prefix="contract-no-index"))
    with pytest.raises(SearchUnavailable) as unavailable:
        new_engine.keys(SearchQuery())
    assert unavailable.value.reason == "missing"


def test_a_square_of_the_map_is_filtered_by_and_counted_also_after_a_change_during_a_rebuild(fill: Fill) -> None:
    engine = fill([])

    def documents():
        yield note("a", cell="1-1", location=(14.6, 121.0))
        yield note("b", cell="2-1", location=(-54.8, -68.3))
        engine.apply([Upsert(note("c", cell="1-1", location=(14.7, 121.1)))])

    list(engine.rebuild(documents()))
    assert whole(engine, filters={CELL_FACET: ("1-1",)}) == ["a", "c"]
    results = notes.search(engine, filters={CELL_FACET: ("2-1",)}, facets=(CELL_FACET,))
    assert (results.total, notes.counts(results, CELL_FACET)) == (1, {"1-1": 2, "2-1": 1})
