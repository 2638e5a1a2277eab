"""Cities that the secretariat adds, or corrects, in the admin."""

import pytest
from django.urls import reverse

from portal.models import City, Country
from portal.signals import cities_changed

pytestmark = pytest.mark.django_db


@pytest.fixture
def change(client, make_user, cities):
    """Posts a city's form with other values, and gives the answer's text."""
    client.force_login(make_user("secretariat"))
    city = cities["kisumu"]

    def do(**values):
        names = ("name", "ascii_name", "division", "population", "latitude", "longitude", "time_zone", "geonames_id")
        data = {name: getattr(city, name) or "" for name in names}
        address = reverse(City.snippet_viewset.get_url_name("edit"), args=[city.pk])
        return client.post(address, {**data, "country": city.country_id, **values}, follow=True).content.decode()

    return do


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"latitude": "999"}, "Degrees lie between −90 and 90."),
        ({"longitude": "-181"}, "Degrees lie between −180 and 180."),
        ({"time_zone": "Nowhere/Land"}, "No time zone has this name"),
    ],
)
def test_a_city_stands_on_the_earth(change, cities, values, said):
    assert said in change(**values)
    assert City.objects.get(pk=cities["kisumu"].pk).latitude == cities["kisumu"].latitude


def test_a_city_is_corrected(change, cities):
    change(latitude="-0.5", time_zone="Africa/Nairobi")
    city = City.objects.get(pk=cities["kisumu"].pk)
    assert (city.latitude, city.time_zone) == (-0.5, "Africa/Nairobi")


def test_a_country_with_cities_that_were_written_together_stays_and_says_so(client, make_user, cities):
    client.force_login(make_user("secretariat"))
    City.objects.bulk_create([City(name="Anywhere", country=cities["kisumu"].country, latitude=0, longitude=0)])
    for method in (client.get, client.post):
        text = method(
            reverse(Country.snippet_viewset.get_url_name("delete"), args=["KE"]), follow=True
        ).content.decode()
        assert "Kenya cannot be deleted: something else refers to it." in text
    assert Country.objects.filter(code="KE").exists()


def test_a_country_keeps_its_codes(client, make_user, cities):
    client.force_login(make_user("secretariat"))
    country = cities["kisumu"].country
    names = [field.name for field in Country._meta.concrete_fields]
    data = {name: getattr(country, name) for name in names} | {"code": "XX", "code3": "XXX", "name_en": "Kenia"}
    client.post(reverse(Country.snippet_viewset.get_url_name("edit"), args=["KE"]), data)
    assert set(Country.objects.values_list("code", flat=True)) == {"KE", "CO"}
    country.refresh_from_db()
    assert (country.code3, country.name_en) == ("KEN", "Kenia")


def test_a_changed_city_is_told_and_a_new_one_is_not(client, change, cities):
    told = []

    def listen(sender, ids, **kwargs):
        told.extend(ids)

    cities_changed.connect(listen)
    try:
        new = {"name": "Thika", "ascii_name": "Thika", "population": "1", "latitude": "-1.03", "longitude": "37.07"}
        client.post(reverse(City.snippet_viewset.get_url_name("add")), {**new, "country": "KE"})
        assert City.objects.filter(name="Thika").exists()
        assert told == []
        change()
        assert told == []
        change(latitude="-0.5")
        assert told == [cities["kisumu"].pk]
    finally:
        cities_changed.disconnect(listen)
