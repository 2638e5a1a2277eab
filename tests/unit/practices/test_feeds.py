"""The Atom feed of new notes."""

from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from wagtail.models import PageViewRestriction

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def entries(client, settings):
    """Gives the entries of the feed in a language."""
    settings.BASE_URL = "https://portal.example"

    def read(language="en"):
        response = client.get(f"/{language}/practices/feed/")
        assert response["Content-Type"].startswith("application/atom+xml")
        return ET.fromstring(response.content).findall(f"{ATOM}entry")

    return read


def test_an_entry_says_title_line_place_type_and_where(make_note, entries):
    page = make_note(title="Kiosks & taps", one_line="Residents run kiosks.")

    (entry,) = entries()

    assert entry.findtext(f"{ATOM}title") == "Kiosks & taps"
    assert entry.findtext(f"{ATOM}summary") == "Residents run kiosks."
    assert [item.get("term") for item in entry.findall(f"{ATOM}category")] == [
        "Other practice",
        "Nairobi, Nairobi Area, Kenya",
    ]
    assert entry.findtext(f"{ATOM}updated")
    assert entry.find(f"{ATOM}link").get("href") == f"https://portal.example/en/cities/nairobi-ke/{page.slug}/"
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{page.translation_key}"


def test_what_looks_like_markup_reaches_readers_as_text(make_note, entries):
    make_note(one_line="Cheaper than <5 dollars a month & mended <b>within</b> a day.")
    (entry,) = entries()
    summary = entry.find(f"{ATOM}summary")
    assert summary.get("type") == "html"
    assert (
        BeautifulSoup(summary.text, "html.parser").get_text()
        == "Cheaper than <5 dollars a month & mended <b>within</b> a day."
    )


def test_a_note_stands_once_in_the_readers_language_where_it_has_it(make_note, translate, entries):
    translate(make_note(title="Kiosks"), "fr", title="Bornes-fontaines")

    assert [entry.findtext(f"{ATOM}title") for entry in entries("fr")] == ["Bornes-fontaines"]
    (entry,) = entries("es")
    assert entry.findtext(f"{ATOM}title") == "Kiosks"
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert entry.find(f"{ATOM}link").get("href").startswith("https://portal.example/es/")


def test_drafts_and_restricted_notes_are_not_in_it(make_note, entries):
    make_note(publish=False)
    hidden = make_note(title="Hidden", slug="hidden")
    assert len(entries()) == 1

    PageViewRestriction.objects.create(page=hidden, restriction_type="login")

    assert entries() == []


def test_costs_the_same_few_queries_however_many_notes(make_note, client, django_assert_max_num_queries):
    for number in range(3):
        make_note(title=f"Note {number}")
    client.get("/en/practices/feed/")

    with django_assert_max_num_queries(2):
        client.get("/en/practices/feed/")


@pytest.mark.django_db
def test_an_empty_portal_has_an_empty_feed(entries):
    assert entries() == []


@pytest.mark.django_db
def test_every_page_links_it(client):
    page = client.get("/fr/accounts/login/").content.decode()

    assert 'type="application/atom+xml"' in page
    assert 'href="/fr/practices/feed/"' in page
