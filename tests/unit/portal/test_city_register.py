"""Cities that the secretariat adds, or corrects, in the admin."""

import pytest
from django.urls import reverse

from portal.models import City

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
