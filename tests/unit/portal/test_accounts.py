"""Accounts from sign-up to second step."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from portal.delivery import deliver
from portal.models import Message, Person, User
from tests.unit.portal.people import ADDRESS, PASSWORD, sign_in, sign_up, signed_in

pytestmark = pytest.mark.django_db


def sent() -> list:
    """Gives the mails so far, those that wait for a commit included."""
    deliver()
    return mail.outbox


def link_in(message) -> str:
    return re.search(r"http://localhost:8000(/\S+)", message.body)[1]


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def sign_in_link(response) -> str:
    """Gives the address that the header's "Sign in" leads to."""
    return soup(response).find(id="site-account").a["href"]


class TestSignUp:
    def test_from_sign_up_over_the_mail_to_the_home_page(self, client):
        response = sign_up(client, "fr")

        assert response.url == "/fr/accounts/confirm-email/"
        assert not signed_in(client)
        user = User.objects.get()
        assert (user.email, user.preferred_language, user.person.name) == (ADDRESS, "fr", "Grace")
        (message,) = sent()
        assert message.to == [ADDRESS]
        link = link_in(message)
        assert client.get(link).status_code == 200
        assert not EmailAddress.objects.get().verified, "looking at the link, as mail scanners do, verifies nothing"

        response = client.post(link)

        assert EmailAddress.objects.get().verified
        assert response.url == "/fr/"
        assert signed_in(client)

    def test_the_link_in_another_browser_verifies_but_does_not_sign_in(self, client):
        sign_up(client)
        other = Client()

        assert other.post(link_in(sent()[0])).url == "/en/accounts/login/"
        assert not signed_in(other)
        assert sign_in(other).url == "/en/"

    def test_nobody_signs_in_before_verifying(self, client):
        sign_up(client)

        assert sign_in(client).url == "/en/accounts/confirm-email/"
        assert not signed_in(client)

    @pytest.mark.parametrize(
        "wrong", [{"password1": "short"}, {"password1": "password1234"}, {"email": "no address"}, {"name": ""}]
    )
    def test_wrong_input_keeps_what_was_typed(self, client, wrong):
        response = sign_up(client, **wrong)

        assert response.status_code == 200
        assert not User.objects.exists()
        page = response.content.decode()
        assert 'class="error"' in page
        assert 'aria-invalid="true"' in page
        for name, typed in ({"name": "Grace", "email": ADDRESS} | wrong).items():
            if name in ("name", "email"):
                assert not typed or f'value="{typed}"' in page
        assert PASSWORD not in page

    @pytest.mark.parametrize(("typed", "name"), [("\u200bGr\u202eace\x07", "Grace"), ("\u200b\u202e", None)])
    def test_a_name_is_what_can_be_seen_of_it(self, client, typed, name):
        sign_up(client, name=typed)

        assert list(Person.objects.values_list("name", flat=True)) == ([name] if name else [])

    def test_a_taken_address_looks_like_a_new_one(self, client, grace):
        taken = sign_up(client)
        new = sign_up(Client(), email="somebody@else.example")

        assert (taken.status_code, taken.url) == (new.status_code, new.url)
        assert Person.objects.count() == 2
        assert "already" in sent()[0].subject

    def test_a_wrong_name_of_the_account_looks_like_a_wrong_password(self, client, grace):
        unknown = sign_in(client, email="nobody@else.example")
        wrong = sign_in(client, password="not the password")

        message = "do not belong together"
        assert message in unknown.content.decode()
        assert message in wrong.content.decode()
        assert f'value="{ADDRESS}"' in wrong.content.decode()

    def test_too_many_tries_are_refused(self, client, grace):
        for _try in range(5):
            sign_in(client, password="not the password")

        assert "Too many tries" in sign_in(client).content.decode()
        assert not signed_in(client)


