"""Accounts that are made in the admin, and the way into it."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from django.urls import reverse

from portal.models import User
from tests.unit.portal.people import ADDRESS, PASSWORD, sign_in, signed_in

pytestmark = pytest.mark.django_db


class TestAccountMadeInTheAdmin:
    FIELDS = {"first_name": "Ann", "last_name": "Otieno", "password1": PASSWORD, "password2": PASSWORD}

    def add(self, admin_client, address):
        return admin_client.post(reverse("wagtailusers_users:add"), {**self.FIELDS, "email": address})

    def test_opens_however_the_address_was_written(self, admin_client, client):
        self.add(admin_client, "Ann.Otieno@City.Example")
        for typed in ("ann.otieno@city.example", "Ann.Otieno@City.Example"):
            answer = client.post(reverse("account_login"), {"login": typed, "password": PASSWORD})
            assert answer.url == "/en/accounts/confirm-email/"

    def test_is_the_only_one_of_an_address(self, admin_client):
        self.add(admin_client, "Ann.Otieno@City.Example")
        answer = self.add(admin_client, "ann.otieno@city.example")
        assert "already exists" in answer.content.decode()
        assert User.objects.filter(email__iexact="ann.otieno@city.example").count() == 1

    def test_cannot_be_written_otherwise_past_the_form(self, grace):
        with pytest.raises(IntegrityError):
            User.objects.filter(pk=grace.pk).update(email="Grace@Example.Org")


class TestAdminDoor:
    def test_leads_to_the_portals_own_sign_in_and_back(self, client):
        User.objects.create_superuser(ADDRESS, PASSWORD)

        page = client.get("/admin/pages/", follow=True)

        assert page.redirect_chain[-1][0].endswith("/en/accounts/login/?next=/admin/pages/")
        assert sign_in(client, next="/admin/pages/").url == "/admin/pages/"
        assert client.get("/admin/login/?next=/admin/pages/").url == "/admin/pages/"
        assert client.get("/admin/login/?next=https://elsewhere.example/").url == "/admin/"

    def test_opens_to_who_was_made_on_the_command_line(self, client, monkeypatch):
        monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
        call_command("createsuperuser", email="Grace@Lilongwe.example", interactive=False, verbosity=0)

        assert sign_in(client, next="/admin/").url == "/admin/"
        assert client.get("/admin/").status_code == 200

    def test_has_no_other_door(self, client):
        User.objects.create_superuser(ADDRESS, PASSWORD)

        client.post("/admin/login/", {"username": ADDRESS, "password": PASSWORD})

        assert not signed_in(client)
        assert client.get("/admin/password_reset/", follow=True).status_code == 404

    def test_says_clearly_who_may_not_enter(self, client, grace):
        client.force_login(grace)

        page = client.get("/admin/", follow=True)

        assert page.status_code == 403
        assert ADDRESS in page.content.decode()


def test_who_has_no_name_chooses_the_editors_language(client, grace):
    grace.is_superuser = True
    grace.save()
    client.force_login(grace)
    page = client.get(reverse("wagtailadmin_account"))
    assert "no-store" in page["Cache-Control"]
    fields = {
        field.html_name: field.value() or ""
        for tab in page.context["panels_by_tab"].values()
        for panel in tab
        for field in panel.get_form()
    }

    answer = client.post(reverse("wagtailadmin_account"), {**fields, "locale-preferred_language": "fr"})

    assert answer.status_code == 302
    assert 'lang="fr"' in client.get("/admin/").content.decode()


def test_who_may_not_enter_reads_it_once_and_in_their_language(client, grace):
    from django.conf import settings

    client.force_login(grace)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"

    answer = client.get("/admin/", follow=True)

    assert answer.status_code == 403
    assert "You do not have permission" not in answer.content.decode()
