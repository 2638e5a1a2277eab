"""How every engine filters and counts, and for whom."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from search.engine import FACETS, MAP_FACET, SearchDocument
from tests.contract.notes import Fill, counts, found, note, search


class TestFacets:
    """Notes of two values in each facet, so that every count can be told by hand."""

    @pytest.fixture
    def notes(self) -> list[SearchDocument]:
        chooser = random.Random(5)
        return [
            note(f"n{number:02}", "city", **{name: (chooser.choice("ab"),) for name in (*FACETS, MAP_FACET)})
            for number in range(40)
        ]

    def expected(self, notes: list[SearchDocument], filters: dict[str, tuple[str, ...]]) -> set[str]:
        return {
            each.key
            for each in notes
            if all(set(each.facets.get(name, ())) & set(values) for name, values in filters.items())
        }

    @pytest.mark.parametrize("facet", [*FACETS, MAP_FACET])
    def test_each_facet_filters(self, fill: Fill, notes: list[SearchDocument], facet: str) -> None:
        filters = {facet: ("a",)}
        assert found(fill(notes), filters=filters, page_size=100) == self.expected(notes, filters)

    def test_every_two_facets_filter_and_count_under_the_other(self, fill: Fill, notes: list[SearchDocument]) -> None:
        engine = fill(notes)
        for one, other in combinations((*FACETS, MAP_FACET), 2):
            results = search(engine, filters={one: ("a",), other: ("b",)}, page_size=100, facets=(*FACETS, MAP_FACET))
            assert {hit.key for hit in results.hits} == self.expected(notes, {one: ("a",), other: ("b",)})
            for facet in (*FACETS, MAP_FACET):
                under = {name: (value,) for name, value in ((one, "a"), (other, "b")) if name != facet}
                assert counts(results, facet) == {
                    value: len(keys_)
                    for value in "ab"
                    if (keys_ := self.expected(notes, under | {facet: (value,)} if facet not in under else under))
                }, (one, other, facet)

    def test_values_are_or_ed_inside_a_facet_and_and_ed_between(self, fill: Fill) -> None:
        engine = fill(
            [note("1", place="africa", type="unit"), note("2", place="asia", type="unit"), note("3", place="asia")]
        )
        assert found(engine, filters={"place": ("africa", "asia")}) == {"1", "2", "3"}
        assert found(engine, filters={"place": ("africa", "asia"), "type": ("unit",)}) == {"1", "2"}

    def test_a_facet_is_counted_without_its_own_filter(self, fill: Fill) -> None:
        engine = fill([note("1", place="africa"), note("2", place="asia"), note("3", place="asia")])
        results = search(engine, filters={"place": ("africa",)})
        assert results.total == 1
        assert counts(results, "place") == {"africa": 1, "asia": 2}

    def test_counts_are_those_of_the_notes_that_match_the_text(self, fill: Fill) -> None:
        engine = fill([note("1", "water", place="africa"), note("2", "roads", place="africa")])
        assert counts(search(engine, "water"), "place") == {"africa": 1}

    def test_a_note_with_many_values_counts_once_in_each(self, fill: Fill) -> None:
        results = search(fill([note("1", theme=("a", "b", "a")), note("2", theme=("b",))]))
        assert results.facets["theme"] == {"b": 2, "a": 1}

    def test_the_most_frequent_value_comes_first_then_the_alphabet(self, fill: Fill) -> None:
        engine = fill([note("1", theme=("c", "b", "é")), note("2", theme=("c", "a"))])
        assert list(search(engine).facets["theme"]) == ["c", "a", "b", "é"]

    def test_a_thousand_contributors_and_five_thousand_cities_are_counted(self, fill: Fill) -> None:
        engine = fill(
            [
                note(
                    str(number),
                    contributor=[f"c{number * 10 + step}" for step in range(10)],
                    city=[f"x{number * 50 + step}" for step in range(50)],
                )
                for number in range(100)
            ]
        )
        results = search(engine, facets=("contributor", MAP_FACET))
        assert len(results.facets["contributor"]) == 1_000
        assert len(results.facets[MAP_FACET]) == 5_000

    def test_only_the_facets_asked_for_are_given(self, fill: Fill) -> None:
        results = search(fill([note("1", theme="a", place="b")]), facets=("theme", "year"))
        assert results.facets == {"theme": {"a": 1}, "year": {}}

    @pytest.mark.parametrize("value", ["nowhere", "", "a\x00b", "\ud800", "x" * 100_000, "a*", "[a TO z]"])
    def test_an_unknown_value_matches_nothing(self, fill: Fill, value: str) -> None:
        engine = fill([note("1", place="africa")])
        results = search(engine, filters={"place": (value,)})
        assert (results.total, results.hits) == (0, ())
        assert counts(results, "place") == {"africa": 1}
        assert found(engine, filters={"place": (value, "africa")}) == {"1"}

    def test_an_unknown_filter_matches_nothing_and_one_without_values_all(self, fill: Fill) -> None:
        engine = fill([note("1", place="africa")])
        assert found(engine, filters={"nonsense": ("x",)}) == set()
        assert found(engine, filters={"place": ()}) == {"1"}

    def test_values_are_taken_as_they_are(self, fill: Fill) -> None:
        engine = fill([note("1", city="São Paulo"), note("2", city="sao paulo")])
        assert found(engine, filters={"city": ("São Paulo",)}) == {"1"}


class TestAudience:
    def test_only_notes_for_the_audience_are_found_and_counted(self, fill: Fill) -> None:
        engine = fill(
            [
                note("all", "water", theme="a"),
                note("peers", "water", theme="a", audience=("peers",)),
                note("both", "water", theme="b", audience=("public", "peers")),
                note("none", "water", theme="b", audience=()),
            ]
        )
        anonymous = search(engine, "water")
        assert {hit.key for hit in anonymous.hits} == {"all", "both"}
        assert counts(anonymous, "theme") == {"a": 1, "b": 1}
        assert found(engine, audience=("peers",)) == {"peers", "both"}
        assert found(engine, audience=("public", "peers")) == {"all", "peers", "both"}
        assert found(engine, audience=()) == set()
        assert found(engine, filters={"audience": ("peers",)}) == set()
