"""How texts become words and stems, without any engine."""

import pytest

from search.languages import LANGUAGES, STEMMED, WORD, fold, query_words, spellings, stems_text, visible, words_text

ALL = "ar bn zh-hans nl en fr de hi id it ja ko fa pt ru es sw th tr vi"


def test_the_languages_are_those_of_notes() -> None:
    assert " ".join(LANGUAGES) == ALL
    assert set(LANGUAGES) - set(STEMMED) == {"bn", "zh-hans", "ja", "ko", "sw", "th", "vi"}


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("São PAULO", "sao paulo"),
        ("Trà Vinh, Đà Nẵng", "tra vinh, da nang"),
        ("Łódź", "lodz"),
        ("Straße", "strasse"),
        ("Œuvre", "oeuvre"),
        ("cafe\u0301", "cafe"),
        ("İSTANBUL Isparta ısparta", "istanbul isparta isparta"),
        ("القَاهِرَة", "القاهره"),
        ("القـــاهرة", "القاهره"),
        ("أحمد إحمد آحمد", "احمد احمد احمد"),
        ("کتاب‌های", "كتاب هاي"),
        ("ЁЛКА", "елка"),
        ("सड़क", "सडक"),
        ("बस्तियों", "बस्तियों"),
        ("শহরের", "শহরের"),
        ("ที่อยู่", "ที่อยู่"),
        ("Ｔｏｋｙｏ ｶﾞｽ", "tokyo ガス"),
        ("도시", "도시"),
        ("٣٤ ५ ๙", "34 5 9"),
        ("muni\u00adcipality", "municipality"),
        ("muni\u00adcipalité", "municipalite"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert WORD.findall(fold(text)) == WORD.findall(folded)


def test_folding_twice_changes_nothing() -> None:
    for text in ("Çà ß œ ½ ™ … µ ƒ ª º", "Ωμέγα", "ÀÉÎÕÜ", "ﬁn ﷲ", "が ガ", "각", "й"):
        assert fold(fold(text)) == fold(text)


def test_the_fast_way_and_the_thorough_way_give_the_same_words() -> None:
    for value in range(128, 256):
        character = bytes([value]).decode("cp1252", errors="replace")
        # Only the second text has a character that the fast way cannot take.
        assert words_text(f"a{character}b").split() == words_text(f"a{character}b Ω").split()[:-1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Peri-urban areas", ["peri", "urban", "areas"]),
        ("城市规划", ["城市", "市规", "规划", "划"]),
        ("市", ["市"]),
        ("AI技术2", ["ai", "技术", "术", "2"]),
        ("東京タワー", ["東京", "京タ", "タワ", "ワー", "ー"]),
        ("도시 재생", ["도시", "시", "재생", "생"]),
        ("बस्तियों का सुधार", ["बस्तियों", "का", "सुधार"]),
    ],
)
def test_words_to_index(text: str, words: list[str]) -> None:
    assert words_text(text).split() == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("城市", ["城市"]),
        ("市", ["市"]),
        ("城市AI", ["城市", "市", "ai"]),
        ("AI市", ["ai", "市"]),
        ("Trà Vinh", ["tra", "vinh"]),
    ],
)
def test_words_to_search(text: str, words: list[str]) -> None:
    assert query_words(text) == words


@pytest.mark.parametrize(
    ("code", "one", "other"),
    [
        ("hi", "बस्ती", "बस्तियों"),
        ("hi", "सड़क", "सड़कें"),
        ("fa", "کتاب", "كتابهای"),
        ("fa", "شهر", "شهرها"),
        ("id", "pembangunan", "Membangun"),
    ],
)
def test_stems_made_here(code: str, one: str, other: str) -> None:
    assert stems_text(code, one) == stems_text(code, other)


def test_texts_for_an_engines_stemmer_keep_the_accents_it_needs() -> None:
    assert stems_text("es", "la construccio\u0301n") == "la construcción"
    assert stems_text("tr", "ISPARTA İzmir") == "ısparta izmir".replace("sparta", "SPARTA")
    assert stems_text("ru", "Ёлка") == "Елка"
    assert stems_text("en", "muni\u00adcipality") == "municipality"


def test_spellings_restore_the_accent_of_an_ending() -> None:
    assert spellings("es", "Construccion") == ("Construccion", "construcción")
    assert spellings("pt", "habitacoes") == ("habitacoes", "habitações")
    assert spellings("fr", "securite") == ("securite", "securité")
    assert spellings("es", "construcción") == ("construcción",)
    assert spellings("de", "nation") == ("nation",)


def test_visible_keeps_what_is_seen() -> None:
    assert visible("a\u202eb\nc\u00a0d é") == "ab\nc\u00a0d é"
    assert visible("شهر\u200cها") == "شهر ها"
    assert visible("क्\u200dष") == "क्ष"
