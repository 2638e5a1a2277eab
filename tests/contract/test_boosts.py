"""What moves a note among its like, on every engine: what is known of it, and what a question is about."""

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


#: Some of its words are enough, and the lexicon knows two of them as land tenure.
QUESTION = "after the eviction families live under the bridge without title deeds"


def test_where_some_words_are_enough_what_the_question_is_about_comes_first(fill: Fill) -> None:
    engine = fill(
        [
            note("water", "families under a bridge", theme="water-sanitation", published=9),
            note("land", "families under a bridge", theme=("land-tenure", "housing")),
            note("none", "families under a bridge", published=8),
            *OTHERS,
        ]
    )
    assert keys(engine, QUESTION, loose=True) == ["land", "water", "none"]
    # Where no lexicon is, nothing is spoken of; dates know no topics.
    assert keys(engine, QUESTION, loose=True, language="sw") == ["water", "none", "land"]
    assert keys(engine, QUESTION, loose=True, sort="newest") == ["water", "none", "land"]


def test_a_type_that_is_spoken_of_counts_as_a_theme_does(fill: Fill) -> None:
    text = "a safety plan against crime at the market"
    engine = fill(
        [note("new", "market", type="slum_plan", published=9), note("plan", "market", type="safety_plan"), *OTHERS]
    )
    assert keys(engine, text, loose=True) == ["plan", "new"]


def test_topics_find_nothing_that_words_do_not_and_count_nothing(fill: Fill) -> None:
    engine = fill([note("land", "other", theme="land-tenure"), note("words", "families under a bridge"), *OTHERS])
    assert keys(engine, QUESTION, loose=True) == ["words"]
    assert search(engine, QUESTION, loose=True).total == 1
    assert list(engine.keys(SearchQuery(QUESTION, loose=True))) == ["words"]


def test_where_all_words_are_required_topics_move_nothing(fill: Fill) -> None:
    engine = fill([note("new", "eviction", published=9), note("land", "eviction", theme="land-tenure"), *OTHERS])
    assert keys(engine, "eviction") == keys(engine, "eviction", loose=True) == ["new", "land"]


def test_pages_and_the_keys_of_the_whole_result_are_in_the_order_of_topics(fill: Fill) -> None:
    themes = ("land-tenure", "energy", "water-sanitation", "")
    engine = fill(
        note(f"n{number:02}", "families bridge " * (number % 3 + 1), theme=themes[number % 4], published=number % 5)
        for number in range(40)
    )
    whole = keys(engine, QUESTION, loose=True, page_size=40)
    paged = [key for page in range(1, 7) for key in keys(engine, QUESTION, loose=True, page=page, page_size=7)]
    assert list(engine.keys(SearchQuery(QUESTION, loose=True))) == paged == whole
    assert {int(key[1:]) % 4 for key in whole[:10]} == {0}
    assert {int(key[1:]) % 4 for key in whole[10:]} == {1, 2, 3}
