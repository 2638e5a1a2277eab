"""What every engine finds in each language, script and spelling."""

from __future__ import annotations

import re
from bisect import bisect_right
from gettext import GNUTranslations
from itertools import accumulate, combinations
from pathlib import Path

import django
import pytest
from django.utils.translation import to_locale

from search.elastic.connection import Settings
from search.elastic.engine import ElasticEngine
from search.engine import Texts
from search.languages import STEMMED, WORD
from search.stems import stems_of_text
from tests.contract.notes import Fill, counts, found, note, search

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


#: Of a hundred pairs of words that share a stem, so many need not on the other engine; DIFFERENCES says why.
DIFFERENT = {"en": 2}
#: The languages whose stemmers are others altogether.
OTHERS = ("ar", "hi", "id", "fa", "nl")


def words_of(code: str) -> list[str]:
    """Gives the words of Django's own translations into a language; for English, of the texts that are translated."""
    found = set()
    for path in Path(django.__path__[0]).rglob(f"{to_locale('fr' if code == 'en' else code)}/LC_MESSAGES/django.mo"):
        with path.open("rb") as file:
            texts = GNUTranslations(file)._catalog
        for source, translated in texts.items():
            text = source if code == "en" else translated
            found |= {word for word in WORD.findall(re.sub(r"%\(?\w*\)?\w", " ", str(text))) if word.isalpha()}
    return sorted(found)


def pairs(stems: dict[str, list[str]]) -> set[tuple[str, str]]:
    """Gives every two words that share their stem."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for word, of_word in stems.items():
        groups.setdefault(tuple(of_word), []).append(word)
    return {pair for group in groups.values() for pair in combinations(group, 2)}


@pytest.mark.parametrize("code", [code for code in STEMMED if code not in OTHERS])
def test_the_same_forms_of_words_are_one_on_both_engines(cluster: Settings, code: str) -> None:
    words = words_of(code)
    engine = ElasticEngine(cluster)
    list(engine.rebuild([]))
    answer = engine._connection.rebuilding.indices.analyze(
        index=engine._indexes.read, analyzer=f"text_{code}", text=words
    )
    theirs: dict[str, list[str]] = {word: [] for word in words}
    # The text of a list goes on where the one before it ends, and a sign.
    starts = list(accumulate((len(word) + 1 for word in words), initial=0))
    for token in answer["tokens"]:
        theirs[words[bisect_right(starts, token["start_offset"]) - 1]].append(token["token"])
    ours, theirs_pairs = pairs({word: stems_of_text(code, word) for word in words}), pairs(theirs)
    assert len(ours) > 200
    differing = ours ^ theirs_pairs
    assert len(differing) <= len(ours) * DIFFERENT.get(code, 0) / 100, sorted(differing)[:10]


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
