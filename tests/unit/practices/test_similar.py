"""What to read after a note: the ones most like it, and those that went another way, each with its reasons."""

import re

import pytest

from portal.addresses import address_of
from tests.making import anew

pytestmark = pytest.mark.django_db


def sections(client, page, language="en"):
    """Gives the text of both sections, by heading, with their notes in order."""
    html = client.get(address_of(page, language)).content.decode()
    found = {}
    for section in re.findall(r'<section class="flow no-print">.*?</section>', html, re.DOTALL):
        heading = re.search(r"<h2>(.*?)</h2>", section)[1]
        titles = re.findall(r"<h3[^>]*>\s*<a [^>]*>(.*?)</a>", section, re.DOTALL)
        reasons = [re.sub(r"\s+", " ", text).strip() for text in re.findall(r"Shared:(.*?)</p>", section, re.DOTALL)]
        found[heading] = list(zip(titles, reasons, strict=True))
    return found


@pytest.fixture(scope="module", autouse=True)
def made(once):
    """The note that is read."""
    themes = ("participation", "water-sanitation")

    def make(maker):
        return maker.make_note("upgrading_programme", slug="note", title="The note", themes=themes, scale="city")

    return {"note": once(make)}


@pytest.fixture
def note(made):
    return anew(made)["note"]


def test_what_shares_more_comes_first_and_says_what(client, note, make_note):
    make_note("upgrading_programme", city="medellin", slug="far", title="Far", themes=("participation",))
    make_note(
        "upgrading_programme",
        city="kisumu",
        slug="near",
        title="Near",
        themes=("water-sanitation", "participation"),
        scale="city",
    )
    similar = sections(client, note)["Similar notes"]
    assert [title for title, _reasons in similar] == ["Near", "Far"]
    assert "same scale" in similar[0][1]
    assert "country of like income" in similar[0][1]
    assert "same scale" not in similar[1][1]


def test_a_note_of_another_type_on_the_same_problem_is_another_way(client, note, make_note):
    for number in range(3):
        make_note("upgrading_programme", slug=f"same-{number}", title=f"Same {number}")
    make_note("safety_plan", slug="other", title="Other way")
    found = sections(client, note)
    assert [title for title, _reasons in found["The same problem, another way"]] == ["Other way"]
    assert "Other way" not in [title for title, _reasons in found["Similar notes"]]


def test_a_note_without_a_shared_theme_is_not_similar(client, note, make_note):
    make_note("upgrading_programme", slug="else", title="Something else", themes=("slum-upgrading",))
    assert sections(client, note) == {}


def test_what_is_not_public_is_not_offered(client, note, make_note):
    make_note(slug="draft", title="A draft", publish=False)
    gone = make_note(slug="gone", title="Gone")
    gone.unpublish()
    assert sections(client, note) == {}


def test_each_is_offered_in_the_readers_language(client, note, make_note, translate):
    other = make_note(slug="other", title="Kiosks")
    translate(other, "fr", title="Bornes", slug="bornes")
    html = client.get(address_of(note, "fr")).content.decode()
    assert "Bornes" in html
    assert ">Kiosks</a>" not in html


def test_terms_of_the_same_name_are_said_once(client, make_note, terms):
    violence = terms["violence_type", "gender-violence"]
    pages = [make_note("safety_plan", slug=slug, themes=("gender-based-violence",), publish=False) for slug in "ab"]
    for page in pages:
        page.violence_types = [violence]
        page.save_revision().publish()
    reasons = sections(client, pages[0])["Similar notes"][0][1]
    assert reasons.count("Gender-based violence") == 1
