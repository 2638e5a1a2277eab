"""Watched cities, terms and notes: who hears of what changed, in one line each."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.utils import timezone

from portal import messages
from portal.models import Message
from practices.models import Adoption
from practices.records import refresh
from search import outbox
from search.following import digests, subscriptions
from search.models import NewsItem, Subscription, Watch

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(make_user):
    call_command("search", "rebuild", verbosity=0)
    return make_user()


@pytest.fixture
def watch(reader):
    def make(target, frequency="at_once"):
        return subscriptions.watch(reader, target, frequency, "en")

    return make


def run():
    before = set(Message.objects.values_list("pk", flat=True))
    outbox.drain()
    digests.tell_at_once()
    new = Message.objects.exclude(pk__in=before).filter(kind=digests.KIND)
    return [message for message in new if messages.compose(message)]


def composed():
    """The one message, with the words that it would be sent with."""
    message = Message.objects.get(kind=digests.KIND)
    assert messages.compose(message)
    return message


def test_a_new_note_of_a_watched_city_is_told_once(watch, make_note, cities):
    make_note(title="Old", slug="old")
    outbox.drain()
    watch(cities["nairobi"])
    make_note(title="Elsewhere", slug="elsewhere", city="kisumu")
    page = make_note(title="Standpipes", slug="new")
    (message,) = run()
    assert message.subject == "New: Standpipes"
    assert "New notes from Nairobi" in message.text
    page.save_revision().publish()
    assert run() == []


def test_a_family_of_terms_is_watched_with_the_terms_within_it(watch, make_note, terms):
    child = next(term for (vocabulary, _key), term in terms.items() if vocabulary == "theme" and term.parent_id)
    watch(child.parent)
    make_note(title="Standpipes", themes=(child.key,))
    assert [message.subject for message in run()] == ["New: Standpipes"]


def test_a_watched_note_says_what_changed_in_one_line_and_once(watch, make_note, cities):
    page = make_note(title="Standpipes", status="pilot")
    outbox.drain()
    watch(page.translation_key)
    assert run() == []
    page.status = "running"
    page.adoptions = [Adoption(city=cities["kisumu"], direction="by", outcome="adopted", locale=page.locale)]
    page.save_revision().publish()
    (message,) = run()
    assert message.subject == "Changed: Standpipes"
    assert "Status: Pilot, now Running" in message.text
    assert "Adopted by Kisumu, Kenya" in message.text
    assert "A new version" not in message.text
    assert run() == []


def test_a_new_version_is_told_and_a_record_written_anew_is_not(watch, make_note):
    page = make_note(title="Standpipes")
    watch(page.translation_key)
    refresh(page.translation_key)
    page.save_revision().publish()  # As it was.
    assert run() == []
    page.summary = "Another summary."
    page.save_revision().publish()
    assert "A new version was published." in run()[0].text


def test_a_translation_of_a_watched_note_is_told(watch, make_note, translate):
    page = make_note(title="Standpipes")
    watch(page.translation_key)
    translate(page, "fr", title="Bornes-fontaines")
    assert "It can be read in another language." in run()[0].text


def test_what_is_withheld_is_told_in_no_line(watch, make_note):
    page = make_note(title="Standpipes", barriers="planted-secret", lessons_visibility="peers")
    watch(page.translation_key)
    page.barriers = "planted-secret, changed"
    page.save_revision().publish()
    assert run() == []


def test_a_watched_note_that_is_withdrawn_is_silent_and_can_be_unwatched(watch, make_note, reader, client):
    page = make_note(title="Standpipes")
    made = watch(page.translation_key)
    page.unpublish()
    assert run() == []
    client.force_login(reader)
    html = client.get("/en/following/").content.decode()
    assert "A note that is not public at the moment" in html
    assert "Standpipes" not in html
    client.post(f"/en/following/{made.pk}/delete/")
    assert not Watch.objects.exists()


def test_a_weekly_watch_of_a_note_waits_for_its_day_and_tells_the_whole_change(watch, make_note):
    page = make_note(title="Standpipes", status="pilot")
    watch(page.translation_key, "weekly")
    for status in ("running", "scaled_up"):
        page.status = status
        page.save_revision().publish()
    assert run() == []
    Subscription.objects.update(looked_at=timezone.now() - timedelta(days=8))
    assert digests.tell_due() == 1
    assert "Status: Pilot, now Scaled up" in composed().text
    assert digests.tell_due(timezone.now() + timedelta(days=8)) == 0


def test_the_button_watches_and_stops_and_leads_back(client, make_note, reader, cities):
    page = make_note(title="Standpipes", slug="standpipes")
    client.force_login(reader)
    here = "/en/cities/nairobi-ke/"
    assert 'action="/en/following/watch/"' in client.get(here).content.decode()
    for kind, key in (("city", cities["nairobi"].pk), ("note", page.translation_key)):
        response = client.post("/en/following/watch/", {"kind": kind, "key": key, "next": here})
        assert (response.status_code, response["Location"]) == (302, here)
    assert Watch.objects.count() == 2
    assert "Stop watching" in client.get(here).content.decode()
    assert "Stop watching" in client.get(f"{here}standpipes/").content.decode()
    assert "Watch" in client.get("/en/terms/theme/water-sanitation/").content.decode()


def test_how_often_one_hears_is_chosen_beside_the_button(client, make_note, reader, cities):
    client.force_login(reader)
    html = BeautifulSoup(client.get("/en/terms/theme/water-sanitation/").content, "html.parser")
    select = html.find("select", {"name": "frequency"})
    assert [option["value"] for option in select.find_all("option")] == ["at_once", "daily", "weekly"]
    assert select.find("option", selected=True)["value"] == "weekly"
    given = {field["name"]: field["value"] for field in select.find_parent("form").find_all("input")}
    page = client.post("/en/following/watch/", given | {"frequency": "daily"}, follow=True).content.decode()
    assert Watch.objects.get().frequency == "daily"
    assert "You will hear of what is new: Once a day." in page


def test_how_often_one_hears_of_a_watch_can_be_changed_by_its_owner_alone(client, reader, watch, cities, make_user):
    made = watch(cities["nairobi"], "weekly")
    client.force_login(make_user("peer"))
    assert client.post(f"/en/following/{made.pk}/", {"frequency": "daily"}).status_code == 404
    client.force_login(reader)
    assert "New notes from Nairobi" in client.get(f"/en/following/{made.pk}/").content.decode()
    client.post(f"/en/following/{made.pk}/", {"frequency": "daily"})
    made.refresh_from_db()
    assert made.frequency == "daily"


def test_signed_out_the_button_leads_to_signing_in_and_back(client, make_note):
    make_note(slug="standpipes")
    html = client.get("/en/cities/nairobi-ke/standpipes/").content.decode()
    assert "/en/accounts/login/?next=/en/cities/nairobi-ke/standpipes/" in html
    response = client.post("/en/following/watch/", {"kind": "city", "key": "1", "next": "/en/terms/"})
    assert response["Location"] == "/en/accounts/login/?next=/en/terms/"


@pytest.mark.parametrize(
    "data",
    [{}, {"kind": "city", "key": "9" * 30}, {"kind": "note", "key": "x"}, {"kind": "term", "key": "0"}, {"kind": "x"}],
)
def test_what_cannot_be_watched_is_not_found(client, reader, data):
    client.force_login(reader)
    assert client.post("/en/following/watch/", data).status_code == 404


def test_notes_that_are_public_when_the_tables_are_made_are_no_news(make_note):
    from importlib import import_module

    from django.apps import apps

    page = make_note()
    NewsItem.objects.all().delete()
    import_module("search.migrations.0005_subscriptions").know_what_is_public(apps, None)
    item = NewsItem.objects.get()
    assert (item.key, item.is_pending) == (page.translation_key, False)


def test_who_has_stopped_all_mails_is_told_so_when_watching(client, make_note, reader, cities):
    messages.unsubscribe(reader, digests.KIND)
    client.force_login(reader)
    data = {"kind": "city", "key": cities["nairobi"].pk, "frequency": "daily"}
    html = client.post("/en/following/watch/", data, follow=True).content.decode()
    assert "you have stopped all these mails" in html
    assert "You will hear of what is new" not in html
    assert Watch.objects.get().city == cities["nairobi"]
