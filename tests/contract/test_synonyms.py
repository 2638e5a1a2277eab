"""Expressions that mean the same, on every engine."""

from search.engine import Texts
from search.synonyms import read_synonyms
from tests.contract.notes import Fill, found, keys, note, search

SYNONYMS = read_synonyms(
    ("slum, informal settlement, informal settlements, favela, 贫民窟\nsafety walk, marche exploratoire",), "en"
)


def test_a_word_finds_words_and_expressions_that_mean_the_same(fill: Fill) -> None:
    engine = fill(
        [
            note("typed", "slum upgrading"),
            note("plural", "favelas", "pt"),
            note("expression", "An informal settlement"),
            note("chinese", "改造贫民窟", "zh-hans"),
            note("apart", "An informal talk on the settlement"),
        ]
    )
    assert found(engine, "slum") == {"typed"}
    assert found(engine, "slum", synonyms=SYNONYMS) == {"typed", "plural", "expression", "chinese"}
    assert found(engine, '"slum"', synonyms=SYNONYMS) == {"typed"}


def test_an_expression_finds_its_words_and_what_means_the_same(fill: Fill) -> None:
    engine = fill(
        [note("apart", "An informal talk on settlements"), note("other", "a favela"), note("half", "an informal talk")]
    )
    assert found(engine, "informal settlement", synonyms=SYNONYMS) == {"apart", "other"}


def test_the_other_words_are_still_required(fill: Fill) -> None:
    engine = fill([note("both", "favela lighting"), note("one", "favela")])
    assert found(engine, "informal settlements lighting", synonyms=SYNONYMS) == {"both"}
    assert found(engine, "slum -lighting", synonyms=SYNONYMS) == {"one"}


def test_in_a_loose_search_they_count_as_the_words_do(fill: Fill) -> None:
    engine = fill([note("other", "favela"), note("none", "lighting of the city")])
    text = "informal settlement river bank mill pond"
    assert found(engine, text, synonyms=SYNONYMS, loose=True) == {"other"}


def test_what_was_typed_comes_first(fill: Fill) -> None:
    engine = fill(
        [note("other", "favela today"), note("typed", "slum today"), *(note(f"n{i}", "x") for i in range(9))]
    )
    assert keys(engine, "slum", synonyms=SYNONYMS) == ["typed", "other"]


def test_what_means_the_same_is_marked(fill: Fill) -> None:
    engine = fill(
        [note("a", texts={"en": Texts("Title", body="First words. A safety <b>walk</b> was a marche exploratoire.")})]
    )
    (hit,) = search(engine, "safety walk", synonyms=SYNONYMS).hits
    assert hit.highlight == (
        "A <mark>safety</mark> &lt;b&gt;<mark>walk</mark>&lt;/b&gt; was a <mark>marche exploratoire</mark>."
    )


def test_a_sentence_with_more_of_what_was_typed_is_shown_rather_than_one_with_many_words_for_one(fill: Fill) -> None:
    engine = fill(
        [note("a", texts={"en": Texts("T", body="Favelas are an informal settlement. Lights in the slum.")})]
    )
    (hit,) = search(engine, "slum lights", synonyms=SYNONYMS).hits
    assert hit.highlight == "<mark>Lights</mark> in the <mark>slum</mark>."
