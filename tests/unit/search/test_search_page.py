"""The search page: what is found, counted and shown, and what happens with bad input and without an index."""

import shutil

import pytest
from django.core.management import call_command

from search.engines import get_engine
from tests.making import anew

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def made(once):
    """Three notes in the index: two of Kenya, one of Colombia that has a French translation."""

    def make(maker):
        made = {
            "pipes": maker.make_note(title="Standpipes", themes=("water-sanitation",)),
            "plan": maker.make_note("safety_plan", city="kisumu", title="Night patrols", status="scaled_up"),
            "cable": maker.make_note("upgrading_programme", city="medellin", title="Cable cars", status="completed"),
        }
        maker.translate(made["cable"], "fr", title="Téléphériques urbains")
        call_command("search", "rebuild", verbosity=0)
        return made

    return once(make)


@pytest.fixture
def notes(made):
    return anew(made)


def titles(response):
    return [hit["record"].title for hit in response.context["hits"]]


def facet(response, name):
    shown = next(facet for facet in response.context["facets"] if facet["name"] == name)
    return {value["value"]: value["count"] for value in shown["values"]}


def test_words_find_notes_and_the_sentence_that_matched(client, notes):
    response = client.get("/en/search/", {"q": "standpipe"})
    assert titles(response) == ["Standpipes"]
    assert "<mark>" in response.context["hits"][0]["highlight"]


def test_a_hit_opens_in_the_readers_language_where_there_is_one(client, notes):
    assert titles(client.get("/fr/search/", {"q": "cable"})) == ["Téléphériques urbains"]
    assert titles(client.get("/es/search/", {"q": "téléphérique"})) == ["Cable cars"]


def test_facets_count_notes_under_all_filters_but_their_own(client, notes):
    response = client.get("/en/search/", {"place": "KE"})
    assert sorted(titles(response)) == ["Night patrols", "Standpipes"]
    assert facet(response, "place") == {"002": 2, "019": 1}
    assert facet(response, "type") == {"other_practice": 1, "safety_plan": 1}


def test_values_are_or_ed_inside_a_facet_and_and_ed_between(client, notes):
    both = client.get("/en/search/?status=running&status=completed")
    assert sorted(titles(both)) == ["Cable cars", "Standpipes"]
    assert titles(client.get("/en/search/?status=running&status=completed&place=CO")) == ["Cable cars"]


