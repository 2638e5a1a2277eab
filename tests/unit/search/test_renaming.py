"""A place, an organisation or a topic that is called otherwise is found and suggested as it is called now."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from portal.models import City, Organisation
from practices.models import PublicRecord
from search.engine import SearchQuery
from search.engines import get_engine
from search.models import IndexEvent, NewsItem
from search.suggest.answer import suggest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _note(make_note):
    make_note(title="Water kiosks", city="kisumu", themes=["participation"])
    call_command("search", "rebuild", verbosity=0)
    IndexEvent.objects.all().delete()
    NewsItem.objects.update(is_pending=False)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Does something as a request does it: what waits for the commit is done after it."""

    def do(work):
        with django_capture_on_commit_callbacks(execute=True):
            return work()

    return do


def found(text="", **filters):
    return get_engine().search(SearchQuery(text=text, filters=filters)).total


def suggested(text):
    with translation.override("en"):
        return [item.label for group in suggest(text) for item in group.items]


def test_a_city_that_is_corrected_in_the_admin(client, make_user, cities, committed):
    city = cities["kisumu"]
    names = ("name", "ascii_name", "division", "population", "latitude", "longitude", "time_zone", "geonames_id")
    data = {name: getattr(city, name) or "" for name in names} | {"name": "Port Victoria", "country": city.country_id}
    client.force_login(make_user("secretariat"))
    address = reverse(City.snippet_viewset.get_url_name("edit"), args=[city.pk])
    committed(lambda: client.post(address, {**data, "ascii_name": "Port Victoria", "other_names": "Kavirondo"}))
    assert found("victoria") == 1
    assert suggested("port v") == suggested("kaviro") == ["Port Victoria"]
    assert not NewsItem.objects.filter(is_pending=True).exists(), "It is no news for who watches the note."


def test_a_country(countries, committed):
    country = countries["KE"]
    country.name_en, country.income_level = "Kenia Republic", "high"
    committed(country.save)
    assert found("republic") == found(income_level=("high",)) == 1
    assert suggested("republi") == ["Kenia Republic"]


def test_an_organisation_that_is_responsible_for_a_programme(committed):
    organisation = Organisation.objects.create(key="housing-trust", name="Housing trust", kind="partner")
    PublicRecord.objects.update(city=None, organisation=organisation)
    organisation.name = "Land and shelter trust"
    committed(organisation.save)
    assert found("shelter") == 1


def test_a_topic(terms, committed):
    term = terms["theme", "participation"]
    term.name_en, term.name_fr, term.name_es = "Deciding together", "Décider ensemble", "Decidir juntos"
    committed(term.save)
    assert suggested("deciding") == ["Deciding together"]
    assert suggested("participation") == []


def test_a_topic_that_moves_to_another_family(make_note, terms, committed):
    term, family = terms["theme", "participation"], terms["theme", "water-sanitation"].parent
    assert found(theme=(family.key,)) == 0
    term.parent = family
    committed(term.save)
    assert found(theme=(family.key,)) == 1


def test_what_no_note_has_is_suggested_nowhere(countries, committed):
    country = countries["CO"]
    country.name_en = "Gran Colombia"
    committed(country.save)
    assert suggested("gran colo") == suggested("colombia") == []


def test_what_is_saved_as_it_was_has_no_note_indexed_anew(countries, terms):
    countries["KE"].save()
    terms["theme", "participation"].description_en = "Said otherwise."
    terms["theme", "participation"].save()
    assert not IndexEvent.objects.exists()
