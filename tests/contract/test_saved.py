"""A search that is asked of some notes alone, as what is new of a saved search is."""

from __future__ import annotations

import pytest

from search.engine import Engine, Upsert
from tests.contract.notes import Fill, counts, found, keys, note, search


@pytest.fixture
def filled(fill: Fill) -> Engine:
    return fill(
        [
            note("1", "water kiosks", theme="water", published=10),
            note("2", "water pipes", theme="pipes", published=30),
            note("3", "roads", theme="water", published=20),
        ]
    )


def test_only_notes_of_the_keys_are_found_counted_and_shown(filled: Engine) -> None:
    results = search(filled, "water", keys=("2", "3"))
    assert [hit.key for hit in results.hits] == ["2"]
    assert results.total == 1
    assert counts(results, "theme") == {"pipes": 1}
    assert "<mark>water</mark>" in results.hits[0].highlight


def test_filters_narrow_further_and_a_facet_is_counted_without_its_own(filled: Engine) -> None:
    results = search(filled, keys=("1", "2"), filters={"theme": ("water",)})
    assert [hit.key for hit in results.hits] == ["1"]
    assert counts(results, "theme") == {"water": 1, "pipes": 1}


def test_no_keys_find_nothing_and_unknown_ones_are_not_there(filled: Engine) -> None:
    assert found(filled, keys=()) == set()
    assert found(filled, keys=("nothing", "\ud800", "3")) == {"3"}
    assert found(filled, keys=None) == {"1", "2", "3"}


def test_sorts_and_loose_searches_hold_among_the_keys(filled: Engine) -> None:
    assert keys(filled, keys=("1", "2", "3"), sort="newest") == ["2", "3", "1"]
    assert found(filled, "water kiosks zeppelins", loose=True, keys=("1", "3")) == {"1"}


def test_minus_words_stay_excluded_among_the_keys(filled: Engine) -> None:
    assert found(filled, "-water", keys=("1", "3")) == {"3"}


def test_five_hundred_keys_at_once(filled: Engine) -> None:
    filled.apply([Upsert(note(f"n{number}", "bridges")) for number in range(600)])
    wanted = tuple(f"n{number}" for number in range(100, 600))
    assert found(filled, "bridges", keys=wanted, page_size=500) == set(wanted)
