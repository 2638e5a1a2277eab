"""Digests: how the words of a mail are put."""

import pytest

from portal import messages
from search.following import digests, subscriptions
from tests.unit.search.following.telling import run

pytestmark = pytest.mark.django_db


def test_new_and_changed_notes_are_told_apart_in_the_subject(save, make_note, reader):
    page = make_note(title="Kiosks", status="pilot")
    save("standpipes")
    subscriptions.watch(reader, page.translation_key, "weekly", "en")
    make_note(title="Standpipes")
    page.status = "running"
    page.save_revision().publish()
    (message,) = run()
    assert message.subject == "2 notes that are new or changed"


def test_what_matched_in_the_one_line_is_marked_there_and_not_told_twice(save, make_note):
    save("kiosk")
    make_note(title="Water for the valley", one_line="Each kiosk sells a can at a fair price.")
    (message,) = run()
    assert "Each <mark>kiosk</mark> sells a can at a fair price." in message.html
    assert message.html.count("at a fair price") == 1
    assert "Each *kiosk* sells a can at a fair price." in message.text
    assert message.text.count("at a fair price") == 1


def test_words_of_another_language_say_which_and_in_which_direction_they_run(save, make_note):
    save("أكشاك")
    make_note(title="أكشاك المياه", language="ar", slug="kiosks-ar", one_line="Each kiosk.")
    (message,) = run()
    assert '/kiosks-ar/" lang="ar" dir="rtl">' in message.html
    assert '<p lang="ar" dir="rtl">Each kiosk.' in message.html


def test_plain_text_shows_which_words_matched_and_escapes_nothing(save, make_note):
    save("tariff")
    make_note(title="Taps", summary="The tariff & the fee are below <5 shillings.")
    (message,) = run()
    assert "“The *tariff* & the fee are below <5 shillings.”" in message.text
    assert "The <mark>tariff</mark> &amp; the fee are below &lt;5 shillings." in message.html


def test_each_link_says_what_it_stops(save, make_note):
    save("standpipes")
    make_note(title="Standpipes")
    (message,) = run()
    assert f"Stop mails about this alone:\n{message.unsubscribe_url}" in message.text
    assert "Stop these mails" not in message.text + message.html


def test_the_link_of_a_mail_about_several_says_that_it_stops_all(save, make_note):
    save("standpipes")
    save(place=("KE",))
    make_note(title="Standpipes")
    (message,) = run()
    assert f"Stop mails about all searches and watches:\n{message.unsubscribe_url}" in message.text
    assert "Stop these mails" not in message.text + message.html


def test_the_page_behind_a_link_leads_to_where_it_can_be_taken_back(save, make_note, reader, client):
    saved = save("standpipes")
    make_note(title="Standpipes")
    (message,) = run()
    path = message.unsubscribe_url.removeprefix("http://localhost:8000")
    assert "Stop these mails?" in client.get(path).content.decode()
    for ask in (client.post, client.post, client.get):
        html = ask(path).content.decode()
        assert "These mails have stopped" in html
        assert 'href="/en/following/"' in html
    everything = messages.unsubscribe_address(reader, "kind", digests.KIND).removeprefix("http://localhost:8000")
    assert 'href="/en/accounts/me/"' in client.post(everything).content.decode()
    saved.delete()
    assert "You get no more of these mails." in client.post(path).content.decode()
