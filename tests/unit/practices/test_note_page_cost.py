"""The page of a note: what it costs where nothing of it is kept, with people, organisations and notes that are like it."""

import pytest

from portal.models import Organisation, Person
from practices import models

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("practice_type", models.PRACTICE_MODELS)
def test_each_type_is_served_in_ten_queries(
    client, make_note, translate, practice_type, django_assert_max_num_queries
):
    person = Person.objects.create(name="Somebody", email="somebody@example.org", body="Office of works")
    organisation = Organisation.objects.create(key="utility", name="Water utility", kind="partner")
    for number in range(3):
        make_note("other_practice", slug=f"like-{number}", themes=("participation",))
    page = make_note(
        practice_type, publish=False, slug="kiosks", themes=("participation",), contributing_organisation=organisation
    )
    page.contacts = [models.Contact(person=person, role=role) for role in ("technical", "political")]
    page.authors = [models.Author(person=person)]
    page.partners = [
        models.PartnerSupport(organisation=organisation, kind="private"),
        models.PartnerSupport(name="A", kind="ngo"),
    ]
    page.indicators = [
        models.Indicator(name=f"Indicator {number}", unit="people", value=number + 1) for number in range(5)
    ]
    page.save_revision().publish()
    translate(page, "fr", title="Bornes-fontaines", slug="bornes")
    for address in ("/en/cities/nairobi-ke/kiosks/", "/fr/cities/nairobi-ke/bornes/", "/es/cities/nairobi-ke/kiosks/"):
        client.get(address)
        with django_assert_max_num_queries(10, info=address):
            response = client.get(address)
        assert "like-0" in response.content.decode()
