"""Facets of several levels and ranges are values like any other to an engine; both engines take them so."""

from __future__ import annotations

from search.ranges import RANGES, between
from tests.contract.notes import Fill, counts, found, note, search


def test_a_note_is_found_and_counted_at_every_level(fill: Fill) -> None:
    engine = fill(
        [
            note("kenya", place=("002", "202", "KE")),
            note("uganda", place=("002", "202", "UG")),
            note("egypt", place=("002", "015", "EG")),
            note("peru", place=("019", "419", "PE")),
        ]
    )
    assert found(engine, filters={"place": ("002",)}) == {"kenya", "uganda", "egypt"}
    assert found(engine, filters={"place": ("202",)}) == {"kenya", "uganda"}
    results = search(engine, filters={"place": ("KE", "019")})
    assert {hit.key for hit in results.hits} == {"kenya", "peru"}
    assert counts(results, "place") == {
        "002": 3,
        "202": 2,
        "015": 1,
        "019": 1,
        "419": 1,
        "KE": 1,
        "UG": 1,
        "EG": 1,
        "PE": 1,
    }


def test_a_note_of_two_themes_of_a_family_counts_once_in_the_family(fill: Fill) -> None:
    engine = fill([note("1", theme=("water", "waste", "services")), note("2", theme=("water", "services"))])
    assert counts(search(engine), "theme") == {"services": 2, "water": 2, "waste": 1}


def test_ranges_hold_both_ends_and_no_note_without_a_value(fill: Fill) -> None:
    engine = fill([note(year, year=year) for year in ("1998", "2001", "2010", "2011")] + [note("undated")])
    assert found(engine, filters={"year": between("year", "2001", "2010")}) == {"2001", "2010"}
    assert found(engine, filters={"year": between("year", "2010", "")}) == {"2010", "2011"}
    assert found(engine, filters={"year": between("year", "", "1998")}) == {"1998"}
    assert found(engine, filters={"year": RANGES["year"]}) == {"1998", "2001", "2010", "2011"}


def test_a_histogram_counts_under_all_filters_but_its_own_range(fill: Fill) -> None:
    engine = fill(
        [
            note("1", year="1998", city_size="under_50k"),
            note("2", year="2001", city_size="1m_5m"),
            note("3", year="2010", city_size="over_5m"),
        ]
    )
    filters = {"year": between("year", "2000", ""), "city_size": between("city_size", "", "1m_5m")}
    results = search(engine, filters=filters)
    assert {hit.key for hit in results.hits} == {"2"}
    assert counts(results, "year") == {"1998": 1, "2001": 1}
    assert counts(results, "city_size") == {"1m_5m": 1, "over_5m": 1}
