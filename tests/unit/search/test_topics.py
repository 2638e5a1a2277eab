"""What a question is about is told by everyday words as well as by terms of the field."""

import pytest
from django.conf import settings

from portal import yaml_files
from practices.choices import PracticeType
from search.engine import SearchQuery
from search.question import read
from search.topics import CLEAR, ENOUGH, LOOSE_WEIGHT, Lexicon, LexiconError, facet_of, lexicon, nearness, topic_boosts

LINES = [
    "# A remark",
    "theme/land-tenure: eviction, no land papers, bailiff",
    "theme/water: no water, water tap",
    "type/safety_plan: safety plan, crime",
]


@pytest.fixture
def topics_of():
    return Lexicon(LINES, "en").topics_of


def test_a_whole_expression_says_more_than_a_part_of_it(topics_of):
    assert topics_of("We were evicted, and nobody has papers for the land")["theme/land-tenure"] == ENOUGH
    part = topics_of("papers, please")
    assert set(part) == {"theme/land-tenure"}
    assert 0 < part["theme/land-tenure"] < topics_of("bailiffs")["theme/land-tenure"]


def test_a_word_of_several_topics_is_shared_among_them(topics_of):
    (of_two,) = Lexicon(["theme/a: night bus", "theme/b: night guard", "theme/c: day"], "en").topics_of("bus").values()
    shared = Lexicon(["theme/a: night bus", "theme/b: night guard", "theme/c: day"], "en").topics_of("night")
    assert shared == {"theme/a": of_two / 2, "theme/b": of_two / 2}


@pytest.mark.parametrize("text", ["", "the and of", "-eviction", "quantum chromodynamics", '"', "*"])
def test_what_speaks_of_nothing_has_no_topic(topics_of, text):
    assert topics_of(text) == {}


def test_a_note_of_fewer_themes_is_more_about_each_and_a_family_counts_half():
    asked = {"theme/land": 1.0}
    alone, among_four = nearness(asked, {"land": ""}, ""), nearness(asked, dict.fromkeys(("land", *"abc"), ""), "")
    assert alone == 1.0
    assert among_four == 0.5
    assert nearness(asked, {"tenure": "land"}, "") == 0.5
    assert nearness({"type/safety_plan": 1.0}, {}, "safety_plan") == 0.5
    assert nearness({"theme/land": 2.0, "type/safety_plan": 2.0}, {"land": ""}, "safety_plan") == ENOUGH
    assert nearness(asked, {}, "") == 0


def boosts(text, language="en", *, loose=True):
    query = SearchQuery(text, language, loose=loose)
    return topic_boosts(query, read(query))


def test_where_some_words_are_enough_topics_add_to_the_score_by_their_strength_and_each_word():
    assert boosts("the eviction of families")["theme/land-tenure"] == LOOSE_WEIGHT * 2 * strength("eviction families")
    longer = "the eviction of families xylophone quagga"
    assert boosts(longer)["theme/land-tenure"] == LOOSE_WEIGHT * 4 * strength(longer)


def strength(text):
    return lexicon("en").topics_of(text)["theme/land-tenure"]


def test_what_is_hardly_spoken_of_adds_nothing():
    text = "families and children in the house by the road"
    asked = lexicon("en").topics_of(text)
    faint = {topic for topic, found in asked.items() if found < CLEAR}
    assert faint
    assert boosts(text).keys() == asked.keys() - faint


@pytest.mark.parametrize("text", ["", "evictions", "-evictions", '"evictions"'])
def test_where_all_words_are_required_topics_add_nothing(text):
    assert boosts(text) == {}


def test_a_search_that_is_not_loose_has_no_topics_whatever_it_speaks_of():
    assert boosts("the eviction of families", loose=False) == {}
    assert boosts("the eviction of families", "sw") == {}


def test_a_topic_is_a_facet_and_its_value():
    assert facet_of("theme/land-tenure") == ("theme", "land-tenure")
    assert facet_of("verified:2026")[1] == ""


@pytest.mark.parametrize("line", ["theme/land-tenure eviction", "land-tenure: eviction", "theme/land-tenure: "])
def test_a_line_that_is_none_is_refused_with_its_number(line):
    with pytest.raises(LexiconError, match="line 2"):
        Lexicon(["# A remark", line], "en")


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_every_theme_and_type_is_spoken_of_in_each_language(language):
    file = settings.BASE_DIR / "practices" / "data" / "terms" / "themes.yaml"
    families = yaml_files.load(file.read_text(encoding="utf-8"))["terms"]
    themes = {term["key"] for family in families for term in (family, *family.get("terms", []))}
    expected = {f"theme/{key}" for key in themes} | {f"type/{name}" for name in PracticeType.values}
    assert lexicon(language).topics == expected - {"type/other_practice"}


def test_a_language_without_lexicon_has_no_topics():
    assert lexicon("sw").topics_of("maji safi") == {}
