"""A digest that waits says only what may be said when it is sent, and what it leaves out is told later, once."""

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import PageViewRestriction

from portal.delivery import deliver
from portal.models import Message
from search import outbox
from search.engine import SearchQuery
from search.following import digests, subscriptions
from search.models import Subscription

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(make_user, cities):
    """Somebody who wants to hear at once of standpipes."""
    call_command("search", "rebuild", verbosity=0)
    user = make_user()
    subscriptions.save_search(user, SearchQuery(text="standpipes"), "Standpipes", "at_once")
    return user


def tell() -> int:
    """What the clock does before mails are sent; gives how many were written."""
    outbox.drain()
    return digests.tell_at_once()


def sent() -> list[str]:
    """Sends what waits; gives subject, text and HTML of each mail."""
    mail.outbox.clear()
    Message.objects.update(next_try=timezone.now())
    deliver()
    return [f"{one.subject}\n{one.body}\n{one.alternatives[0][0]}" for one in mail.outbox]


@pytest.mark.parametrize("way", ["unpublish", "restrict", "delete"])
def test_a_note_that_went_private_is_not_in_what_is_sent(reader, make_note, way):
    page = make_note(title="Standpipes in the valley")
    make_note(title="Standpipes on the hill")
    assert tell() == 1
    if way == "restrict":
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    else:
        getattr(page, way)()
    (said,) = sent()
    assert said.startswith("New: Standpipes on the hill\n")
    assert "valley" not in said


def test_nothing_is_sent_when_nothing_is_left(reader, make_note):
    page = make_note(title="Standpipes")
    assert tell() == 1
    page.unpublish()
    assert sent() == []
    assert (Message.objects.get().state, Message.objects.get().source) == ("dropped", {})


def test_what_was_left_out_is_told_once_when_it_is_public_again(reader, make_note, monkeypatch):
    page = make_note(title="Standpipes in the valley")
    make_note(title="Standpipes on the hill")
    tell()
    page.unpublish()
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.backends.locmem.EmailBackend.open", lambda self: 1 / 0)
        assert sent() == []  # The words were made, and the server did not answer.
    page.refresh_from_db()
    page.save_revision().publish()
    assert tell() == 1
    hill, valley = sent()
    assert "valley" not in hill
    assert valley.startswith("New: Standpipes in the valley\n")
    assert (tell(), sent()) == (0, [])


def test_words_are_those_of_the_note_as_it_is_when_they_are_sent(reader, make_note):
    page = make_note(title="Standpipes", one_line="What standpipes cost, said by mistake.")
    tell()
    page.one_line = "Cans of water at a fair price."
    page.save_revision().publish()
    (said,) = sent()
    assert "Cans of water" in said
    assert "by mistake" not in said


def test_what_its_owner_stopped_or_deleted_meanwhile_is_left_out(reader, make_note, cities):
    subscriptions.watch(reader, cities["nairobi"], "at_once", "en")
    make_note(title="Standpipes")
    tell()
    subscriptions.stop(reader, str(reader.subscriptions.get(watch=None).pk))
    (said,) = sent()
    assert "New notes from Nairobi" in said
    assert "saved search" not in said.split("You get this mail")[0]
    make_note(title="Standpipes again")
    tell()
    Subscription.objects.all().delete()
    assert sent() == []


def test_what_changed_in_a_watched_note_is_told_while_it_is_true_and_public(reader, make_note):
    page = make_note(title="Kiosks", status="pilot")
    subscriptions.watch(reader, page.translation_key, "at_once", "en")
    page.status = "running"
    page.save_revision().publish()
    assert tell() == 1
    page.unpublish()
    assert sent() == []
    page.refresh_from_db()
    page.save_revision().publish()
    assert tell() == 1
    assert "Status: Pilot, now Running" in sent()[0]
    assert (tell(), sent()) == (0, [])


def test_a_change_that_another_overtook_is_not_told_and_the_other_is_told_once(reader, make_note):
    page = make_note(title="Kiosks", status="pilot")
    subscriptions.watch(reader, page.translation_key, "at_once", "en")
    for status in ("running", "scaled_up"):
        page.status = status
        page.save_revision().publish()
        assert tell() == 1
    (said,) = sent()
    assert "Status: Running, now Scaled up" in said


def test_nothing_of_what_was_sent_is_kept(reader, make_note):
    make_note(title="Standpipes")
    tell()
    assert len(sent()) == 1
    message = Message.objects.get()
    assert (message.state, message.source, message.text, message.unsubscribe_url) == ("sent", {}, "", "")
