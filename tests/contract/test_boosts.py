"""What moves a note among its like, on every engine."""

import pytest

from search.engine import SearchQuery, Texts
from search.fields import BOOSTS, FRESHNESS
from tests.contract.notes import Fill, keys, note, search

YEAR = 2026
OTHERS = [note(f"o{n}", texts={"en": Texts("Other title", summary="other words", body="More")}) for n in range(30)]


@pytest.mark.parametrize("signal", [*BOOSTS, *(f"verified:{YEAR - age}" for age in range(len(FRESHNESS)))])
def test_of_notes_that_match_alike_the_one_with_a_signal_comes_first(fill: Fill, signal: str) -> None:
    engine = fill([note("without", "water", published=9), note("with", "water", signals=(signal,)), *OTHERS])
    assert keys(engine, "water", year=YEAR) == ["with", "without"]


def test_the_keys_of_the_whole_result_are_in_the_same_order(fill: Fill) -> None:
    engine = fill([note("without", "water", published=9), note("with", "water", signals=tuple(BOOSTS)), *OTHERS])
    assert list(engine.keys(SearchQuery("water", year=YEAR))) == keys(engine, "water", year=YEAR)


def test_signals_add_up(fill: Fill) -> None:
    best = ("evidence:independently_evaluated", "adopted:often", f"verified:{YEAR}")
    engine = fill([note("one", "water", signals=best[:1]), note("all", "water", signals=best), *OTHERS])
    assert keys(engine, "water", year=YEAR) == ["all", "one"]


def test_what_was_verified_long_ago_gains_nothing(fill: Fill) -> None:
    old = f"verified:{YEAR - len(FRESHNESS)}"
    engine = fill([note("without", "water", published=9), note("old", "water", signals=(old,)), *OTHERS])
    assert keys(engine, "water", year=YEAR) == ["without", "old"]


def test_words_count_more_than_signals(fill: Fill) -> None:
    all_signals = ("evidence:independently_evaluated", "adopted:often", f"verified:{YEAR}")
    engine = fill(
        [
            note("title", texts={"en": Texts("Water kiosks")}),
            note("body", texts={"en": Texts("Title", body="There was water.")}, signals=all_signals),
            *OTHERS,
        ]
    )
    assert keys(engine, "water", year=YEAR) == ["title", "body"]


def test_other_orders_and_counts_know_no_signals(fill: Fill) -> None:
    engine = fill([note("new", "water", published=9), note("with", "water", signals=tuple(BOOSTS)), *OTHERS])
    assert keys(engine, "water", year=YEAR, sort="newest") == ["new", "with"]
    assert keys(engine, "", year=YEAR)[0] == "new"
    assert search(engine, "water", year=YEAR).total == 2
