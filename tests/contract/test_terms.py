"""What words, phrases, beginnings and minus find on every engine."""

from __future__ import annotations

import pytest

from search.engine import Texts
from tests.contract.notes import Fill, counts, found, keys, note, search


class TestTerms:
    def test_all_words_are_required_wherever_they_stand(self, fill: Fill) -> None:
        engine = fill(
            [
                note("both", texts={"en": Texts("Water", body="of the river")}),
                note("one", "water"),
                note("name", "water", names=("River City",)),
                note("languages", texts={"en": Texts("water"), "fr": Texts("river")}),
            ]
        )
        assert found(engine, "water river") == {"both", "name", "languages"}

    def test_every_part_of_a_text_is_searched(self, fill: Fill) -> None:
        parts = ("title", "one_line", "summary", "blocks", "body")
        engine = fill([note(part, texts={"en": Texts(**{"title": "", part: "waters"})}) for part in parts])
        assert found(engine, "waters") == found(engine, "water") == found(engine, "wat*") == set(parts)
        assert found(engine, '"waters"') == set(parts)

    def test_a_phrase_stands_together_in_its_order_and_as_written(self, fill: Fill) -> None:
        engine = fill(
            [
                note("a", "Slum upgrading in Nairobi"),
                note("b", "Upgrading a slum"),
                note("c", "slum. Upgrading"),
                note("d", "slum and upgrading"),
                note("e", "slums upgraded"),
            ]
        )
        assert found(engine, '"slum upgrading"') == {"a", "c"}
        assert found(engine, "slum upgrading") == {"a", "b", "c", "d", "e"}

    def test_a_phrase_does_not_go_over_parts_languages_or_names(self, fill: Fill) -> None:
        engine = fill(
            [
                note("parts", texts={"en": Texts("slum", one_line="upgrading")}),
                note("languages", texts={"en": Texts("slum"), "fr": Texts("upgrading")}),
                note("names", names=("slum", "upgrading")),
            ]
        )
        assert found(engine, '"slum upgrading"') == set()

    def test_minus_leaves_out_words_phrases_and_beginnings(self, fill: Fill) -> None:
        engine = fill([note("a", "slum upgrading"), note("b", "slums of the city"), note("c", "upgrading a city")])
        assert found(engine, "-slum") == {"c"}
        assert found(engine, "city -slum") == {"c"}
        assert found(engine, 'upgrading -"slum upgrading"') == {"c"}
        assert found(engine, "-upgrad*") == {"b"}
        assert found(engine, "slum -slum") == set()

    def test_a_prefix_finds_the_words_that_begin_so(self, fill: Fill) -> None:
        engine = fill(
            [note("a", "Upgrading"), note("b", "upgrades"), note("c", "grade"), note("d", names=("Upington",))]
        )
        assert found(engine, "upgrad*") == {"a", "b"}
        assert found(engine, "UP*") == {"a", "b", "d"}
        assert found(engine, "é*") == set()

    def test_case_and_accents_do_not_matter(self, fill: Fill) -> None:
        engine = fill([note("a", "SÉCURITÉ à la Cité", "fr"), note("b", "securite a la cite", "fr")])
        for text in ("sécurité", "SECURITE", "se\u0301curite\u0301", '"securite à la CITÉ"', "sécu*", "SECU*"):
            assert found(engine, text) == {"a", "b"}, text

    def test_one_character_after_a_word_of_a_phrase_begins_any_number_of_others(self, fill: Fill) -> None:
        engine = fill(note(f"n{number:03}", f"water 城{chr(0x4E00 + number)}", "zh-hans") for number in range(300))
        assert search(engine, '"water 城"').total == 300

    @pytest.mark.parametrize("sign", [*"._:·", "/", "-", ", "])
    def test_signs_between_words_part_them(self, fill: Fill, sign: str) -> None:
        engine = fill([note("a", f"water{sign}kiosks{sign}cities"), note("b", f"agua{sign}barrios", "es")])
        assert found(engine, "kiosk") == found(engine, "city") == {"a"}
        assert found(engine, "barrio") == {"b"}

    @pytest.mark.parametrize("text", ["low-income", "low income", "Low‑Income", '"low-income"'])
    def test_hyphens_part_words(self, fill: Fill, text: str) -> None:
        assert found(fill([note("a", "low-income families")]), text) == {"a"}

    @pytest.mark.parametrize(
        ("code", "text", "query"),
        [("fr", "l’eau potable", "eau"), ("fr", "accès à l'eau", "l'eau"), ("en", "the city's poor", "city")],
    )
    def test_apostrophes_part_words(self, fill: Fill, code: str, text: str, query: str) -> None:
        assert found(fill([note("a", text, code)]), query) == {"a"}

    def test_unseen_characters_in_texts_and_queries_do_not_matter(self, fill: Fill) -> None:
        engine = fill([note("a", "muni\u00adcipality\u200f of \u202aQuito\u202c\ud800")])
        assert found(engine, "municipality quito") == {"a"}
        assert found(engine, "muni\u00adcipality\u200e \x00 Qui\u200bto") == {"a"}

    @pytest.mark.parametrize("text", ["water \u0301", "water ـ", "water ़", '"water ـ"', "water -\u0301"])
    def test_signs_by_themselves_are_no_words(self, fill: Fill, text: str) -> None:
        assert found(fill([note("a", "water")]), text) == {"a"}

    def test_what_is_too_long_is_searched_by_its_begin(self, fill: Fill) -> None:
        assert found(fill([note("a", "water")]), "water " * 200_000) == {"a"}


