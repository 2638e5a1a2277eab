"""A question in somebody's own words: which of them are enough."""

import pytest

from search.engine import SearchQuery
from search.parse import Kind, parse
from search.question import STOP_WORDS, loosened, read


def words(text: str, language: str = "en") -> tuple[list[str], int | None]:
    found = loosened(parse(text), language)
    assert found is not None
    return [" ".join(term.words) for term in found.terms], found.at_least


@pytest.mark.parametrize(
    ("text", "language", "telling", "at_least"),
    [
        ("women will not walk home from the bus after dark", "en", ["women", "walk", "home", "bus", "dark"], 1),
        ("what about floods", "en", ["floods"], 1),
        ("que faire contre les inondations", "fr", ["inondations"], 1),
        ("¿qué hacemos cuando se inunda el barrio?", "es", ["hacemos", "inunda", "barrio"], 1),
        ("floods drains kiosks pumps pipes wells", "en", ["floods", "drains", "kiosks", "pumps", "pipes", "wells"], 2),
        ("slum upgrading finance", "en", ["slum", "upgrading", "finance"], 1),
        ("der Bus im Dunkeln", "de", ["der", "Bus", "im", "Dunkeln"], 1),
    ],
)
def test_words_that_name_something_are_left_and_a_third_of_them_is_enough(text, language, telling, at_least):
    assert words(text, language) == (telling, at_least)


@pytest.mark.parametrize("text", ["", "floods", "the of and", "-floods", "flood*"])
def test_where_nothing_can_be_left_out_nothing_is_loosened(text):
    assert loosened(parse(text), "en") is None


def test_phrases_and_what_is_excluded_stay():
    found = loosened(parse('the "right to the city" -eviction tenure'), "en")
    assert [(term.kind, term.excluded) for term in found.terms] == [
        (Kind.PHRASE, False),
        (Kind.WORD, False),
        (Kind.WORD, True),
    ]
    assert found.at_least == 1


def test_a_search_is_strict_unless_it_says_otherwise():
    assert read(SearchQuery("the bus at night")).at_least is None
    assert read(SearchQuery("the bus at night", loose=True)).at_least == 1
    assert read(SearchQuery("bus", loose=True)).at_least is None


def test_there_is_a_list_for_each_language_of_the_interface(settings):
    assert set(STOP_WORDS) == set(settings.INTERFACE_LANGUAGES)
