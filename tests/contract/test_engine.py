"""What every engine finds, in which order, and how it counts."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations, product

import pytest

from search.engine import FACETS, MAP_FACET, Engine, FacetCount, Remove, SearchDocument, SearchQuery, Texts, Upsert
from tests.contract.notes import counts, found, keys, note, search

Fill = Callable[[Iterable[SearchDocument]], Engine]


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
            [note("1", region="africa", type="unit"), note("2", region="asia", type="unit"), note("3", region="asia")]
        )
        assert found(engine, filters={"region": ("africa", "asia")}) == {"1", "2", "3"}
        assert found(engine, filters={"region": ("africa", "asia"), "type": ("unit",)}) == {"1", "2"}

    def test_a_facet_is_counted_without_its_own_filter(self, fill: Fill) -> None:
        engine = fill([note("1", region="africa"), note("2", region="asia"), note("3", region="asia")])
        results = search(engine, filters={"region": ("africa",)})
        assert results.total == 1
        assert counts(results, "region") == {"africa": 1, "asia": 2}

    def test_counts_are_those_of_the_notes_that_match_the_text(self, fill: Fill) -> None:
        engine = fill([note("1", "water", region="africa"), note("2", "roads", region="africa")])
        assert counts(search(engine, "water"), "region") == {"africa": 1}

    def test_a_note_with_many_values_counts_once_in_each(self, fill: Fill) -> None:
        results = search(fill([note("1", theme=("a", "b", "a")), note("2", theme=("b",))]))
        assert results.facets["theme"] == (FacetCount("b", 2), FacetCount("a", 1))

    def test_the_most_frequent_value_comes_first_then_the_alphabet(self, fill: Fill) -> None:
        engine = fill([note("1", theme=("c", "b", "é")), note("2", theme=("c", "a"))])
        assert [each.value for each in search(engine).facets["theme"]] == ["c", "a", "b", "é"]

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
        results = search(fill([note("1", theme="a", region="b")]), facets=("theme", "year"))
        assert results.facets == {"theme": (FacetCount("a", 1),), "year": ()}

    @pytest.mark.parametrize("value", ["nowhere", "", "a\x00b", "\ud800", "x" * 100_000, "a*", "[a TO z]"])
    def test_an_unknown_value_matches_nothing(self, fill: Fill, value: str) -> None:
        engine = fill([note("1", region="africa")])
        results = search(engine, filters={"region": (value,)})
        assert (results.total, results.hits) == (0, ())
        assert counts(results, "region") == {"africa": 1}
        assert found(engine, filters={"region": (value, "africa")}) == {"1"}

    def test_an_unknown_filter_matches_nothing_and_one_without_values_all(self, fill: Fill) -> None:
        engine = fill([note("1", region="africa")])
        assert found(engine, filters={"nonsense": ("x",)}) == set()
        assert found(engine, filters={"region": ()}) == {"1"}

    def test_values_are_taken_as_they_are(self, fill: Fill) -> None:
        engine = fill([note("1", city="São Paulo"), note("2", city="sao paulo")])
        assert found(engine, filters={"city": ("São Paulo",)}) == {"1"}


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
            assert results.facets == dict.fromkeys((*FACETS, MAP_FACET), ())


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


STEM_PAIRS = {
    "ar": ("المدينة", "مدينة"),
    "nl": ("woning", "woningen"),
    "en": ("city", "cities"),
    "fr": ("logement", "logements"),
    "de": ("Siedlung", "Siedlungen"),
    "hi": ("बस्ती", "बस्तियों"),
    "id": ("pembangunan", "membangun"),
    "it": ("abitazione", "abitazioni"),
    "fa": ("شهر", "شهرها"),
    "pt": ("habitação", "habitações"),
    "ru": ("город", "городов"),
    "es": ("construcción", "construcciones"),
    "tr": ("şehir", "şehirler"),
}


class TestLanguages:
    @pytest.mark.parametrize("code", STEM_PAIRS)
    def test_one_form_of_a_word_finds_the_other(self, fill: Fill, code: str) -> None:
        one, other = STEM_PAIRS[code]
        engine = fill([note("one", f"{one}.", code), note("other", f"({other})", code), note("none", "xyz", code)])
        assert found(engine, one, language=code) == {"one", "other"}
        assert found(engine, other, language="en") == {"one", "other"}

    @pytest.mark.parametrize(
        ("code", "text", "query"),
        [
            ("es", "Construcciones nuevas", "construccion"),
            ("pt", "novas habitações", "habitacao"),
            ("fr", "les cités", "cite"),
        ],
    )
    def test_a_word_typed_without_its_accent_finds_the_other_forms(
        self, fill: Fill, code: str, text: str, query: str
    ) -> None:
        assert found(fill([note("a", text, code)]), query) == {"a"}

    @pytest.mark.parametrize(
        ("code", "text", "query"),
        [
            ("bn", "বাংলাদেশের বস্তি উন্নয়ন", "বস্তি"),
            ("sw", "Uboreshaji wa makazi", "makazi"),
            ("vi", "Nâng cấp đô thị", "do thi"),
            ("vi", "Nâng cấp đô thị", "đô thị"),
            ("hi", "शहरी बस्तियों का सुधार", "सुधार"),
            ("ar", "تَطْوير الأحياء", "تطوير الاحياء"),
            ("fa", "نوسازی کتاب‌های شهر", "كتاب"),
            ("ru", "Ёлки и берёзы", "елки березы"),
            ("tr", "İSTANBUL'da IŞIK", "istanbul ışık"),
            ("de", "Straßen", "strasse"),
        ],
    )
    def test_words_are_found_as_readers_type_them(self, fill: Fill, code: str, text: str, query: str) -> None:
        assert found(fill([note("a", text, code), note("b", "xyz", code)]), query) == {"a"}

    @pytest.mark.parametrize("query", ["বাংলাদেশের", "বাংলাদ*"])
    def test_vowel_signs_are_no_accents(self, fill: Fill, query: str) -> None:
        engine = fill([note("a", "বাংলাদেশের", "bn"), note("b", "বাংলাদশর", "bn")])
        assert found(engine, "বাংলাদেশের") == {"a"}
        assert found(fill([note("a", "कि", "hi"), note("b", "की", "hi"), note("c", "क", "hi")]), '"की"') == {"b"}

    @pytest.mark.parametrize(
        ("code", "text", "queries"),
        [
            (
                "zh-hans",
                "城市更新与社区安全规划",
                ("城市", "更新", "社区安全", "规划", "城", "划", "安全 城市", "社区*", '"安全规划"'),
            ),
            (
                "ja",
                "東京の防災まちづくり、コミュニティ",
                ("防災", "まちづくり", "コミュニティ", "東京 防災", "ｺﾐｭﾆﾃｨ"),
            ),
            ("ko", "도시재생과 안전한 마을", ("도시", "재생", "도시재생", "안전", "마을")),
            ("th", "การพัฒนาที่อยู่อาศัยในเมือง", ("ที่อยู่อาศัย", "เมือง", "พัฒนา เมือง")),
        ],
    )
    def test_scripts_without_spaces_are_found_by_their_parts(
        self, fill: Fill, code: str, text: str, queries: tuple[str, ...]
    ) -> None:
        engine = fill([note("a", text, code), note("b", "xyz", code)])
        for query in queries:
            results = search(engine, query)
            assert [hit.key for hit in results.hits] == ["a"], query
            assert "<mark>" in results.hits[0].highlight, query

    @pytest.mark.parametrize("query", ["市城", "安全城市", '"规划安全"'])
    def test_characters_in_another_order_are_another_word(self, fill: Fill, query: str) -> None:
        assert found(fill([note("a", "城市更新与社区安全规划", "zh-hans")]), query) == set()

    def test_texts_of_mixed_languages_are_found_by_both(self, fill: Fill) -> None:
        engine = fill([note("a", "The 城市更新 programme of القاهرة and बस्तियों", "en")])
        for query in ("programme", "更新", "القاهرة", "बस्तियों", "更新 programme", "AI"):
            assert found(engine, query) == (set() if query == "AI" else {"a"}), query

    @pytest.mark.parametrize(
        ("name", "query"),
        [
            ("القاهرة", "القاهره"),
            ("القاهرة", "القَاهِرَة"),
            ("Cairo", "cairo"),
            ("Bombay", "BOMBAY"),
            ("Trà Vinh", "tra vinh"),
            ("Trà Vinh", "Trà Vinh"),
            ("Trà Vinh", '"tra vinh"'),
            ("São Paulo", "sao paulo"),
            ("Sao Paulo", "São Paulo"),
            ("Łódź", "lodz"),
            ("Đà Nẵng", "da nang"),
            ("मुंबई", "मुंबई"),
            ("ঢাকা", "ঢাকা"),
            ("北京", "北京"),
            ("서울특별시", "서울"),
            ("กรุงเทพมหานคร", "กรุงเทพ"),
            ("São Paulo", "pau*"),
        ],
    )
    def test_names_are_found_in_any_script_with_or_without_accents(self, fill: Fill, name: str, query: str) -> None:
        engine = fill([note("a", names=("Other", name)), note("b", names=("Quito",))])
        hits = search(engine, query).hits
        assert [hit.key for hit in hits] == ["a"]
        assert hits[0].highlight == ""

    def test_names_are_not_stemmed(self, fill: Fill) -> None:
        assert found(fill([note("a", names=("Cities",))]), "city") == set()

    def test_translations_are_one_note(self, fill: Fill) -> None:
        texts = {"en": Texts("Water for all"), "fr": Texts("De l'eau pour tous"), "es": Texts("Agua para todos")}
        engine = fill([note("a", texts=texts, theme="t")])
        for query in ("water", "eau", "agua", "water agua", "eau tous todos"):
            results = search(engine, query)
            assert (results.total, [hit.key for hit in results.hits]) == (1, ["a"]), query
            assert counts(results, "theme") == {"t": 1}

    def test_a_language_without_analysis_is_searched_by_its_words(self, fill: Fill) -> None:
        assert found(fill([note("a", "Ενίσχυση πόλεων", "el")]), "ενισχυση") == {"a"}


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


class TestWriting:
    def test_changes_are_found_at_once(self, engine: Engine) -> None:
        assert engine.apply([Upsert(note("a", "water")), Upsert(note("b", "road"))]) == 2
        assert found(engine, "water") == {"a"}
        assert engine.apply([Upsert(note("a", "river", version=2)), Remove("b")]) == 2
        assert (found(engine, "water"), found(engine, "river"), found(engine, "road")) == (set(), {"a"}, set())
        assert [(hit.key, hit.version) for hit in search(engine).hits] == [("a", 2)]
        assert list(engine.versions()) == [("a", 2)]

    def test_changes_of_one_note_count_in_their_order(self, engine: Engine) -> None:
        engine.apply([Upsert(note("a", "one")), Remove("a"), Upsert(note("a", "two")), Upsert(note("b")), Remove("b")])
        assert (keys(engine), found(engine, "two")) == (["a"], {"a"})

    def test_removing_what_is_not_there_and_changing_nothing_are_no_errors(self, fill: Fill) -> None:
        engine = fill([note("a", theme="t")])
        assert engine.apply([Remove("nobody")]) == 1
        assert engine.apply([]) == 0
        assert counts(search(engine), "theme") == {"t": 1}

    def test_facets_forget_what_is_removed(self, fill: Fill) -> None:
        engine = fill([note("a", theme="t"), note("b", theme="u")])
        engine.apply([Remove("a")])
        assert counts(search(engine), "theme") == {"u": 1}

    def test_a_rebuild_replaces_everything(self, fill: Fill) -> None:
        engine = fill([note("a")])
        assert list(engine.rebuild(note(f"n{number:04}") for number in range(2_500)))[-1] == 2_500
        assert search(engine).total == 2_500
        assert sorted(key for key, _ in engine.versions()) == [f"n{number:04}" for number in range(2_500)]

    def test_changes_during_a_rebuild_are_in_the_new_index(self, fill: Fill) -> None:
        engine = fill([note("old")])

        def documents() -> Iterable[SearchDocument]:
            yield note("kept")
            yield note("removed")
            yield note("changed", "before")
            engine.apply([Upsert(note("new")), Remove("removed"), Upsert(note("changed", "after", version=2))])
            # Found at once, in the index that is still in use.
            assert found(engine) == {"old", "new", "changed"}

        list(engine.rebuild(documents()))
        assert found(engine) == {"kept", "new", "changed"}
        assert found(engine, "after") == {"changed"}

    def test_a_rebuild_that_fails_or_stops_changes_nothing(self, fill: Fill) -> None:
        engine = fill([note("a")])

        def failing() -> Iterable[SearchDocument]:
            yield note("b")
            raise RuntimeError("the database went away")

        with pytest.raises(RuntimeError):
            list(engine.rebuild(failing()))
        stopped = engine.rebuild(note(str(number)) for number in range(5_000))
        next(stopped)
        stopped.close()
        assert keys(engine) == ["a"]
        assert engine.status().state == "ready"
        list(engine.rebuild([note("c")]))
        assert keys(engine) == ["c"]

    def test_status_tells_how_many_notes_there_are(self, fill: Fill) -> None:
        status = fill([note("a"), note("b")]).status()
        assert (status.state, status.documents) == ("ready", 2)


def test_threads_share_an_engine(fill: Fill) -> None:
    engine = fill(note(str(number), "water बस्तियों ciudades " * 20, published=number) for number in range(50))
    expected = search(engine, "water बस्तियों -road")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: search(engine, "water बस्तियों -road"), range(200)))
    assert expected.total == 50
    assert all(answer == expected for answer in answers)


def test_no_query_is_an_error(fill: Fill) -> None:
    engine = fill([note("a", "Water, l'eau; 城市 ไทย बस्तियों", theme="t"), note("b", "القاهرة", "ar")])
    chooser = random.Random(11)
    pieces = [
        *"ab \"-*'\\/()[]{}^~:?!<>&|+=.,;#%_@$",
        *(
            "\x00",
            "\u200f",
            "\u202e",
            "\u200c",
            "\ud83d",
            "\U0001f600",
            "\u0301",
            "क",
            "ि",
            "城",
            "ไ",
            "ท",
            "ـ",
            "٣",
            "ß",
        ),
        *("AND", "OR", "NOT", "TO", "title:", "water", "-water", '"water eau"', "wat*", "..", "^2", "~1", "\r\n", "é"),
    ]
    for _ in range(1_000):
        text = "".join(chooser.choices(pieces, k=chooser.randint(0, 60)))
        query = SearchQuery(
            text,
            language=chooser.choice(["en", "fr", "xx", ""]),
            filters={chooser.choice([*FACETS, "nonsense"]): (chooser.choice([text, "t", ""]),)}
            if text[:1] > "m"
            else {},
            sort=chooser.choice(["relevance", "newest", "verified", "nonsense"]),
            page=chooser.choice([-1, 0, 1, 2, 10**9]),
            page_size=chooser.choice([0, 1, 20]),
        )
        results = engine.search(query)
        assert 0 <= len(results.hits) <= results.total <= 2
