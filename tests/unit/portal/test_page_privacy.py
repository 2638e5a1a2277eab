"""Who may be let into a page: those with an account or in a group, nobody by a password that is passed round."""

from importlib import import_module

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

pytestmark = pytest.mark.django_db


def test_the_editor_offers_no_password(admin_client, make_note):
    page = make_note()
    answer = admin_client.get(reverse("wagtailadmin_pages:set_privacy", args=[page.pk])).json()["html"]
    offered = {field["value"] for field in BeautifulSoup(answer, "html.parser").select("[name=restriction_type]")}
    assert offered == {"none", "login", "groups"}


@pytest.mark.parametrize("path", ["", "/en"])
def test_nobody_signs_in_past_the_second_factor(client, path):
    assert client.get(f"{path}/_util/login/", follow=True).status_code == 404


def test_what_a_password_closed_is_for_the_secretariat(client, make_note, make_user):
    page = make_note(title="Standpipes")
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=page.pk), restriction_type=PageViewRestriction.PASSWORD, password="secret"
    )

    import_module("portal.migrations.0011_no_page_passwords").leave_to_secretariat(apps, None)

    assert not PageViewRestriction.objects.exclude(password="").exists()
    address = f"/en/cities/nairobi-ke/{page.slug}/"
    client.force_login(make_user("reader"))
    assert "Standpipes" not in client.get(address).content.decode()
    client.force_login(make_user("secretariat"))
    assert "Standpipes" in client.get(address).content.decode()
