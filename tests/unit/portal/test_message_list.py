"""The list in the admin of messages that did not go out."""

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.urls import reverse

from portal.models import Message

pytestmark = pytest.mark.django_db

LIST = "/admin/snippets/portal/message/"
SECRETS = ("grace@lilongwe.example", "https://portal.example/reset/secret", "Choose a new password")


@pytest.fixture
def stuck():
    """A message that was refused and one of which nobody knows; each has an address and a secret."""
    address, text, subject = SECRETS
    fields = {"address": address, "text": text, "html": text, "subject": subject, "kind": "account", "attempts": 1}
    return [
        Message.objects.create(state="failed", last_error="SMTPDataError 550", **fields),
        Message.objects.create(state="unknown", **fields),
    ]


@pytest.fixture
def secretariat(client, make_user):
    client.force_login(make_user("secretariat"))
    return client


def decide(action, messages):
    query = "&".join(f"id={message.pk}" for message in messages)
    return f"{reverse('wagtail_bulk_action', args=['portal', 'message', action])}?{query}&next={LIST}"


def test_the_secretariat_sees_how_they_ended_and_no_word_of_them(secretariat, stuck):
    Message.objects.create(kind="news", state="waiting")

    page = secretariat.get(LIST).content.decode()

    assert "SMTPDataError 550" in page
    assert "Not known whether sent" in page
    assert "Your account" in page
    assert page.count("News of your saved searches") == 1  # In the filter alone.
    assert page.count("Send again") == 1
    assert not [secret for secret in SECRETS if secret in page]


def test_those_chosen_are_sent_again(secretariat, stuck, django_capture_on_commit_callbacks):
    page = secretariat.get(decide("send_again", stuck)).content.decode()
    assert "arrives a second time" in page
    assert not [secret for secret in SECRETS if secret in page]
    assert not mail.outbox

    with django_capture_on_commit_callbacks(execute=True):
        answer = secretariat.post(decide("send_again", stuck), follow=True)

    assert "2 messages are sent again." in answer.content.decode()
    assert len(mail.outbox) == 2


def test_those_chosen_are_dropped_and_their_words_erased(secretariat, stuck):
    answer = secretariat.post(decide("delete", stuck[:1]), follow=True)

    assert "1 message is not sent again." in answer.content.decode()
    dropped = Message.objects.get(pk=stuck[0].pk)
    assert (dropped.state, dropped.text, dropped.address) == ("dropped", "", "")
    assert Message.objects.get(pk=stuck[1].pk).state == "unknown"


@pytest.mark.parametrize(
    ("filters", "chosen"),
    [
        ("", {"failed", "unknown"}),
        ("&state=failed", {"failed"}),
        ("&kind=account", {"failed", "unknown"}),
        ("&kind=other", set()),
    ],
)
def test_all_of_the_listing_are_those_that_its_filters_leave(secretariat, stuck, filters, chosen):
    assert {message.state for message in secretariat.get(f"{LIST}?{filters}").context["object_list"]} == chosen
    address = f"{reverse('wagtail_bulk_action', args=['portal', 'message', 'send_again'])}?id=all&next={LIST}{filters}"
    if chosen:
        assert {item["item"].state for item in secretariat.get(address).context["items"]} == chosen
    secretariat.post(address)
    assert set(Message.objects.undecided().values_list("state", flat=True)) == {"failed", "unknown"} - chosen


def test_what_is_decided_already_is_left_alone(secretariat, stuck):
    Message.objects.update(state="sent")

    assert "nothing to decide any more" in secretariat.get(decide("send_again", stuck)).content.decode()
    secretariat.post(decide("send_again", stuck))

    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.parametrize("view", ["edit", "delete"])
def test_nobody_opens_a_message(admin_client, stuck, view):
    answer = admin_client.get(f"{LIST}{view}/{stuck[0].pk}/", follow=True)

    assert not [secret for secret in SECRETS if secret in answer.content.decode()]


@pytest.mark.parametrize("view", ["usage", "history"])
def test_what_wagtail_says_around_a_message_holds_no_word_of_it(admin_client, stuck, view):
    answer = admin_client.get(f"{LIST}{view}/{stuck[0].pk}/", follow=True)

    assert not [secret for secret in SECRETS if secret in answer.content.decode()]


def test_others_do_not_enter(client, make_user, stuck):
    client.force_login(make_user("peer"))

    assert client.get(LIST, follow=True).status_code == 403
    client.post(decide("delete", stuck), follow=True)
    assert not Message.objects.filter(state="dropped").exists()


def test_each_kind_has_a_name_in_the_readers_language(secretariat):
    from django.conf import settings

    Message.objects.create(kind="other", state="failed")
    secretariat.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"

    page = secretariat.get(LIST).content.decode()

    choice = BeautifulSoup(page, "html.parser").find("input", {"name": "kind", "value": "other"})
    assert choice.find_parent("label").get_text(strip=True) == "Autre"
    assert page.count("Autre") == 2
    assert f"Message {Message.objects.get().pk}" in page
    assert "Courrier non envoyé" in page.split("<h1", 1)[1]