class TestLooseSearches:
    """Where no note has all words, some are enough: the notes that have more of them, and rarer ones, come first."""

    def test_a_part_of_the_words_is_enough_and_more_are_better(self, fill: Fill) -> None:
        engine = fill(
            [
                note("three", "Women walk home from the bus after dark"),
                note("two", "A bus stop in the dark"),
                note("one", "A bus"),
                note("none", "Water kiosks"),
            ]
        )
        text = "women will not walk home from the bus after dark"
        assert keys(engine, text, loose=True) == ["three", "two", "one"]
        assert found(engine, text) == set()
        # Of six words two are enough.
        assert keys(engine, "women walk dark bus police drains", loose=True) == ["three", "two"]

    def test_words_that_name_nothing_are_left_out(self, fill: Fill) -> None:
        engine = fill([note("a", "the and of with"), note("b", "floods")])
        assert found(engine, "what about the floods", loose=True) == {"b"}
        assert found(engine, "comment faire avec les floods", loose=True, language="fr") == {"b"}
        # Of a single word, and of words that name nothing, there is nothing to leave out.
        assert found(engine, "the", loose=True) == {"a"}
        assert found(engine, "of the", loose=True) == {"a"}

    def test_what_is_excluded_stays_so_and_a_phrase_counts_as_one(self, fill: Fill) -> None:
        engine = fill([note("a", "street lights and police"), note("b", "lights in the street"), note("c", "police")])
        assert found(engine, '"street lights" police', loose=True) == {"a", "c"}
        assert found(engine, "street police -lights", loose=True) == {"c"}

    def test_facets_and_filters_are_those_of_the_loose_search(self, fill: Fill) -> None:
        engine = fill(
            [
                note("a", "bus dark", type="safety_plan"),
                note("b", "bus", type="other_practice"),
                note("c", "water", type="other_practice"),
            ]
        )
        results = search(engine, "bus zeppelin", loose=True)
        assert results.total == 2
        assert counts(results, "type") == {"safety_plan": 1, "other_practice": 1}
        narrowed = search(engine, "bus zeppelin", loose=True, filters={"type": ("safety_plan",)})
        assert [hit.key for hit in narrowed.hits] == ["a"]
        assert "<mark>bus</mark>" in narrowed.hits[0].highlight
