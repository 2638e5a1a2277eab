"""What is written into the outbox, when, and how people stop it."""

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils import timezone
from kombu.exceptions import OperationalError

from portal import messages
from portal.delivery import deliver
from portal.models import Message, Unsubscribe

pytestmark = pytest.mark.django_db

TEMPLATES = {
    "messages/kiosk_subject.txt": "{% load i18n %}{% translate 'Search' %}:\n {{ title }}\n",
    "messages/kiosk_message.txt": "{% extends 'messages/base_message.txt' %}{% block content %}{{ title }}{% endblock %}",
    "messages/kiosk_message.html": "{% extends 'messages/base_message.html' %}{% block content %}<p>{{ title }}</p>"
    "{% endblock %}{% block reason %}You asked for it.{% endblock %}",
}


@pytest.fixture(autouse=True)
def kiosk(settings):
    """Templates of a message, beside the portal's own."""
    settings.TEMPLATES = [
        {
            **settings.TEMPLATES[0],
            "APP_DIRS": False,
            "OPTIONS": {
                **settings.TEMPLATES[0]["OPTIONS"],
                "loaders": [
                    ("django.template.loaders.locmem.Loader", TEMPLATES),
                    "django.template.loaders.filesystem.Loader",
                    "django.template.loaders.app_directories.Loader",
                ],
            },
        }
    ]


def queue(user, **more):
    return messages.queue(user, "news", "kiosk", {"title": "Kiosks & <pumps>"}, **more)


