"""The map of a whole result: a mark for each square, which opens to its notes."""

import csv
import io

import pytest
from django.core.management import call_command

from portal import world
from portal.models import City
from search import cells
from search.documents import documents
from search.elastic.mapping import build_source, index_body

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def notes(once):
    """Two notes of Nairobi, one of a town beside it, one of Medellín; gives the squares of their cities by name."""

    def make(maker):
        kenya = maker.countries["KE"]
        maker.cities["thika"] = City.objects.create(
            name="Thika", ascii_name="Thika", country=kenya, population=136_576, latitude=-1.03, longitude=37.06
        )
        for city, title in (
            ("nairobi", "Pipes"),
            ("nairobi", "Paths"),
            ("thika", "Lamps"),
            ("medellin", "Cable cars"),
        ):
            maker.make_note(city=city, title=title)
        call_command("search", "rebuild", verbosity=0)
        return {name: world.square(city.latitude, city.longitude) for name, city in maker.cities.items()}

    return once(make)


def marks(client, query="", language="en"):
    return {mark["label"]: mark for mark in client.get(f"/{language}/search/?view=map&{query}").context["marks"]}


def test_cities_are_called_as_the_reader_calls_them(client):
    City.objects.filter(ascii_name__in=["Medellin", "Nairobi"]).update(name_es="Ciudad")
    assert set(marks(client, language="es")) == {
        "3 fichas en 2 ciudades, entre ellas Ciudad (Kenia)",
        "1 ficha en Ciudad, Colombia",
    }


def titles(response):
    return {hit["record"].title for hit in response.context["hits"]}


def test_near_cities_are_one_mark_that_opens_to_their_notes(client, notes):
    found = marks(client, "sort=newest")
    assert set(found) == {"3 notes in 2 cities, Nairobi (Kenya) among them", "1 note in Medellín, Colombia"}
    several = found["3 notes in 2 cities, Nairobi (Kenya) among them"]
    assert several["url"] == f"?cell={notes['nairobi']}&sort=newest"
    response = client.get(f"/en/search/{several['url']}")
    assert titles(response) == {"Pipes", "Paths", "Lamps"}
    assert [(city["name"], city["count"]) for city in response.context["squares"][0]["cities"]] == [
        ("Nairobi", 2),
        ("Thika", 1),
    ]
    html = response.content.decode()
    assert 'href="/en/cities/thika-ke/"' in html
    assert f'<input type="hidden" name="cell" value="{notes["nairobi"]}">' in html


def test_a_city_alone_leads_to_its_page(client, notes):
    assert marks(client)["1 note in Medellín, Colombia"]["url"] == "/en/cities/medellin-co/"


def test_a_square_is_a_filter_like_others(client, notes):
    square = f"cell={notes['nairobi']}"
    response = client.get(f"/en/search/?{square}&place=KE&view=map")
    assert [(str(chip["facet"]), chip["label"], chip["address"]) for chip in response.context["chips"]] == [
        ("Region and country", "Kenya", f"?{square}&view=map"),
        ("Place on the map", "Around Nairobi", "?place=KE&view=map"),
    ]
    assert len(response.context["marks"]) == 1
    both = client.get(f"/en/search/?{square}&cell={notes['medellin']}")
    assert len(titles(both)) == 4
    data = b"".join(client.get(f"/en/search/export/csv?{square}&q=lamps").streaming_content).decode("utf-8-sig")
    assert [row["Title"] for row in csv.DictReader(io.StringIO(data))] == ["Lamps"]


def test_a_square_without_notes_says_so_and_how_to_go_on(client, notes):
    response = client.get(f"/en/search/?cell={notes['medellin']}&place=KE")
    assert response.context["results"].total == 0
    assert [str(chip["label"]) for chip in response.context["chips"]] == ["Kenya", "A part of the map"]
    assert "Without the filter “Place on the map”: 3 notes" in " ".join(response.content.decode().split())


def test_a_square_that_the_map_does_not_have_is_said(client, notes):
    for value in ("99-99", "17", "-1--1", "x" * 5000, "%27"):
        response = client.get(f"/en/search/?cell={value}")
        assert response.status_code == 200
        assert response.context["notices"] == ["Place on the map"]


def test_where_not_all_cities_are_counted_their_number_is_not_told(client, notes, monkeypatch):
    monkeypatch.setattr(cells, "MAP_SIZE", 1)
    found = marks(client)
    assert set(found) == {"3 notes around Nairobi, Kenya", "1 note around Medellín, Colombia"}
    assert found["1 note around Medellín, Colombia"]["url"] == f"?cell={notes['medellin']}"


def test_marks_have_svg_numbers_in_every_language_and_grow_with_their_notes(client, notes):
    one, three = sorted(marks(client, language="fr").values(), key=lambda mark: float(mark["radius"]))
    assert float(one["radius"]) < float(three["radius"]) < world.SQUARE / 2


def test_no_two_marks_of_the_grid_touch():
    places = [(latitude, longitude) for latitude in range(-54, 79, 3) for longitude in range(-180, 180, 3)]
    largest = world.SQUARE / 2 - 1
    spots = {world.square(*place): world.spot(world.square(*place), *place, largest) for place in places}
    assert set(spots) <= world.SQUARES
    listed = list(spots.values())
    for index, (x, y) in enumerate(listed):
        for other_x, other_y in listed[index + 1 :]:
            assert world.math.hypot(x - other_x, y - other_y) >= 2 * largest


def test_a_document_has_the_place_of_its_city(notes):
    by_title = {document.texts["en"].title: document for document in documents()}
    lamps = by_title["Lamps"]
    assert lamps.location == (-1.03, 37.06)
    assert lamps.facets["cell"] == (notes["thika"],)
    assert build_source(lamps)["location"] == {"lat": -1.03, "lon": 37.06}
    assert index_body()["mappings"]["properties"]["location"] == {"type": "geo_point"}


def test_what_belongs_to_no_city_is_counted_below_the_map(client, notes, make_note, cities, countries):
    assert "not on the map" not in client.get("/en/search/?view=map").content.decode()
    cities["a whole country"] = countries["KE"]
    make_note(city="a whole country", title="A national programme")
    call_command("search", "rebuild", verbosity=0)
    html = " ".join(client.get("/en/search/?view=map").content.decode().split())
    assert "1 of these notes is not on the map: it belongs to no city. It stands in the list." in html
    # The filter of a square has left it out before.
    assert "not on the map" not in client.get(f"/en/search/?view=map&cell={notes['nairobi']}").content.decode()