def test_a_region_and_a_family_of_themes_hold_what_is_below_them(client, notes, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        response = client.get("/en/search/?place=002&theme=basic-services")
    assert titles(response) == ["Standpipes"]
    assert [chip["label"] for chip in response.context["chips"]] == ["Basic services", "Africa"]
    html = response.content.decode()
    # What is below the chosen region takes its place, by a link.
    assert 'href="?theme=basic-services&amp;place=KE"' in html
    assert titles(client.get("/en/search/?place=202&place=CO&status=completed")) == ["Cable cars"]


def test_a_range_narrows_and_one_the_wrong_way_round_is_said_and_kept(client, notes):
    assert len(titles(client.get("/en/search/?year_from=2012&city_size_from=1m_5m"))) == 2
    assert titles(client.get("/en/search/?year_from=2013")) == []
    response = client.get("/en/search/?q=cable&year_from=2013&year_to=2000")
    assert titles(response) == ["Cable cars"]
    html = response.content.decode()
    assert "from “2013” to “2000” is the wrong way round" in html
    assert 'value="2013"' in html


def test_the_field_of_a_long_facet_gets_its_values_alone(client, notes):
    headers = {"hx-request": "true", "hx-trigger-name": "find_place"}
    response = client.get("/en/search/?find_place=KENY", headers=headers)
    html = response.content.decode()
    assert 'id="place-KE"' in html
    assert 'id="place-019"' not in html
    assert "Standpipes" not in html
    assert "HX-Push-Url" not in response.headers


def test_the_map_shows_the_places_of_the_whole_result(client, notes):
    response = client.get("/en/search/", {"view": "map"})
    assert {mark["label"] for mark in response.context["marks"]} == {
        "2 notes in 2 cities, Nairobi (Kenya) among them",
        "1 note in Medellín, Colombia",
    }


def test_the_map_has_no_order_and_keeps_that_of_the_list(client, notes):
    html = client.get("/en/search/", {"view": "map", "sort": "newest"}).content.decode()
    assert "Sort by" not in html
    assert '<input type="hidden" name="sort" value="newest">' in html


def test_nothing_found_says_what_was_tried(client, notes):
    response = client.get("/en/search/", {"q": "zeppelin"})
    assert response.status_code == 200
    assert "No note has the word “zeppelin”." in response.content.decode()
    two = client.get("/en/search/", {"q": "zeppelin airships"}).content.decode()
    assert "No note has all the words “zeppelin airships”." in two


def test_where_nothing_can_be_narrowed_no_filters_are_offered(client, notes):
    assert "Apply filters" not in client.get("/en/search/", {"q": "zeppelin"}).content.decode()
    assert "Apply filters" in client.get("/en/search/", {"q": "standpipe"}).content.decode()


def test_a_question_in_whole_sentences_is_content_with_some_of_its_words(client, notes):
    response = client.get("/en/search/", {"q": "who patrols our streets at night when buses stop?"})
    assert titles(response) == ["Night patrols"]
    assert "Few notes or none have all of these words" in response.content.decode()
    assert "Sort by relevance" not in response.content.decode()
    by_date = client.get("/en/search/", {"q": "who patrols our streets at night when buses stop?", "sort": "newest"})
    address = "?q=who+patrols+our+streets+at+night+when+buses+stop%3F"
    assert f'<a href="{address}">Sort by relevance</a>' in by_date.content.decode()
    # Where all words are found, nothing is said; where a filter is in the way, that is said instead.
    assert "Few notes or none" not in client.get("/en/search/", {"q": "night patrols"}).content.decode()
    html = client.get("/en/search/", {"q": "night patrols", "place": "CO"}).content.decode()
    assert "Without the filter “Region and country”: 1 note" in " ".join(html.split())


def test_nothing_found_offers_the_filter_whose_removal_opens_most_first(client, notes):
    response = client.get("/en/search/", {"type": "upgrading_programme", "place": "KE", "view": "table"})
    ways = [(str(way["label"]), way["total"], way["address"]) for way in response.context["ways_out"]]
    assert ways == [
        ("Type", 2, "?place=KE&view=table"),
        ("Region and country", 1, "?type=upgrading_programme&view=table"),
        ("", 3, "?view=table"),
    ]
    html = " ".join(response.content.decode().split())
    assert html.index("Without the filter “Type”: 2 notes") < html.index(
        "Without the filter “Region and country”: 1 note"
    )
    assert "Without any filter: 3 notes" in html
    for _label, total, address in ways:
        assert client.get(f"/en/search/{address}").context["results"].total == total


def test_nothing_found_offers_no_way_that_leads_nowhere(client, notes):
    response = client.get("/en/search/", {"q": "zeppelin", "type": "upgrading_programme", "place": "KE"})
    assert response.context["ways_out"] == []
    assert "Without any filter" not in response.content.decode()
    # Two filters are in the way, and none alone.
    response = client.get("/en/search/", {"q": "standpipe", "type": "safety_plan", "place": "CO"})
    assert [(way["label"], way["total"]) for way in response.context["ways_out"]] == [("", 1)]


def test_a_note_is_found_by_a_question_that_it_answers(client, make_note):
    make_note(title="Standpipes", questions_answered="The tanker comes once a week\nWho mends broken taps?")
    call_command("search", "rebuild", verbosity=0)
    response = client.get("/en/search/", {"q": "mends taps"})
    assert titles(response) == ["Standpipes"]
    assert "Who <mark>mends</mark> broken <mark>taps</mark>?" in response.content.decode()


def test_a_sentence_that_was_withheld_since_it_was_indexed_is_not_shown(client, notes):
    def sentences():
        hits = client.get("/en/search/?q=cartels").context["hits"]
        return {hit["record"].title: hit["highlight"] for hit in hits}

    assert "broke the pipes" in sentences()["Standpipes"]
    notes["pipes"].lessons_visibility = "secretariat"
    notes["pipes"].save_revision().publish()
    assert sentences()["Standpipes"] == "", "The index is a moment behind."
    assert "broke the pipes" in sentences()["Cable cars"]


def test_what_is_no_longer_public_is_not_shown_whatever_the_index_says(client, notes):
    notes["pipes"].unpublish()
    assert [hit.key for hit in get_engine().search(_query("standpipe")).hits]
    assert titles(client.get("/en/search/", {"q": "standpipe"})) == []


def _query(text):
    from search.engine import SearchQuery

    return SearchQuery(text=text)


@pytest.mark.parametrize(
    "query",
    [
        "?type=nothing&status=%27",
        "?page=-1",
        "?page=99999999999999999999",
        "?page=2",
        "?sort=random",
        "?q=%22unbalanced",
        "?q=%28%29%7B%7D%5B%5D%5E~%3A%21%26%26+OR+AND+NOT+*",
        "?q=-",
        "?q=%00water",
        "?q=%E2%80%AEretaw",
        "?q=" + "a" * 5000,
        "?q=%ff%fe",
        "?theme=%00",
        "?year_from=" + "9" * 500,
        "?place=%27&language=zz&cost_band_to=nothing&find_place=%00%27",
        "?view=globe",
    ],
)
def test_bad_input_gives_a_page(client, notes, query):
    assert client.get("/en/search/" + query).status_code == 200


@pytest.mark.parametrize("address", ["/en/search/?q=" + "a" * 1_000_000, "/fr/" + "a/" * 500_000])
def test_an_address_of_a_megabyte_is_refused_with_a_short_page(client, db, address):
    response = client.get(address)
    assert response.status_code == 414
    assert b"<html" in response.content
    assert len(response.content) < 10_000


def test_an_unknown_value_is_said(client, notes):
    assert client.get("/en/search/?type=nothing").context["notices"] == ["Type"]


def test_without_an_index_search_says_so_and_the_rest_goes_on(client, notes, settings):
    page = notes["pipes"]
    shutil.rmtree(settings.SEARCH_INDEX_DIR)
    response = client.get("/en/search/", {"q": "water"})
    assert response.status_code == 503
    assert client.get(f"/en/cities/nairobi-ke/{page.slug}/").status_code == 200
    assert client.get("/en/practices/").status_code == 200
    call_command("search", "rebuild", verbosity=0)
    assert client.get("/en/search/", {"q": "water"}).status_code == 200


def test_a_link_to_a_search_is_shown_by_what_is_searched(client, notes):
    page = client.get("/en/search/", {"q": 'standpipe "by'}).content.decode()
    assert 'content="Search for standpipe &quot;by' in " ".join(page.split())


def test_htmx_gets_the_results_alone(client, notes):
    page = client.get("/en/search/", {"q": "standpipe"}, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in page
    assert "Standpipes" in page


def test_htmx_gets_title_languages_and_sign_in_of_what_is_shown_now(client, notes):
    asked = {"q": "standpipe", "type": "safety_plan", "year_from": "", "find_theme": ""}
    page = client.get("/en/search/", asked, headers={"hx-request": "true"}).content.decode()
    assert "Search for standpipe" in " ".join(page[page.index("<title>") : page.index("</title>")].split())
    assert 'id="language-switch"' in page
    assert 'href="/fr/search/?q=standpipe&amp;type=safety_plan"' in page
    assert 'id="site-account"' in page
    assert 'href="/en/accounts/login/?next=%2Fen%2Fsearch%2F%3Fq%3Dstandpipe%26type%3Dsafety_plan"' in page


def test_no_restricted_text_reaches_the_index(make_note, notes, settings):
    make_note(title="Closed books", barriers="zanzibarsecret", lessons_visibility="peers")
    call_command("search", "rebuild", verbosity=0)
    assert get_engine().search(_query("zanzibarsecret")).total == 0
    texts = b"".join(path.read_bytes() for path in settings.SEARCH_INDEX_DIR.rglob("*") if path.is_file())
    assert b"zanzibarsecret" not in texts


def test_status_says_engine_counts_and_outbox(notes, capsys):
    call_command("search", "status")
    said = capsys.readouterr().out
    assert "embedded" in said
    assert "3 of 3 public notes" in said
    assert "ready" in said
