"""The page on which people keep their name, contact and language."""

import pytest
from bs4 import BeautifulSoup

from portal.models import Membership, Person, User
from tests.unit.portal.people import ADDRESS, PASSWORD

pytestmark = pytest.mark.django_db


class TestAccountPage:
    def test_belongs_to_who_is_signed_in(self, client):
        assert client.get("/en/accounts/me/").url == "/en/accounts/login/?next=/en/accounts/me/"

    def test_saves_and_speaks_the_new_language(self, client, grace):
        client.force_login(grace)
        data = {
            "name": "Grace Banda",
            "job_title": "Planner",
            "body": "City planning",
            "email": "planning@lilongwe.example",
            "phone": "+265 1 773 144",
            "preferred_language": "fr",
        }

        response = client.post("/en/accounts/me/", data)

        assert response.url == "/fr/accounts/me/"
        grace.refresh_from_db()
        assert grace.email == ADDRESS, "the contact address is not the login"
        assert {name: getattr(grace.person, name) for name in data if name != "preferred_language"} == {
            name: value for name, value in data.items() if name != "preferred_language"
        }
        assert grace.preferred_language == "fr"

    def test_wrong_input_saves_nothing_and_keeps_what_was_typed(self, client, grace):
        client.force_login(grace)

        response = client.post(
            "/en/accounts/me/", {"name": "Grace", "email": "no address", "preferred_language": "de"}
        )

        assert 'value="no address"' in response.content.decode()
        grace.refresh_from_db()
        assert (grace.preferred_language, grace.person.email) == ("en", "")

    def test_makes_the_person_of_an_account_that_has_none(self, client):
        user = User.objects.create_user(ADDRESS, PASSWORD)
        client.force_login(user)

        assert client.get("/en/accounts/me/").status_code == 200
        client.post("/en/accounts/me/", {"name": "Grace", "preferred_language": "en"})

        assert Person.objects.get().user == user

    def test_each_language_has_its_own_name(self, client, grace):
        client.force_login(grace)
        for language in ("en", "es"):
            page = BeautifulSoup(client.get(f"/{language}/accounts/me/").content, "html.parser")
            options = page.find("select", attrs={"name": "preferred_language"}).find_all("option")
            assert [(option["value"], option["lang"], option.get_text()) for option in options] == [
                ("en", "en", "English"),
                ("fr", "fr", "Français"),
                ("es", "es", "Español"),
            ]

    def test_memberships_are_shown_and_not_for_editing(self, client, grace, cities):
        client.force_login(grace)
        Membership.objects.create(person=grace.person, role="official", city=cities["kisumu"], confirmed_at=None)

        page = client.get("/en/accounts/me/").content.decode()

        assert "City official, Kisumu" in page
        assert "not confirmed" in page
        assert 'name="role"' not in page