class TestMail:
    def test_has_the_same_words_as_text_and_as_html(self, client):
        sign_up(client, "fr")

        (message,) = sent()
        html = BeautifulSoup(message.alternatives[0][0], "html.parser")
        assert html.html["lang"] == "fr"
        assert html.h1.extract().get_text() == message.subject
        assert " ".join(html.body.get_text(" ").split()) == " ".join(message.body.split())
        assert html.find("a", href=f"http://localhost:8000{link_in(message)}")

    def test_leads_to_the_portals_own_address_whatever_host_was_asked(self, client, grace, settings):
        settings.BASE_URL = "https://portal.example"
        stranger = Client(headers={"host": "stranger.example"})
        sign_up(stranger, email="new@else.example")
        sign_up(stranger)
        for address in (ADDRESS, "nobody@else.example"):
            stranger.post("/en/accounts/password/reset/", {"email": address})

        mails = sent()

        leads = [
            f"https://portal.example/en/accounts/{path}/" for path in ("confirm-email", "password/reset", "signup")
        ]
        assert len(mails) == 4
        for message in mails:
            html = message.alternatives[0][0]
            assert any(lead in message.body and lead in html for lead in leads), message.body
            assert "stranger.example" not in message.body + html

    def test_is_there_at_once_and_leaves_no_secret_behind(self, client, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            sign_up(client)

        assert len(mail.outbox) == 1
        kept = Message.objects.get()
        assert (kept.kind, kept.state, kept.text, kept.html, kept.address) == ("account", "sent", "", "", "")

    def test_a_sign_up_does_not_fail_with_the_mail_server(
        self, client, settings, monkeypatch, django_capture_on_commit_callbacks
    ):
        def refuse(*args, **kwargs):
            raise ConnectionRefusedError

        settings.DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        monkeypatch.setattr("smtplib.SMTP.connect", refuse)
        with django_capture_on_commit_callbacks(execute=True):
            assert sign_up(client).url == "/en/accounts/confirm-email/"

        assert Message.objects.get().state == "waiting"


class TestSignIn:
    def test_leads_home_in_the_language_of_the_person(self, client, grace):
        User.objects.update(preferred_language="es")

        response = sign_in(client)

        assert response.url == "/es/"
        assert response.cookies["django_language"].value == "es"

    def test_leads_to_the_page_that_was_asked_for_and_never_elsewhere(self, client, grace):
        assert sign_in(client, next="/fr/practices/").url == "/fr/practices/"
        assert sign_in(Client(), next="https://elsewhere.example/").url == "/en/"

    @pytest.mark.parametrize("language", ["en", "fr", "es"])
    def test_leads_back_to_the_page_on_which_somebody_chose_it(self, client, grace, language):
        with translation.override(language):
            page = reverse("missing_place") + "?q=S%C3%A3o%20Tom%C3%A9&x=1%262"

        form = client.get(sign_in_link(client.get(page)))

        wanted = soup(form).find("input", attrs={"name": "next"})["value"]
        assert sign_in_link(form) == form.request["PATH_INFO"] + "?" + form.request["QUERY_STRING"]
        assert sign_in(client, next=wanted).url == page

    def test_on_a_home_page_leads_to_the_one_of_the_person(self, client, grace):
        User.objects.update(preferred_language="es")

        assert sign_in_link(client.get("/fr/")) == "/fr/accounts/login/"
        assert sign_in(client).url == "/es/"

    def test_leads_nowhere_else_by_way_of_a_page_that_names_another_site(self, client, grace):
        link = sign_in_link(client.get("/en/accounts/login/?next=//elsewhere.example/"))

        assert link.startswith("/en/accounts/login/")
        assert client.post(link, {"login": ADDRESS, "password": PASSWORD}).url == "/en/"

    def test_signing_out_asks_and_leads_home(self, client, grace):
        client.force_login(grace)

        assert client.get("/fr/accounts/logout/").status_code == 200
        assert signed_in(client)
        assert client.post("/fr/accounts/logout/").url == "/fr/"
        assert not signed_in(client)

    def test_a_forgotten_password_is_chosen_anew(self, client, grace):
        client.post("/en/accounts/password/reset/", {"email": ADDRESS})
        page = client.get(link_in(sent()[0]), follow=True)
        client.post(page.request["PATH_INFO"], {"password1": "a whole new set of words"})

        assert not signed_in(client)
        assert sign_in(client, password="a whole new set of words").url == "/en/"
        assert "was changed" in sent()[1].subject

    def test_asking_for_an_unknown_address_looks_the_same(self, client, grace):
        known = client.post("/en/accounts/password/reset/", {"email": ADDRESS})
        unknown = client.post("/en/accounts/password/reset/", {"email": "nobody@else.example"})

        assert known.url == unknown.url
        assert "no account" in sent()[1].subject

    def test_changing_the_password_keeps_the_person_signed_in(self, client, grace):
        client.force_login(grace)
        data = {"oldpassword": PASSWORD, "password1": "a whole new set of words"}

        assert client.post("/en/accounts/password/change/", data).url == "/en/accounts/me/"
        assert signed_in(client)
        assert len(sent()) == 1

    def test_a_new_address_replaces_the_old_when_verified(self, client, grace):
        client.force_login(grace)
        client.post("/en/accounts/email/", {"action_add": "", "email": "grace@new.example"})
        grace.refresh_from_db()
        assert grace.email == ADDRESS

        client.post(link_in(sent()[0]))

        grace.refresh_from_db()
        assert grace.email == "grace@new.example"
        assert [row.email for row in EmailAddress.objects.all()] == ["grace@new.example"]
        assert sent()[-1].to == [ADDRESS], "the old address is told"

    def test_mails_are_in_the_language_of_the_person_whatever_the_page(self, client, grace, monkeypatch):
        seen = []
        monkeypatch.setattr(
            "allauth.account.adapter.DefaultAccountAdapter.send_mail",
            lambda *args: seen.append(translation.get_language()),
        )
        User.objects.update(preferred_language="fr")

        client.post("/es/accounts/password/reset/", {"email": ADDRESS})

        assert seen == ["fr"]


class TestSecondStep:
    def test_is_turned_on_asked_for_and_turned_off(self, client, grace):
        from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

        def code(secret):
            return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))

        sign_in(client)
        asked = client.get("/en/accounts/2fa/totp/activate/")
        assert "/en/accounts/reauthenticate/" in asked.url
        assert client.get(asked.url).status_code == 200
        page = client.post(asked.url, {"password": PASSWORD, "next": "/en/accounts/2fa/totp/activate/"}, follow=True)
        secret = page.context["form"].secret
        assert "data:image/svg" in page.content.decode()
        wrong = client.post("/en/accounts/2fa/totp/activate/", {"code": "000"})
        assert "wrong or too old" in wrong.content.decode()
        assert client.post("/en/accounts/2fa/totp/activate/", {"code": code(secret)}).status_code == 302
        assert Authenticator.objects.filter(user=grace, type="totp").exists()
        for name in ("mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp"):
            assert client.get(reverse(name)).status_code == 200, name

        other = Client()
        assert sign_in(other).url == "/en/accounts/2fa/authenticate/"
        assert not signed_in(other)
        assert other.get("/en/accounts/2fa/authenticate/").status_code == 200
        recovery = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
        assert other.post("/en/accounts/2fa/authenticate/", {"code": recovery}).url == "/en/"

        client.post("/en/accounts/2fa/totp/deactivate/")
        assert not Authenticator.objects.filter(type="totp").exists()


def test_a_form_that_is_too_old_says_so_in_the_portals_words():
    page = Client(enforce_csrf_checks=True).post("/en/accounts/login/", {"login": ADDRESS, "password": PASSWORD})

    assert page.status_code == 403
    assert "too old" in page.content.decode()
