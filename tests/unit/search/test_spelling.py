"""Which words are corrected, and by what: the pure part."""

import pytest

from search.languages import fold
from search.parse import parse
from search.suggest.spelling import Known, WordList, best, correctable, corrected

WORDS = WordList(
    fold(word)
    for word in (
        "water",
        "waters",
        "waste",
        "sanitation",
        "saneamiento",
        "assainissement",
        "санитария",
        "بلدية",
        "التحضر",
        "rue",
        "rues",
    )
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("watr", "water"),
        ("wtaer", "water"),
        ("sanitaion", "sanitation"),
        ("saneamento", "saneamiento"),
        ("asainisement", "assainissement"),
        ("санетария", "санитария"),
        ("بلديه", "بلدية"),
        ("لتحضر", "التحضر"),
    ],
)
def test_a_misspelt_word_is_near_to_the_one_that_is_meant(typed, meant):
    assert WORDS.near(fold(typed))[0] == fold(meant)


@pytest.mark.parametrize("typed", ["wr", "wetsr", "sanitatxxxn", "zzz"])
def test_a_short_word_may_have_one_letter_wrong_and_a_long_one_two(typed):
    assert WORDS.near(typed) == []


def test_quoted_excluded_begun_and_short_words_and_those_without_meaning_are_not_corrected():
    parsed = parse('Watr "clen water" -vendrs sanit* of the 2014 ab 水管理')
    assert correctable(parsed) == ["watr"]
    assert corrected(parsed, {"watr": "water"}) == 'water "clen water" -vendrs sanit* of the 2014 ab 水管理'


def test_the_nearest_word_wins_then_the_readers_language_then_what_most_notes_have():
    near = [
        Known("sécurité", "securite", "fr", 3),
        Known("security", "security", "en", 9),
        Known("securing", "securing", "en", 50),
        Known("securite", "securite", "es", 90),
    ]
    assert best("securitie", near[:3], "fr") == "sécurité"
    assert best("securite", near, "fr") == "sécurité"
    assert best("securitt", [near[1], near[0]], "en") == "security"
    assert best("securitt", [near[0], near[1]], "fr") == "sécurité"
    assert best("urbane", [Known("urban", "urban", "", 9), Known("urbaine", "urbaine", "fr", 2)], "fr") == "urbaine"
    assert best("x", [], "en") is None
