"""The city finder: what it finds and in which order, its view, and the field of a form."""

import pytest
from django import forms
from django.utils import translation

from portal.models import City, CityName, Country
from portal.widgets import CityField

pytestmark = [pytest.mark.usefixtures("small_gazetteer_once"), pytest.mark.django_db]


class HostForm(forms.Form):
    city = CityField()
    other = CityField(required=False)


def names(text, **narrow):
    return [city.name for city in City.objects.find(text, **narrow)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Tra Vinh", "Trà Vinh"),
        ("Trà Vinh", "Trà Vinh"),
        ("tra-vinh", "Trà Vinh"),
        ("Sao Paulo", "São Paulo"),
        ("Bombay", "Mumbai"),
        ("القاهرة", "Cairo"),
        ("東京", "Tokyo"),
        ("  SÃO   PAULO ", "São Paulo"),
        ("Honiara, Solomon Islands", "Honiara"),
    ],
)
def test_finds(text, name):
    assert names(text)[0] == name


def test_two_cities_of_one_name_are_told_apart():
    assert [str(city) for city in City.objects.find("Alaminos")] == [
        "Alaminos, Calabarzon, Philippines",
        "Alaminos, Ilocos, Philippines",
    ]


def test_a_division_that_is_called_like_its_city_is_not_said_again():
    for name, division, shown in (
        ("Aléppo", "Aleppo", "Aléppo, Philippines"),
        ("Iloilo City", "Iloilo", "Iloilo City, Iloilo, Philippines"),
    ):
        assert str(City(name=name, division=division, country=Country.objects.get(pk="PH"))) == shown


def test_whole_names_come_before_beginnings_before_later_words():
    large = City.objects.create(
        name="Alaminosa", country_id="PH", population=9_000_000, latitude=0, longitude=0, geonames_id=1
    )
    CityName.objects.create(city=large, folded="alaminosa", population=large.population)
    later = City.objects.create(
        name="New Alaminos", country_id="PH", population=20_000_000, latitude=0, longitude=0, geonames_id=2
    )
    CityName.objects.create(city=later, folded="alaminos", population=later.population, later_word=True)
    found = [(city.name, city.division) for city in City.objects.find("alaminos")]
    assert found == [("Alaminos", "Calabarzon"), ("Alaminos", "Ilocos"), ("Alaminosa", ""), ("New Alaminos", "")]


def test_a_later_word_finds():
    assert "Rio de Janeiro" in names("janeiro")


def test_country_narrows():
    assert {city.country_id for city in City.objects.find("sh", country="CN")} == {"CN"}
    assert names("Alaminos", country="BR") == []


@pytest.mark.parametrize(
    "text", ["", "a", " ", "\x00", "*", "%%", "[[[", "tra\x00 v" * 100_000, "\ud800x", "no such place"]
)
def test_odd_input_finds_nothing(text):
    assert names(text) == []


def test_it_takes_two_queries(django_assert_num_queries):
    with django_assert_num_queries(2):
        list(map(str, City.objects.find("sh")))


def test_page(client):
    response = client.get("/en/cities/find/", {"q": "Alaminos"})
    text = response.content.decode()
    assert response.status_code == 200
    assert "<html" in text
    assert text.count("<strong>Alaminos</strong>") == 2
    assert "Calabarzon" in text


def test_fragment_for_htmx(client):
    response = client.get(
        "/en/cities/find/?name=place", {"place_text": "Alaminos", "name": "place"}, headers={"HX-Request": "true"}
    )
    text = response.content.decode()
    assert "<html" not in text
    assert text.count('type="radio"') == text.count('name="place"') == 2
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"q": ""},
        {"q": "x" * 5000},
        {"q": "\x01\u202e"},
        {"q": "tra", "country": "nowhere"},
        {"name": '"><script>'},
    ],
)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_odd_input_is_answered(client, query, headers):
    response = client.get("/en/cities/find/", query, headers=headers)
    assert response.status_code == 200
    assert b"><script>" not in response.content


def test_field_takes_what_was_chosen_from_the_list():
    city = City.objects.find("Alaminos")[1]
    form = HostForm({"city_text": "Alaminos", "city_for": "Alaminos", "city": str(city.pk), "other_text": ""})
    assert form.is_valid()
    assert form.cleaned_data == {"city": city, "other": None}


def test_signs_that_nobody_sees_do_not_make_another_text():
    city = City.objects.find("Tra Vinh").get()
    assert HostForm({"city_text": "Tra Vinh\u200e ", "city_for": "Tra Vinh", "city": str(city.pk)}).is_valid()


def test_field_takes_a_key_alone():
    city = City.objects.find("Tra Vinh").get()
    assert HostForm({"city": city.pk}).is_valid()


def test_field_asks_to_choose_and_offers_the_places():
    form = HostForm({"city_text": "Alaminos"})
    assert form.errors["city"].as_data()[0].code == "choose"
    html = form.as_div()
    assert html.count('type="radio"') == html.count('name="city"') == 2
    assert "checked" not in html
    assert 'value="Alaminos"' in html


def test_field_proposes_a_single_place():
    html = HostForm({"city_text": "Tra Vinh"}).as_div()
    assert html.count('type="radio"') == 1
    assert "checked" in html


def test_field_forgets_the_choice_when_the_text_has_changed():
    city = City.objects.find("Tra Vinh").get()
    form = HostForm({"city_text": "Alaminos", "city_for": "Tra Vinh", "city": str(city.pk)})
    assert form.errors["city"].as_data()[0].code == "choose"


def test_looking_up_is_not_yet_choosing():
    city = City.objects.find("Tra Vinh").get()
    form = HostForm({"city_text": "Tra Vinh", "city_for": "Tra Vinh", "city": str(city.pk), "city_find": "1"})
    assert form.errors["city"].as_data()[0].code == "choose"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({}, "required"),
        ({"city_text": " "}, "required"),
        ({"city_text": "no such place"}, "not_found"),
        ({"city": "99999999999999999999"}, "invalid_choice"),
        ({"city": "x"}, "invalid_choice"),
    ],
)
def test_field_says_what_is_wrong(data, code):
    form = HostForm(data)
    assert form.errors["city"].as_data()[0].code == code
    assert 'name="city_text"' in form.as_div()


def test_field_shows_the_city_that_is_set():
    city = City.objects.find("Tra Vinh").get()
    html = HostForm(initial={"city": city}).as_div()
    assert 'value="Trà Vinh"' in html
    assert f'value="{city.pk}" checked' in html


def test_field_calls_the_city_as_the_reader_does():
    city = City.objects.find("Cairo")[0]
    City.objects.filter(pk=city.pk).update(name_fr="Le Caire")
    with translation.override("fr"):
        assert 'value="Le Caire"' in HostForm(initial={"city": city}).as_div()


def test_field_shows_only_text_and_never_markup():
    html = HostForm({"city_text": "<b>x</b>"}).as_div()
    assert "<b>x" not in html
