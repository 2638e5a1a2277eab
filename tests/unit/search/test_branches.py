"""How a reader goes through the values of a facet: below each other, the many behind a button, found by their names."""

from search.branches import SHOWN, Branches, Value

PLACES = {
    "002": Value("Africa"),
    "202": Value("Sub-Saharan Africa", "002"),
    "KE": Value("Kenya", "202"),
    "CI": Value("Côte d’Ivoire", "202"),
    "019": Value("Americas"),
    "PE": Value("Peru", "019"),
}
COUNTS = {"002": 3, "202": 3, "KE": 2, "CI": 1, "019": 1, "PE": 1}


def rows(*chosen, find="", words=PLACES, counts=COUNTS):
    return Branches(words, counts, chosen, ",".join, find).rows(sorted)


def outline(group):
    """Gives the values as nested lists; one that is a link as "value -> the values it leads to"."""
    return [
        (f"{row['value']} -> {row['address']}" if row["address"] else row["value"], *filter(None, [below(row)]))
        for row in [*group["values"], *group["more"]]
    ]


def below(row):
    return outline(row["below"]) if row["below"] else None


def test_what_is_closed_shows_the_top_level_alone():
    assert outline(rows()) == [("002",), ("019",)]


def test_a_chosen_value_shows_what_it_holds_as_links_that_take_its_place():
    assert outline(rows("002", "PE")) == [
        ("002", [("202 -> PE,202", [("CI -> PE,CI",), ("KE -> PE,KE",)])]),
        ("019 -> 002,019", [("PE",)]),
    ]


def test_above_a_chosen_value_are_links_back_and_beside_it_more_to_tick():
    assert outline(rows("KE")) == [("002 -> 002", [("202 -> 202", [("CI",), ("KE",)])]), ("019",)]


def test_a_text_finds_values_without_accents_with_what_stands_above_and_what_is_chosen():
    assert outline(rows(find="COTE")) == [("002", [("202", [("CI",)])])]
    assert outline(rows("PE", find="cote")) == [("002", [("202", [("CI",)])]), ("019 -> 019", [("PE",)])]
    assert outline(rows(find="nowhere")) == []


def test_of_many_values_the_first_are_seen_and_the_chosen_ones():
    words = {f"{number:02}": Value(f"Name {number}") for number in range(30)}
    group = rows("25", words=words, counts=dict.fromkeys(words, 1))
    assert [row["value"] for row in group["values"]] == [*sorted(words)[:SHOWN], "25"]
    assert len(group["more"]) == 30 - SHOWN - 1
    assert outline(rows(words=words, counts=dict.fromkeys(words, 1), find="name 7")) == [("07",)]
