"""In which order every engine gives what it finds, and on which page."""

from __future__ import annotations

import random
from itertools import product

import pytest

from search.engine import FACETS, MAP_FACET, Engine, Texts
from tests.contract.notes import Fill, counts, keys, note, search


class TestSorting:
    def test_newest_then_key(self, fill: Fill) -> None:
        engine = fill(
            [note("b", published=5), note("a", published=5), note("c", published=9), note("d", published=-3)]
        )
        assert keys(engine, sort="newest") == ["c", "a", "b", "d"]

    def test_verified_then_newest_then_key(self, fill: Fill) -> None:
        engine = fill(
            [
                note("a", verified=1, published=1),
                note("b", verified=1, published=2),
                note("d", verified=7),
                note("c", verified=7),
            ]
        )
        assert keys(engine, sort="verified") == ["c", "d", "b", "a"]

    def test_relevance_prefers_the_title_to_the_body(self, fill: Fill) -> None:
        texts = {
            "body": Texts("x", body="water"),
            "blocks": Texts("x", blocks="water"),
            "summary": Texts("x", summary="water"),
            "one_line": Texts("x", one_line="water"),
            "title": Texts("water"),
        }
        engine = fill([note(key, texts={"en": text}) for key, text in texts.items()])
        assert keys(engine, "water")[0] == "title"
        assert keys(engine, "water")[-1] == "body"

    def test_relevance_ties_go_by_newest_then_key(self, fill: Fill) -> None:
        engine = fill(
            [note("b", "water", published=1), note("a", "water", published=1), note("c", "water", published=2)]
        )
        assert keys(engine, "water") == ["c", "a", "b"]

    @pytest.mark.parametrize("text", ["", "-roads", "!!!"])
    def test_without_words_relevance_means_newest(self, fill: Fill, text: str) -> None:
        engine = fill([note("a", "water", published=1), note("b", "water", published=2)])
        assert keys(engine, text) == ["b", "a"]

    def test_a_sort_by_time_does_not_ask_for_relevance(self, fill: Fill) -> None:
        engine = fill([note("a", texts={"en": Texts("water")}, published=1), note("b", "some water", published=2)])
        assert keys(engine, "water") == ["a", "b"]
        assert keys(engine, "water", sort="newest") == ["b", "a"]


class TestPages:
    @pytest.mark.parametrize(
        ("text", "sort"),
        [*product(("", "water", "wat*"), ("relevance", "newest", "verified")), ("water river", "relevance")],
    )
    def test_all_pages_together_hold_every_note_once_and_in_one_order(self, fill: Fill, text: str, sort: str) -> None:
        chooser = random.Random(3)
        engine = fill(
            note(
                f"n{number:03}",
                "water river " * chooser.randint(1, 3) + "x " * chooser.randint(0, 3),
                published=chooser.randint(0, 3),
                verified=chooser.randint(0, 2),
            )
            for number in range(137)
        )
        whole = keys(engine, text, sort=sort, page_size=200)
        paged = [key for page in range(1, 22) for key in keys(engine, text, sort=sort, page=page, page_size=7)]
        assert paged == whole
        assert len(set(whole)) == 137

    @pytest.mark.parametrize("page", [3, 1_000, 10**30])
    @pytest.mark.parametrize("text", ["", "water"])
    def test_a_page_beyond_the_end_is_empty_and_knows_the_total(self, fill: Fill, page: int, text: str) -> None:
        results = search(fill([note("a", "water", theme="t"), note("b", "water")]), text, page=page, page_size=1)
        assert (results.total, results.hits) == (2, ())
        assert counts(results, "theme") == {"t": 1}

    @pytest.mark.parametrize("page", [0, -1, -(10**30)])
    def test_a_page_before_the_first_is_the_first(self, fill: Fill, page: int) -> None:
        assert keys(fill([note("a")]), page=page) == ["a"]

    def test_a_page_of_no_size_counts(self, fill: Fill) -> None:
        results = search(fill([note("a", theme="t")]), page_size=0)
        assert (results.total, results.hits, counts(results, "theme")) == (1, (), {"t": 1})

    def test_an_empty_index_answers(self, engine: Engine) -> None:
        for text, sort in product(("", "water", "-x", '"a b"'), ("relevance", "newest", "verified")):
            results = search(engine, text, sort=sort, facets=(*FACETS, MAP_FACET))
            assert (results.total, results.hits) == (0, ())
            assert results.facets == {name: {} for name in (*FACETS, MAP_FACET)}
