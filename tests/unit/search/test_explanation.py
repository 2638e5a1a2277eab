"""The parts of a score: how it is divided among the places where a term was found."""

import pytest

from search.explanation import Best, Leaf, Place, explanation, gains, leaves
from search.fields import TIE_BREAKER
from search.parse import Kind, Term

WATER = Term(Kind.WORD, ("water",))
TITLE, BODY, STEM, OTHER = (
    Leaf(Place(WATER, WATER, part, language), None)
    for part, language in (("title", ""), ("body", ""), ("title", "en"), ("body", ""))
)


def shares(node, scores):
    return [(match.place.part, pytest.approx(match.gain)) for match in gains(node, scores)]


def test_the_best_place_counts_whole_and_the_others_a_little():
    node = Best((BODY, TITLE, STEM))
    assert shares(node, {TITLE: 4.0, BODY: 1.0}) == [("title", 4.0), ("body", TIE_BREAKER)]
    assert shares(node, {}) == []


def test_places_looked_at_together_count_as_one_and_a_boost_weighs_all_of_them():
    node = Best((TITLE, Best((BODY, OTHER), boost=0.5)))
    inner = 10.0 + 2.0 * TIE_BREAKER
    found = gains(node, {TITLE: 4.0, BODY: 10.0, OTHER: 2.0})
    assert [match.gain for match in found] == pytest.approx([5.0, TIE_BREAKER, 4.0 * TIE_BREAKER])
    assert sum(match.gain for match in found) == pytest.approx(inner * 0.5 + 4.0 * TIE_BREAKER)


def test_places_of_the_same_score_count_as_one_whole_and_one_a_little():
    assert sum(match.gain for match in gains(Best((TITLE, BODY)), {TITLE: 3.0, BODY: 3.0})) == pytest.approx(3.3)


def test_terms_and_signals_are_added():
    terms = [Best((TITLE, BODY)), Best((OTHER,))]
    assert list(leaves(terms)) == [TITLE, BODY, OTHER]
    found = explanation(5.3, terms, {TITLE: 4.0, OTHER: 1.0}, {"adopted:often": 0.3})
    assert [match.gain for match in found.matches] == [4.0, 1.0]
    assert found.score == 5.3
