"""The Atom feed of a search."""

import datetime
import shutil
from xml.etree import ElementTree as ET

import pytest
from django.core.management import call_command

from practices.models import PublicRecord
from tests.making import anew

ATOM = "{http://www.w3.org/2005/Atom}"
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def made(once):
    """Three notes in the index; the newest is of Colombia and has a French translation."""

    def make(maker):
        made = {
            "pipes": maker.make_note(title="Standpipes", barriers="planted-secret-one", lessons_visibility="peers"),
            "plan": maker.make_note("safety_plan", city="kisumu", title="Night patrols"),
            "cable": maker.make_note("upgrading_programme", city="medellin", title="Cable cars"),
        }
        maker.translate(made["cable"], "fr", title="Téléphériques urbains")
        for day, page in enumerate(made.values(), 1):
            PublicRecord.objects.filter(translation_key=page.translation_key).update(
                first_published_at=datetime.datetime(2026, 1, day, tzinfo=datetime.UTC)
            )
        call_command("search", "rebuild", verbosity=0)
        return made

    return once(make)


@pytest.fixture
def notes(made):
    return anew(made)


def read(response):
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    return ET.fromstring(response.content)


def titles(response):
    return [entry.findtext(f"{ATOM}title") for entry in read(response).findall(f"{ATOM}entry")]


def test_it_has_what_the_search_finds_newest_first_whatever_order_is_asked_for(client, notes):
    assert titles(client.get("/en/search/feed/")) == ["Cable cars", "Night patrols", "Standpipes"]
    assert titles(client.get("/en/search/feed/?place=KE&sort=verified&page=7")) == ["Night patrols", "Standpipes"]
    assert titles(client.get("/en/search/feed/?q=patrols&type=safety_plan")) == ["Night patrols"]


def test_it_is_called_what_is_searched_and_leads_to_the_page_of_the_search(client, notes, settings):
    settings.BASE_URL = "https://portal.example"
    found = read(client.get("/fr/search/feed/?q=cable&place=CO&sort=newest"))
    assert "Colombie" in found.findtext(f"{ATOM}title")
    assert found.find(f"{ATOM}link[@rel='alternate']").get("href") == (
        "https://portal.example/fr/search/?q=cable&place=CO"
    )
    assert found.find(f"{ATOM}entry").findtext(f"{ATOM}title") == "Téléphériques urbains"


def test_a_question_that_its_page_answers_with_some_of_its_words_has_the_same_notes(client, notes):
    assert titles(client.get("/en/search/feed/?q=who+patrols+our+streets+at+night+when+buses+stop")) == [
        "Night patrols"
    ]


def test_what_is_withheld_or_no_longer_public_is_not_in_it(client, notes):
    assert "planted-secret-one" not in client.get("/en/search/feed/").content.decode()
    assert titles(client.get("/en/search/feed/?q=planted-secret-one")) == []
    notes["plan"].unpublish()
    assert titles(client.get("/en/search/feed/?q=patrols")) == []


def test_a_reader_that_has_it_is_told_that_nothing_changed_until_something_does(client, notes):
    first = client.get("/en/search/feed/?q=patrols")
    again = client.get("/en/search/feed/?q=patrols", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    notes["plan"].save_revision().publish()
    assert client.get("/en/search/feed/?q=patrols", headers={"If-None-Match": first["ETag"]}).status_code == 200
    assert client.get("/fr/search/feed/?q=patrols", headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "?type=nothing",
        "?page=-1",
        "?sort=x",
        "?q=%00%ff",
        "?q=%22",
        "?q=" + "a" * 5000,
        "?theme=%00",
        "?language=zz",
        "?year=x&year=y",
    ],
)
def test_bad_parameters_give_a_feed(client, notes, query):
    read(client.get(f"/en/search/feed/{query}"))


def test_without_an_index_it_asks_to_come_back(client, notes, settings):
    from search.engines import get_engine

    shutil.rmtree(settings.SEARCH_INDEX_DIR)
    get_engine.cache_clear()
    response = client.get("/en/search/feed/?q=patrols")
    assert (response.status_code, response["Retry-After"]) == (503, "60")


def test_the_search_page_leads_to_the_feed_of_the_search(client, notes):
    html = client.get("/en/search/?q=patrols&place=KE").content.decode()
    assert html.count('href="/en/search/feed/?q=patrols&amp;place=KE"') == 2  # for machines and for people
