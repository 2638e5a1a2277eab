"""A person has a role in a city or an organisation once."""

from importlib import import_module

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from portal.models import Membership, Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def network():
    return Organisation.objects.create(key="network", name="Network of cities", kind="network")


def test_the_same_one_cannot_be_entered_twice(admin_client, grace, cities, network):
    add = reverse(Membership.snippet_viewset.get_url_name("add"))
    for place in ({"city": cities["kisumu"].pk}, {"organisation": network.pk}):
        role = {"person": grace.person.pk, "role": "official", **place}
        assert admin_client.post(add, role).status_code == 302
        assert "This person has this role there already." in admin_client.post(add, role).content.decode()
        assert admin_client.post(add, role | {"role": "adviser"}).status_code == 302
    assert Membership.objects.count() == 4


def test_one_that_nobody_confirmed_makes_no_peer(grace, cities):
    made = Membership.objects.create(person=grace.person, role="official", city=cities["kisumu"])
    assert made.confirmed_at is None
    assert not Membership.objects.all().includes_peer(grace)


def test_the_secretariats_form_proposes_to_confirm(admin_client, grace, cities):
    page = admin_client.get(reverse(Membership.snippet_viewset.get_url_name("add"))).content.decode()
    assert BeautifulSoup(page, "html.parser").select_one("[name=confirmed_at]")["value"]

    waiting = Membership.objects.create(person=grace.person, role="official", city=cities["kisumu"])
    edit = reverse(Membership.snippet_viewset.get_url_name("edit"), args=[waiting.pk])
    page = admin_client.get(edit).content.decode()
    assert not BeautifulSoup(page, "html.parser").select_one("[name=confirmed_at]").get("value")


def test_of_those_entered_twice_before_a_confirmed_one_stays(grace, cities, network):
    with connection.cursor() as cursor:
        for place in ("city", "organisation"):
            cursor.execute(f"DROP INDEX one_membership_of_{place}")
    kept = []
    for place in ({"city": cities["kisumu"]}, {"city": cities["nairobi"]}, {"organisation": network}):
        for confirmed_at in (None, timezone.now(), timezone.now()):
            made = Membership.objects.create(person=grace.person, role="official", confirmed_at=confirmed_at, **place)
            if made.confirmed_at and (not kept or kept[-1].city_id != made.city_id):
                kept.append(made)
    kept.append(Membership.objects.create(person=grace.person, role="adviser", city=cities["kisumu"]))

    import_module("portal.migrations.0009_one_membership").remove_repeated(apps, None)

    assert set(Membership.objects.all()) == set(kept)
