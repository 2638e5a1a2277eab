"""The page of all topics."""

import re
from itertools import groupby

import pytest
from bs4 import BeautifulSoup

pytestmark = pytest.mark.django_db


def line_of(client, term) -> str:
    """Gives the line of a term on the page, without those of the terms within it."""
    page = BeautifulSoup(client.get("/en/terms/").content, "html.parser")
    line = page.find("a", href=term.get_absolute_url()).parent
    for within in line.find_all("ul"):
        within.decompose()
    return re.sub(r"\s+", " ", line.get_text()).strip()


def test_a_term_says_to_how_many_notes_it_leads_and_a_family_counts_each_note_once(
    client, make_note, translate, terms
):
    of_families = [term for (vocabulary, _key), term in terms.items() if vocabulary == "theme" and term.parent_id]
    _family, members = next(groupby(of_families, key=lambda term: term.parent_id))
    first, second = list(members)[:2]
    translate(make_note(slug="a", themes=(first.key, second.key)), "fr")
    make_note(slug="b", themes=(first.key,))
    assert line_of(client, first) == f"{first} 2 notes"
    assert line_of(client, second) == f"{second} 1 note"
    assert line_of(client, first.parent) == f"{first.parent} 2 notes"
    assert line_of(client, terms["beneficiary_group", "children"]) == "Children"
