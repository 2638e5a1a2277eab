"""The lists and pages of cities, countries and organisations."""

import pytest

from networks.parties import party_page
from portal.models import City, Organisation
from practices.models import PublicRecord
from tests.making import anew

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def made(once):
    """A note each of Nairobi, Kisumu and Medellín, and an organisation that contributed none."""

    def make(maker):
        organisation = Organisation.objects.create(
            key="water-utility", name="Water utility", kind="partner", country=maker.countries["KE"], contributor=True
        )
        party_page(organisation)
        notes = {
            city: maker.make_note(city=city, title=f"A note of {city}") for city in ("nairobi", "kisumu", "medellin")
        }
        return notes, organisation

    return once(make)


@pytest.fixture
def three_cities(made):
    notes, _organisation = made
    return anew(notes)


@pytest.fixture
def organisation(made):
    _notes, organisation = made
    return Organisation.objects.get(pk=organisation.pk)


def names(response):
    return [entry["city"].name for entry in response.context["cities"]]


def test_each_page_is_there_in_each_language_in_twelve_queries(
    client, three_cities, organisation, django_assert_max_num_queries
):
    cities, countries = ("cities/", "cities/kisumu-ke/"), ("countries/", "countries/kenya/")
    for path in (*cities, *countries, "organisations/", "organisations/water-utility/"):
        for language in ("en", "fr", "es"):
            address = f"/{language}/{path}"
            client.get(address)
            with django_assert_max_num_queries(12, info=address):
                response = client.get(address)
            assert response.status_code == 200, address
            assert f'<html lang="{language}"'.encode() in response.content, address


def test_cities_stand_in_the_order_asked_for(client, three_cities):
    by_name = ["Kisumu", "Medellín", "Nairobi"]
    for order, expected in {
        "": by_name,
        "name": by_name,
        "region": ["Kisumu", "Nairobi", "Medellín"],
        "size": ["Nairobi", "Medellín", "Kisumu"],
        "nonsense": by_name,
        "\x00": by_name,
    }.items():
        assert names(client.get("/en/cities/", {"order": order})) == expected, order


def test_cities_are_found_by_their_own_and_their_countrys_name(client, three_cities):
    for wanted, expected in {
        "medellin": ["Medellín"],
        "  NAI ": ["Nairobi"],
        "kenya": ["Kisumu", "Nairobi"],
        "Kenia": ["Kisumu", "Nairobi"],
        "colombie": ["Medellín"],
        "atlantis": [],
        "%": [],
        "_": [],
        "'": [],
        "a" * 5000: [],
        "\x00nairobi": ["Nairobi"],
    }.items():
        response = client.get("/en/cities/", {"q": wanted})
        assert response.status_code == 200, wanted
        assert names(response) == expected, wanted


def test_a_city_stands_under_the_letter_that_it_is_sorted_by(client, three_cities, cities):
    City.objects.filter(pk=cities["kisumu"].pk).update(name="Łódź")
    listed = [(entry["city"].name, entry["heading"]) for entry in client.get("/en/cities/").context["cities"]]
    assert listed == [("Łódź", "L"), ("Medellín", "M"), ("Nairobi", "N")]


