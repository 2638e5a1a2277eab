"""Addresses that a page cannot have, because the portal itself answers there."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Locale

from portal.models import HomePage, StandardPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return HomePage.objects.get(locale=Locale.get_default())


@pytest.mark.parametrize("slug", ["terms", "search", "reading", "compare"])
def test_what_a_view_has_is_refused(home, slug):
    with pytest.raises(ValidationError, match="The portal itself uses this address"):
        home.add_child(instance=StandardPage(title="Terms of use", slug=slug))


@pytest.mark.parametrize("slug", ["terms-of-use", "accounts-of-cities", "find"])
def test_others_are_not_and_are_shown(client, home, slug):
    home.add_child(instance=StandardPage(title="Terms of use", slug=slug))
    assert "Terms of use" in client.get(f"/en/{slug}/").content.decode()


def test_the_form_says_so_at_the_field(admin_client, home):
    data = {
        "title": "Terms",
        "slug": "terms",
        "introduction": "",
        "body-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "action-publish": "1",
    }
    add = reverse("wagtailadmin_pages:add", args=["portal", "standardpage", home.pk])
    response = admin_client.post(add, data)
    assert "The portal itself uses this address" in str(response.context["form"].errors["slug"])


def test_a_title_makes_another_one(home):
    assert home.add_child(instance=StandardPage(title="Terms")).slug == "terms-2"


def test_nothing_moves_there(home):
    below = StandardPage(title="Texts", slug="texts")
    home.add_child(instance=below)
    page = StandardPage(title="Terms", slug="terms")
    below.add_child(instance=page)
    with pytest.raises(ValidationError, match="The portal itself uses this address"):
        page.move(home, pos="last-child")
