"""Names in a search are offered as filters, none is forced, and each leads to something."""

import pytest
from django.core.management import call_command

from tests.making import anew

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def made(once):
    def make(maker):
        made = {
            "pipes": maker.make_note(title="Standpipes", themes=("water-sanitation",)),
            "plan": maker.make_note("safety_plan", city="kisumu", title="Night patrols"),
            "cable": maker.make_note(city="medellin", title="Cable cars"),
        }
        call_command("search", "rebuild", verbosity=0)
        return made

    return once(make)


@pytest.fixture
def notes(made):
    return anew(made)


def offered(client, text, language="en", **parameters):
    shown = client.get(f"/{language}/search/", {"q": text, **parameters}).context["offers"]
    return [(offer.label, offer.address) for offer in shown]


def test_a_country_is_offered_with_the_other_words_and_filters_kept(client, notes):
    wanted = [("Only notes of Kenya", "?q=kiosks&place=KE&status=running&sort=newest")]
    assert offered(client, "kiosks in Kenya", status="running", sort="newest") == wanted


def test_the_view_is_kept(client, notes):
    assert offered(client, "kiosks in Kenya", view="map") == [("Only notes of Kenya", "?q=kiosks&place=KE&view=map")]


def test_the_page_shows_the_link(client, notes):
    html = client.get("/en/search/", {"q": "kiosks kenya"}).content.decode()
    assert '<a class="chip" href="?q=kiosks&amp;place=KE">Only notes of Kenya</a>' in html


def test_a_name_counts_in_any_interface_language_with_or_without_accents(client, notes):
    assert offered(client, "colombie")[0][1] == offered(client, "Colombia", "fr")[0][1] == "?place=CO"
    assert offered(client, "medellin") == [("City page: Medellín", "/en/cities/medellin-co/")]


def test_types_regions_and_themes_are_names_too_one_or_many(client, notes):
    assert offered(client, "night safety plans") == [
        ("Only notes of the type “Safety plan”", "?q=night&type=safety_plan")
    ]
    assert offered(client, "kiosks africa") == [("Only notes of Africa", "?q=kiosks&place=002")]
    assert ("Only notes on “Water and sanitation”", "?theme=water-sanitation") in offered(
        client, "water and sanitation"
    )


def test_the_longest_name_wins_and_there_are_at_most_three(client, notes, terms):
    from practices.models import Term

    Term.objects.filter(vocabulary="theme", key="water-sanitation").update(name_en="Water of Kenya")
    assert offered(client, "water of kenya") == [("Only notes on “Water of Kenya”", "?theme=water-sanitation")]
    assert len(offered(client, "nairobi kisumu medellin kenya")) == 3


@pytest.mark.parametrize("text", ['"kenya"', "-kenya", "keny*", "", "-", "kenyan", "(" * 50, "x " * 100])
def test_quoted_excluded_and_begun_words_name_nothing(client, notes, text):
    assert offered(client, text) == []


def test_what_is_filtered_already_or_would_find_nothing_is_not_offered(client, notes):
    assert offered(client, "kiosks kenya", place="KE") == []
    assert offered(client, "cable kenya") == []
    assert offered(client, "kiosks uganda") == []
    assert offered(client, "xylophone kenya") == []  # The loose search found its notes by "kenya".
    assert offered(client, "kenya kiosks", place="CO") == [("Only notes of Kenya", "?q=kiosks&place=KE")]


def test_without_public_notes_a_place_is_not_offered(client, notes):
    notes["cable"].unpublish()
    assert offered(client, "medellin") == []
