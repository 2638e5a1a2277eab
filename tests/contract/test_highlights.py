"""Which sentence every engine shows, and how it is marked."""

from __future__ import annotations

import pytest

from search.engine import Engine, Texts
from tests.contract.notes import Fill, note, search


class TestHighlights:
    def highlight(self, engine: Engine, text: str, language: str = "en") -> tuple[str, str]:
        (hit,) = search(engine, text, language=language).hits
        return hit.language, hit.highlight

    def test_only_marks_are_markup(self, fill: Fill) -> None:
        engine = fill([note("a", "<script>alert('water')</script> & <mark>\"water\"</mark>")])
        assert self.highlight(engine, "water") == (
            "en",
            "&lt;script&gt;alert(&#x27;<mark>water</mark>&#x27;)&lt;/script&gt; &amp; "
            "&lt;mark&gt;&quot;<mark>water</mark>&quot;&lt;/mark&gt;",
        )
        assert "<" not in self.highlight(engine, "script")[1].replace("<mark>", "").replace("</mark>", "")

    def test_the_sentence_with_most_words_is_shown(self, fill: Fill) -> None:
        text = "Water is scarce. In 3.5 years, waters of the river rose! The river is long."
        engine = fill([note("a", text)])
        assert self.highlight(engine, "river water")[1] == (
            "In 3.5 years, <mark>waters</mark> of the <mark>river</mark> rose!"
        )

    def test_words_that_name_nothing_are_not_marked_unless_there_are_no_others(self, fill: Fill) -> None:
        texts = Texts("", summary="Les familles et les rues. Une lampe pour la rue. Les uns pour les autres.")
        engine = fill([note("a", texts={"fr": texts})])
        assert self.highlight(engine, "une lampe pour les rues", "fr") == (
            "fr",
            "Une <mark>lampe</mark> pour la <mark>rue</mark>.",
        )
        marked = "<mark>Les</mark> uns pour <mark>les</mark> <mark>autres</mark>."
        assert self.highlight(engine, "les autres", "fr") == ("fr", marked)

    def test_the_readers_language_is_preferred_where_it_matches(self, fill: Fill) -> None:
        texts = {"en": Texts("", summary="Bogotá in English"), "es": Texts("", summary="Bogotá en español")}
        engine = fill([note("a", texts=texts)])
        assert self.highlight(engine, "bogota", "es") == ("es", "<mark>Bogotá</mark> en español")
        assert self.highlight(engine, "bogota", "en") == ("en", "<mark>Bogotá</mark> in English")
        assert self.highlight(engine, "english", "es") == ("en", "Bogotá in <mark>English</mark>")
        assert self.highlight(engine, "bogota", "sw")[0] in texts

    def test_words_are_marked_as_they_are_written(self, fill: Fill) -> None:
        engine = fill([note("a", "Die STRASSEN und Straßen, cafe\u0301", "de")])
        assert self.highlight(engine, "straße")[1].count("<mark>") == 2
        assert "<mark>cafe\u0301</mark>" in self.highlight(engine, "café")[1]

    def test_phrases_and_prefixes_are_marked(self, fill: Fill) -> None:
        engine = fill([note("a", "Water of the river. The river water is upgraded.")])
        assert self.highlight(engine, '"river water"')[1] == "The <mark>river water</mark> is upgraded."
        assert self.highlight(engine, "upg*")[1] == "The river water is <mark>upgraded</mark>."

    def test_a_long_sentence_is_cut_around_the_mark(self, fill: Fill) -> None:
        engine = fill([note("a", "word " * 200 + "water " + "word " * 200)])
        html = self.highlight(engine, "water")[1]
        assert html.startswith("… word")
        assert html.endswith("word …")
        assert "<mark>water</mark>" in html
        assert len(html) < 300

    def test_the_title_is_quoted_where_nothing_else_matches(self, fill: Fill) -> None:
        engine = fill([note("a", texts={"en": Texts("Water for all", body="Nothing here")})])
        assert self.highlight(engine, "water") == ("en", "<mark>Water</mark> for all")

    @pytest.mark.parametrize("text", ["", "-roads"])
    def test_nothing_is_marked_where_nothing_was_searched(self, fill: Fill, text: str) -> None:
        assert self.highlight(fill([note("a", "water")]), text) == ("", "")

    def test_what_is_excluded_is_not_marked(self, fill: Fill) -> None:
        assert self.highlight(fill([note("a", "water river")]), "water -road")[1] == "<mark>water</mark> river"
