"""Ranges: what lies between two ends, what an address keeps of it, and the bars of a histogram."""

from itertools import pairwise
from types import SimpleNamespace

import pytest
from django.http import QueryDict

from search.addresses import address_of, read_search
from search.documents import FACET_VALUES
from search.engine import SearchQuery
from search.ranges import MAX_BARS, RANGES, bars, between, ends


@pytest.mark.parametrize(
    "address",
    [
        "year_from=2001&year_to=2010",
        "year_from=2001",
        "year_to=1999",
        "cost_band_from=1m_10m",
        "city_size_from=under_50k&city_size_to=300k_1m",
        "place=002&place=PE&year_from=2005&year_to=2005",
    ],
)
def test_an_address_survives_being_read_and_written(address):
    form = read_search(QueryDict(address), "en")
    assert form.notices == ()
    again = read_search(QueryDict(address_of(form.query)[1:]), "en")
    assert again.query == form.query


def test_a_range_of_all_values_stays_a_filter():
    for name, values in RANGES.items():
        written = address_of(SearchQuery(filters={name: values}))
        assert read_search(QueryDict(written[1:]), "en").query.filters == {name: values}


def test_a_range_holds_its_ends_and_is_open_without_one():
    assert between("year", "2001", "2003") == ("2001", "2002", "2003")
    assert between("cost_band", "1m_10m", "") == ("1m_10m", "over_10m")
    assert between("cost_band", "", "under_100k") == ("under_100k",)
    assert ends("cost_band", ("1m_10m", "over_10m")) == ("1m_10m", "")


def test_a_range_that_is_the_wrong_way_round_narrows_nothing_and_is_kept_as_typed():
    form = read_search(QueryDict("year_from=2010&year_to=2001&sort=newest"), "en")
    assert form.query.filters == {}
    assert form.query.sort == "newest"
    assert form.backwards == ("year",)
    assert form.typed["year"] == ("2010", "2001")


@pytest.mark.parametrize("typed", ["soon", "1066", "99999", "-1", "%00", "a" * 100_000])
def test_what_is_no_year_is_said_and_the_other_end_applies(typed):
    form = read_search(QueryDict(f"year_from={typed}&year_to=2001"), "en")
    assert form.query.filters == {"year": between("year", "", "2001")}
    assert form.notices == (() if typed == "%00" else ("year",))


def test_bars_are_few_touch_each_other_and_hold_every_note():
    for years in (["2001"], ["1998", "2004"], ["1969", "2021"], ["1800", "2100"]):
        found = bars("year", dict.fromkeys(years, 2))
        assert 1 <= len(found) <= MAX_BARS
        assert sum(count for _start, _end, count in found) == 2 * len(years)
        assert all(int(one[1]) + 1 == int(two[0]) for one, two in pairwise(found))
        assert all(between("year", start, end) for start, end, _count in found)
    assert bars("year", {}) == []


def test_classes_have_a_bar_each_whether_or_not_they_count():
    assert bars("cost_band", {"1m_10m": 3}) == [
        (value, value, 3 if value == "1m_10m" else 0) for value in RANGES["cost_band"]
    ]


@pytest.mark.parametrize(
    ("facts", "band"),
    [
        ({"cost_band": "1m_10m", "cost_amount": "5", "cost_currency": "USD"}, "1m_10m"),
        ({"cost_band": "", "cost_amount": "10000000", "cost_currency": "USD"}, "over_10m"),
        ({"cost_band": "", "cost_amount": "99999.99", "cost_currency": "USD"}, "under_100k"),
        ({"cost_band": "", "cost_amount": "10000000", "cost_currency": "KES"}, ""),
        ({}, None),
    ],
)
def test_the_cost_band_is_the_chosen_one_or_that_of_dollars(facts, band):
    assert FACET_VALUES["cost_band"](SimpleNamespace(data={"facts": facts}), []) == [band]
