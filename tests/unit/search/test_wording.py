"""Searches in words: as people read them, not as they are kept."""

import pytest
from django.http import QueryDict
from django.utils import translation

from portal.models import Organisation
from search import facets
from search.addresses import read_search
from search.wording import in_words, vanished


@pytest.fixture
def read(countries, terms):
    """Gives the search of an address in words, and what of it is not known any more."""

    def make(address):
        query = read_search(QueryDict(address), "en", facets.KNOWN_VALUES).query
        return in_words(query), vanished(query)

    return make


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "All notes"),
        ("q=water&place=KE&place=CO&type=safety_plan", "“water”, Safety plan, Kenya / Colombia"),
        ("theme=water-sanitation", "Water and sanitation"),
        ("year_from=2010&year_to=2015", "2010 to 2015"),
        ("cell=23-5", "Place on the map"),
    ],
)
def test_filters_are_called_by_their_names(read, address, words):
    assert read(address) == (words, [])


def test_what_nothing_is_called_by_any_more_stands_as_it_was(read):
    assert read("theme=gone") == ("gone", ["theme"])


def test_words_are_in_the_language_of_the_reader(read):
    with translation.override("fr"):
        assert read("place=CO")[0] == "Colombie"


def test_an_organisation_without_notes_keeps_its_name(read):
    Organisation.objects.create(key="utility", name="Water utility", kind="partner")
    assert read("contributor=utility&contributor=nobody") == ("Water utility / nobody", ["contributor"])
    assert read("contributor=utility") == ("Water utility", [])
