"""What the demo alone has: its accounts, and the mail that it wrote instead of sending it."""

import pytest
from django.conf import settings as django_settings
from django.core import mail

from networks.demo.accounts import ACCOUNTS, load_accounts
from portal import demo_mail
from portal.delivery import deliver
from portal.demo import DEMO_ACCOUNTS, DEMO_PASSWORD
from portal.models import Person, User
from tests.unit.portal.people import ADDRESS, sign_in, sign_up

pytestmark = pytest.mark.django_db


class TestDemo:
    @pytest.fixture
    def demo(self, settings):
        settings.DEMO = True
        settings.DELIVERY_BACKEND = "django.core.mail.backends.filebased.EmailBackend"

    def test_accounts_are_those_that_are_announced_and_loading_restores_them(self, client):
        assert {account.email for account in ACCOUNTS} == set(DEMO_ACCOUNTS)
        load_accounts()
        User.objects.filter(email="official@demo.example").update(is_active=False)

        load_accounts()

        assert User.objects.count() == Person.objects.filter(is_demo=True).count() == 3
        for email in DEMO_ACCOUNTS:
            assert sign_in(client, email, DEMO_PASSWORD).url == "/en/"
            assert client.get("/admin/", follow=True).status_code == (200 if email.startswith("sec") else 403)
            client.post("/en/accounts/logout/")

    def test_mail_is_read_by_who_is_signed_in(self, client, grace, demo):
        assert client.get("/en/demo/mail/").url == "/en/accounts/login/?next=/en/demo/mail/"
        client.force_login(grace)
        assert "No mail yet" in client.get("/en/demo/mail/").content.decode()
        mail.send_mail("First", "Hello", "from@portal.example", [ADDRESS])
        mail.send_mail(
            "Zweite <b>Nachricht</b>",
            "Öffne http://localhost:8000/en/accounts/confirm-email/MQ:1x-y_z/\n<script>alert(1)</script>\njavascript:alert(1)",
            "from@portal.example",
            [ADDRESS],
        )
        deliver()

        page = client.get("/en/demo/mail/").content.decode()

        assert page.index("Zweite") < page.index("First")
        assert "<b>Nachricht" not in page
        key = demo_mail.mails(django_settings.EMAIL_FILE_PATH)[0].key
        page = client.get(f"/en/demo/mail/{key}/").content.decode()
        assert 'href="http://localhost:8000/en/accounts/confirm-email/MQ:1x-y_z/"' in page
        assert "Öffne" in page
        assert "<script>alert" not in page
        assert 'href="javascript' not in page

    @pytest.mark.parametrize("key", ["nothing", "20260101-000000-1-0", "..-..-settings-1", "0" * 300])
    def test_an_unknown_mail_is_not_found(self, client, grace, demo, key):
        client.force_login(grace)

        assert client.get(f"/en/demo/mail/{key}/").status_code == 404

    def test_outside_the_demo_there_is_no_such_page(self, client, grace):
        client.force_login(grace)

        assert client.get("/en/demo/mail/").status_code == 404
        assert client.get("/en/demo/mail/20260101-000000-1-0/").status_code == 404

    def test_the_mail_of_a_sign_up_is_there_at_once(self, client, grace, demo, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            sign_up(client, email="somebody@else.example")
        client.force_login(grace)

        assert "somebody@else.example" in client.get("/en/demo/mail/").content.decode()

    def test_who_has_signed_up_is_told_where_the_mail_is(self, client, demo):
        page = sign_up(client)

        assert 'href="/en/demo/mail/"' in client.get(page.url).content.decode()

    #: Where the demo's accounts or its mail matter, and where they do not.
    SAID = "people are made up, and no mail leaves it"
    SIGNED_OUT = ("login/", "signup/", "password/reset/", "password/reset/done/", "confirm-email/")
    SIGNED_IN = ("me/", "email/", "password/change/", "2fa/", "logout/")
    ELSEWHERE = ("/en/", "/en/practices/", "/en/cities/missing/", "/en/search/", "/en/no-such-page/")

    def saying_it(self, client, grace) -> set[str]:
        """Gives which of all these pages say so."""
        addresses = [f"/en/accounts/{name}" for name in self.SIGNED_OUT] + list(self.ELSEWHERE)
        pages = {address: client.get(address) for address in addresses}
        client.force_login(grace)
        pages |= {f"/en/accounts/{name}": client.get(f"/en/accounts/{name}") for name in self.SIGNED_IN}
        assert not [address for address, page in pages.items() if page.status_code not in (200, 404, 503)]
        return {address for address, page in pages.items() if self.SAID in page.content.decode()}

    def test_pages_about_accounts_and_mail_say_what_the_demo_is(self, client, grace, demo):
        assert self.saying_it(client, grace) == {f"/en/accounts/{name}" for name in self.SIGNED_OUT + self.SIGNED_IN}

    def test_outside_the_demo_no_page_says_so(self, client, grace):
        assert self.saying_it(client, grace) == set()


class TestMailFolder:
    def test_several_mails_in_a_file_and_none(self, tmp_path):
        end = b"\n" + b"-" * 79 + b"\n"
        first = b"Subject: One\nTo: a@b.example\nDate: Sun, 22 Nov 2026 17:00:00 +0000\n\nText" + end
        (tmp_path / "20261122-170000-1.log").write_bytes(first + b"Subject: Two\n\n" + end)

        assert [mail.subject for mail in demo_mail.mails(tmp_path)] == ["Two", "One"]
        assert demo_mail.mail(tmp_path, "20261122-170000-1-0").to == "a@b.example"
        assert demo_mail.mail(tmp_path, "20261122-170000-1-2") is None
        assert demo_mail.mails(tmp_path / "nowhere") == []