def test_what_was_typed_is_shown_as_text(client, three_cities):
    html = client.get("/en/cities/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_a_page_of_the_list_that_is_not_there_is_one_that_is(client, three_cities):
    for number in ("0", "-1", "2", "99999999999999999999", "abc", "", "1.5", "²", "٣"):
        response = client.get("/en/cities/", {"page": number})
        assert response.status_code == 200, number
        assert len(names(response)) == 3, number


def test_a_city_shows_its_notes_and_no_others(client, three_cities):
    html = client.get("/en/cities/nairobi-ke/").content.decode()
    assert "A note of nairobi" in html
    assert "A note of kisumu" not in html
    assert "2,750,547" in html


def test_a_citys_page_is_called_as_its_readers_call_it_where_it_is_shared(client, three_cities, cities):
    City.objects.filter(pk=cities["nairobi"].pk).update(name_es="Nairobi la verde")
    html = client.get("/es/cities/nairobi-ke/").content.decode()
    assert '<meta property="og:title" content="Nairobi la verde, Kenia">' in " ".join(html.split())


def test_a_citys_notes_are_listed_in_the_readers_language_once(client, three_cities, translate):
    translate(three_cities["nairobi"], "fr", title="Une note de Nairobi", slug="une-note")
    french = client.get("/fr/cities/nairobi-ke/").content.decode()
    assert french.count("Une note de Nairobi") == 1
    assert "A note of nairobi" not in french
    spanish = client.get("/es/cities/nairobi-ke/").content.decode()
    assert spanish.count("A note of nairobi") == 1
    assert "Une note de Nairobi" not in spanish


def test_a_note_that_is_taken_back_leaves_its_citys_page(client, three_cities):
    three_cities["nairobi"].unpublish()
    for address in ("/en/cities/nairobi-ke/", "/en/countries/kenya/"):
        response = client.get(address)
        assert response.status_code == 200
        assert "A note of nairobi" not in response.content.decode()


def test_a_country_shows_its_cities_their_notes_and_its_organisations(client, three_cities, organisation):
    html = client.get("/en/countries/kenya/").content.decode()
    for text in ("/en/cities/nairobi-ke/", "/en/cities/kisumu-ke/", "A note of kisumu", "Water utility"):
        assert text in html
    assert "A note of medellin" not in html


def test_a_list_that_is_long_is_cut_into_pages_and_old_programmes_stay(
    client, make_note, organisation, three_cities, countries, monkeypatch
):
    programme = make_note(title="An old programme", slug="programme")
    PublicRecord.objects.filter(page=programme).update(city=None)
    for number in range(3):
        make_note(title=f"Newer note {number}", slug=f"newer-{number}", contributing_organisation=organisation)
    monkeypatch.setattr("networks.cities.contexts.NOTES_A_PAGE", 2)
    for path, pages, titles in (
        ("cities/nairobi-ke/", 2, {"A note of nairobi"}),
        ("countries/kenya/", 3, {"A note of nairobi", "A note of kisumu"}),
        ("organisations/water-utility/", 2, set()),
    ):
        expected = {*titles, *(f"Newer note {number}" for number in range(3))}
        found = set()
        for number in range(1, pages + 1):
            response = client.get(f"/en/{path}", {"page": number})
            html = response.content.decode()
            found |= {title for title in expected if title in html}
            assert ("An old programme" in html) == (path == "countries/kenya/" and number == 1)
        assert found == expected, path
        assert response.context["pages"]["last"] == pages
        assert 'href="?page=1"' in html


def test_an_organisation_shows_the_notes_it_contributed(client, make_note, organisation, three_cities):
    make_note(title="Their own note", contributing_organisation=organisation)
    html = client.get("/en/organisations/water-utility/").content.decode()
    assert "Their own note" in html
    assert "A note of nairobi" not in html
    assert client.get("/en/organisations/").context["organisations"][0]["notes"] == 1


def test_an_organisations_website_is_called_as_people_call_it(client, organisation, three_cities):
    Organisation.objects.filter(pk=organisation.pk).update(website="https://www.example.org/")
    page = client.get("/en/organisations/water-utility/").content.decode()
    assert '<a href="https://www.example.org/">example.org</a>' in page


def test_the_list_marks_each_city_on_the_map_as_a_link(client, three_cities):
    marks = {mark["url"]: mark["count"] for mark in client.get("/fr/cities/").context["marks"]}
    assert marks == {f"/fr/cities/{slug}/": 1 for slug in ("nairobi-ke", "kisumu-ke", "medellin-co")}


@pytest.mark.parametrize("path", ["cities/atlantis-xx/", "countries/atlantis/", "organisations/nobody/"])
def test_who_is_not_here_has_no_page(client, path):
    assert client.get(f"/en/{path}").status_code == 404


def test_a_description_that_is_there_in_english_alone_says_so(client, organisation):
    organisation.description_en, organisation.description_fr = "Runs the kiosks.", ""
    organisation.save()
    address = "organisations/water-utility/"
    assert '<div class="flow"><p>Runs the kiosks.' in client.get(f"/en/{address}").content.decode()
    assert '<div class="flow" lang="en" dir="ltr"><p>Runs the kiosks.' in client.get(f"/fr/{address}").content.decode()
    organisation.description_fr = "Gère les bornes."
    organisation.save()
    assert '<div class="flow"><p>Gère les bornes.' in client.get(f"/fr/{address}").content.decode()
