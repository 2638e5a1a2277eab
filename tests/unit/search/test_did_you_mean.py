"""A search that finds nothing offers the spelling that finds something, and never searches for another by itself."""

import pytest
from django.core.management import call_command

from search import outbox
from search.suggest.did_you_mean import words
from tests.making import anew

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def made(once):
    def make(maker):
        made = {
            "pipes": maker.make_note(title="Standpipes by the road"),
            "patrols": maker.make_note(title="Night patrols", city="kisumu"),
            "cable": maker.make_note(city="medellin", title="Cable cars"),
            "hidden": maker.make_note(title="Gondolas", publish=False),
        }
        maker.translate(made["cable"], "fr", title="Téléphériques urbains")
        call_command("search", "rebuild", verbosity=0)
        return made

    return once(make)


@pytest.fixture
def notes(made):
    words.forget()
    yield anew(made)
    words.forget()


def offered(client, text, language="en", **parameters):
    return client.get(f"/{language}/search/", {"q": text, **parameters}).context["did_you_mean"]


def test_a_misspelt_word_is_offered_with_its_notes_and_all_filters_kept(client, notes):
    response = client.get("/en/search/", {"q": "nihgt patrols", "place": "KE"})
    html = response.content.decode()
    assert 'Did you mean <a href="?q=night+patrols&amp;place=KE">night patrols</a>? (1 note)' in " ".join(html.split())
    assert response.context["results"].total == 0 or response.context["is_loose"]


def test_the_view_and_its_columns_are_kept(client, notes):
    address = offered(client, "nihgt patrols", view="table", column=["city", "cost"]).address
    assert address == "?q=night+patrols&view=table&column=city&column=cost"
    assert offered(client, "nihgt patrols", view="map").address == "?q=night+patrols&view=map"


def test_the_word_comes_as_notes_write_it_in_the_readers_language(client, notes):
    assert offered(client, "telepheriqes", "fr").text == "téléphériques"


def test_a_name_is_offered_too_and_never_corrected(client, notes):
    assert offered(client, "nairobbi").text == "nairobi"
    assert offered(client, "kisumu kiosks zzz") is None


def test_nothing_is_offered_where_enough_is_found_or_the_words_exist_or_nothing_is_near(client, notes):
    assert offered(client, "kiosks") is None
    assert offered(client, "patrols standpipes") is None
    assert offered(client, "xylophone") is None
    assert offered(client, "") is None


def test_another_form_of_a_word_is_no_mistake(client, notes):
    # No note says "standpiped", but by its stem it is found.
    assert offered(client, "standpiped road kiosks") is None
    assert offered(client, "standpipse road kiosks").text == "standpipes road kiosks"


def test_nothing_is_offered_that_would_find_nothing(client, notes):
    assert offered(client, "pattrols", place="CO") is None
    assert offered(client, "pattrols").text == "patrols"


def test_no_word_is_offered_that_is_not_public_any_more(client, notes):
    assert offered(client, "gondolass") is None
    assert offered(client, "standpipees").text == "standpipes"
    notes["pipes"].unpublish()
    outbox.drain()
    # The words that this process keeps still have it; the table does not.
    assert words.list().near("standpipees") == ["standpipes"]
    assert offered(client, "standpipees") is None


@pytest.mark.parametrize("text", ["a" * 5000, "\x00wter", '"', "-", "(" * 50, "wter " * 200])
def test_bad_input_gives_a_page(client, notes, text):
    assert client.get("/en/search/", {"q": text}).status_code == 200