class TestQueue:
    def test_text_and_html_come_from_the_same_facts(self, grace):
        queue(grace)
        deliver()

        (sent,) = mail.outbox
        assert sent.to == ["grace@lilongwe.example"]
        assert sent.subject == "Search: Kiosks & <pumps>"
        assert "\nKiosks & <pumps>\n" in sent.body
        html, kind = sent.alternatives[0]
        assert kind == "text/html"
        assert "<p>Kiosks &amp; &lt;pumps&gt;</p>" in html
        assert "You asked for it." in html
        assert "src=" not in html, "nothing is fetched from anywhere"

    def test_a_message_speaks_the_language_of_the_person_not_of_who_caused_it(self, grace):
        grace.preferred_language = "fr"

        message = queue(grace)

        assert message.language == "fr"
        assert message.subject.startswith("Recherche")
        assert '<html lang="fr">' in message.html

    def test_is_sent_after_the_commit(self, grace, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            queue(grace)
            assert not mail.outbox

        assert len(mail.outbox) == 1

    def test_a_cause_that_is_rolled_back_sends_nothing(self, grace, django_capture_on_commit_callbacks):
        def cause():
            with transaction.atomic():
                queue(grace)
                raise KeyError

        with django_capture_on_commit_callbacks(execute=True), pytest.raises(KeyError):
            cause()

        assert deliver() == 0
        assert not mail.outbox
        assert not Message.objects.exists()

    def test_the_same_cause_is_told_once(self, grace):
        assert queue(grace, key="digest 7 of 2026-11-22")
        assert queue(grace, key="digest 7 of 2026-11-22") is None
        assert messages.queue(grace, "other", "kiosk", {}, key="digest 7 of 2026-11-22"), "keys are a kind's own"
        assert queue(grace)
        assert queue(grace), "what has no key may be told again"
        assert deliver() == 4

    def test_a_cause_is_remembered_when_its_message_was_sent_and_emptied(self, grace):
        queue(grace, key="once")
        deliver()
        Message.objects.empty()

        assert queue(grace, key="once") is None

    def test_a_closed_account_is_not_written_to(self, grace):
        grace.is_active = False

        assert queue(grace) is None

    def test_a_broker_that_is_gone_fails_nothing(self, grace, monkeypatch, caplog, django_capture_on_commit_callbacks):
        def refuse(*args):
            raise OperationalError("no route")

        monkeypatch.setattr("portal.tasks.deliver.delay", refuse)
        with django_capture_on_commit_callbacks(execute=True):
            queue(grace)

        assert "the scheduler sends the message" in caplog.text
        assert deliver() == 1

    def test_goes_to_the_address_that_the_person_has_when_it_is_sent(self, grace):
        queue(grace)
        grace.email = "grace@new.example"
        grace.save()

        deliver()

        assert mail.outbox[0].to == ["grace@new.example"]


class TestUnsubscribe:
    @pytest.fixture
    def address(self, grace):
        return messages.unsubscribe_address(grace, "kind", "news")

    @pytest.fixture(autouse=True)
    def names(self, monkeypatch):
        monkeypatch.setitem(messages._kinds, "news", "News of kiosks")

    def path(self, address):
        return address.removeprefix("http://localhost:8000")

    def test_mail_programs_are_offered_one_click(self, grace, address):
        queue(grace, unsubscribe_url=address)
        deliver()

        headers = mail.outbox[0].message()
        assert headers["List-Unsubscribe"] == f"<{address}>"
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert address in mail.outbox[0].body
        assert address in mail.outbox[0].alternatives[0][0]

    def test_looking_at_the_link_changes_nothing(self, client, grace, address):
        page = client.get(self.path(address))

        assert page.status_code == 200
        assert "News of kiosks" in page.content.decode()
        assert not Unsubscribe.objects.exists()
        assert queue(grace)

    def test_a_mail_program_stops_it_without_cookies_or_a_token_of_the_form(self, grace, address):
        page = Client(enforce_csrf_checks=True).post(self.path(address), {"List-Unsubscribe": "One-Click"})

        assert page.status_code == 200
        assert "You get no more of: News of kiosks" in page.content.decode()
        assert queue(grace) is None
        assert messages.queue(grace, "other", "kiosk", {}), "other kinds go on"

    def test_opened_again_it_says_that_this_has_stopped_and_where_to_take_it_back(self, client, grace, address):
        client.post(self.path(address))

        page = client.get(self.path(address)).content.decode()

        assert "Stop these mails?" not in page
        assert "You get no more of: News of kiosks" in page
        assert 'href="/en/accounts/me/"' in page
        messages.subscribe(grace, "news")
        assert "Stop these mails?" in client.get(self.path(address)).content.decode()

    def test_what_waits_already_is_not_sent_either(self, client, grace, address):
        queue(grace, key="once")
        client.post(self.path(address))

        assert deliver() == 0
        message = Message.objects.get()
        assert (message.state, message.subject, message.html) == ("dropped", "", "")

    def test_is_honoured_when_it_came_while_the_message_was_about_to_be_sent(self, grace):
        queue(grace)
        Unsubscribe.objects.create(user=grace, kind="news")

        assert deliver() == 0
        assert Message.objects.get().state == "dropped"

    def test_speaks_the_language_of_the_person(self, client, grace, address):
        grace.preferred_language = "es"
        grace.save()

        assert '<html lang="es"' in client.get(self.path(address)).content.decode()

    @pytest.mark.parametrize("change", [lambda path: path[:-3] + "x/", lambda path: "/unsubscribe/nothing/"])
    def test_a_damaged_link_says_so(self, client, grace, address, change):
        for answer in (client.get(change(self.path(address))), client.post(change(self.path(address)))):
            assert answer.status_code == 400
            assert "This link is not whole" in answer.content.decode()
        assert not Unsubscribe.objects.exists()

    def test_an_account_that_is_gone_has_nothing_to_stop(self, client, grace, address):
        grace.delete()

        assert client.get(self.path(address)).status_code == 200
        assert client.post(self.path(address)).status_code == 200

    def test_an_app_stops_what_is_its_own(self, client, grace, monkeypatch):
        stopped = []
        monkeypatch.setattr(messages, "_scopes", dict(messages._scopes))
        messages.register_scope(
            "kiosk",
            lambda user, key: stopped.append((user, key)),
            lambda user, key: (user, key) in stopped,
            lambda user, key: "Kiosk 7",
        )
        one, other = (messages.unsubscribe_address(grace, "kiosk", key) for key in "78")
        queue(grace, unsubscribe_url=one)
        queue(grace, unsubscribe_url=other)

        assert "Kiosk 7" in client.get(self.path(one)).content.decode()
        client.post(self.path(one))

        assert stopped == [(grace, "7")]
        assert "These mails have stopped" in client.get(self.path(one)).content.decode()
        assert "Stop these mails?" in client.get(self.path(other)).content.decode()
        assert deliver() == 1, "the messages of the other go on"
        assert queue(grace)

    def test_can_be_taken_back_on_the_page_of_the_account(self, client, grace):
        messages.unsubscribe(grace, "news")
        messages.unsubscribe(grace, "news")
        client.force_login(grace)
        assert "News of kiosks" in client.get("/en/accounts/me/").content.decode()

        page = client.post("/en/accounts/me/mails/news/", follow=True).content.decode()

        assert "You get these mails again." in page
        assert "News of kiosks" not in page
        assert queue(grace)
        assert client.get("/en/accounts/me/mails/news/").status_code == 405

    def test_nobody_loses_the_mails_about_their_account(self, grace):
        with pytest.raises(ValueError, match="account"):
            messages.unsubscribe(grace, "account")


def test_mails_about_accounts_do_not_wait_behind_others(grace):
    queue(grace)
    mail.send_mail("Later", "…", None, ["a@b.example"])
    account = mail.EmailMessage("First", "…", None, ["a@b.example"])
    account.kind = "account"
    account.send()
    Message.objects.update(next_try=timezone.now())

    deliver()

    assert mail.outbox[0].subject == "First"


class TestSource:
    """A kind whose words are made when they are sent."""

    @pytest.fixture
    def titles(self, monkeypatch):
        """What may still be said, by key."""
        known = {"a": "Kiosks", "b": "Pumps"}

        def compose(user, source):
            left = [key for key in source["keys"] if key in known]
            if not left:
                return None
            title = " and ".join(known[key] for key in left)
            return messages.Words("kiosk", {"title": title}, {"keys": left}, "http://localhost:8000/stop/")

        monkeypatch.setitem(messages._composers, "news", compose)
        return known

    def test_words_are_made_when_they_are_sent_and_kept_nowhere(self, grace, titles):
        message = messages.queue_source(grace, "news", {"keys": ["a", "b"]})
        assert (message.subject, message.text) == ("", "")
        del titles["a"]
        titles["b"] = "Wells"
        deliver()

        (sent,) = mail.outbox
        assert sent.subject == "Search: Wells"
        assert sent.extra_headers["List-Unsubscribe"] == "<http://localhost:8000/stop/>"
        message.refresh_from_db()
        assert (message.state, message.subject, message.html, message.source) == ("sent", "", "", {})

    def test_nothing_is_sent_where_nothing_is_left_to_say(self, grace, titles):
        messages.queue_source(grace, "news", {"keys": ["a"]})
        titles.clear()
        deliver()

        assert mail.outbox == []
        assert Message.objects.get().state == "dropped"

    def test_what_one_attempt_left_out_no_later_one_says(self, grace, titles):
        message = messages.queue_source(grace, "news", {"keys": ["a", "b"]})
        kept = titles.pop("a")
        assert messages.compose(message)
        titles["a"] = kept
        deliver()

        assert mail.outbox[0].subject == "Search: Pumps"

    def test_one_cause_is_told_once_and_nothing_to_who_wants_nothing(self, grace, titles):
        assert messages.queue_source(grace, "news", {"keys": ["a"]}, key="once")
        assert messages.queue_source(grace, "news", {"keys": ["a"]}, key="once") is None
        messages.unsubscribe(grace, "news")
        assert messages.queue_source(grace, "news", {"keys": ["a"]}) is None

    def test_what_nobody_can_put_into_words_waits_for_the_operator(self, grace):
        messages.queue_source(grace, "unheard-of", {"keys": ["a"]})
        deliver()

        assert (Message.objects.get().state, Message.objects.get().last_error) == ("failed", "KeyError")
