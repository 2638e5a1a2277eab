"""Digests: who hears of what, once, and of nothing that is not public."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import PageViewRestriction

from portal import messages
from portal.models import Message
from search import outbox
from search.engine import SearchQuery, SearchUnavailable
from search.following import digests, mails, news, subscriptions
from search.models import Frequency, NewsItem, SavedSearch, Subscription, ToldNote

pytestmark = pytest.mark.django_db
NEXT_WEEK = timedelta(days=8)


@pytest.fixture
def index(db):
    call_command("search", "rebuild", verbosity=0)


@pytest.fixture
def reader(make_user):
    return make_user()


@pytest.fixture
def save(reader, index):
    """Saves a search: `save("water")`, `save(place=("KE",), frequency="at_once")`."""

    def make(text="", frequency="weekly", language="en", user=None, **filters):
        query = SearchQuery(text=text, language=language, filters=filters)
        return subscriptions.save_search(user or reader, query, text or "A search", frequency)

    return make


def run(after=NEXT_WEEK):
    """What the clock does: the index takes what waits, then digests that are due are written; gives the new messages."""
    before = set(Message.objects.values_list("pk", flat=True))
    outbox.drain()
    digests.tell_at_once()
    digests.tell_due(timezone.now() + after)
    new = Message.objects.exclude(pk__in=before).filter(kind=digests.KIND).order_by("pk")
    return [message for message in new if messages.compose(message)]


def composed():
    """The one message, with the words that it would be sent with."""
    message = Message.objects.get(kind=digests.KIND)
    assert messages.compose(message)
    return message


def test_a_new_note_is_told_once_with_the_sentence_that_matched(save, make_note):
    save("standpipes")
    make_note(title="Standpipes in the valley", one_line="Cans of water at a fair price.")
    (message,) = run()
    assert message.subject == "New: Standpipes in the valley"
    assert "“standpipes”" in message.text
    assert "Cans of water at a fair price." in message.text
    assert "<mark>Standpipes</mark>" in message.html
    assert "<mark>" not in message.text
    assert run(2 * NEXT_WEEK) == []


def test_what_was_there_when_the_search_was_saved_is_known(save, make_note, index):
    page = make_note(title="Standpipes")
    outbox.drain()
    save("standpipes")
    assert run() == []
    page.save_revision().publish()
    assert run(2 * NEXT_WEEK) == []


def test_what_was_published_but_not_yet_found_when_the_search_was_saved_is_told(save, make_note):
    make_note(title="Standpipes")
    save("standpipes")  # The index has not taken the note yet, so its owner has not seen it.
    assert [message.subject for message in run()] == ["New: Standpipes"]


def test_nothing_is_sent_when_nothing_is_new_or_nothing_fits(save, make_note):
    save("zeppelin")
    assert run() == []
    make_note(title="Standpipes")
    assert run(2 * NEXT_WEEK) == []


def test_a_note_that_came_later_and_matches_only_after_a_change_is_told_then(save, make_note):
    saved = save("zeppelin")
    page = make_note(title="Standpipes")
    assert run() == []
    page.title = "Zeppelin"
    page.save_revision().publish()
    Subscription.objects.filter(pk=saved.pk).update(looked_at=timezone.now() - timedelta(days=8))
    assert [message.subject for message in run()] == ["New: Zeppelin"]


def test_a_note_that_is_withdrawn_before_the_digest_is_not_told_and_told_when_it_is_back(save, make_note):
    saved = save("standpipes", user=None)
    page = make_note(title="Standpipes")
    outbox.drain()
    page.unpublish()  # The index still has it.
    assert digests.tell_due(timezone.now() + NEXT_WEEK) == 0
    page.refresh_from_db()
    page.save_revision().publish()
    Subscription.objects.filter(pk=saved.pk).update(looked_at=timezone.now() - timedelta(days=8))
    assert len(run()) == 1


def test_withdrawn_and_published_again_is_no_news(save, make_note):
    save("standpipes", frequency="at_once")
    page = make_note(title="Standpipes")
    assert len(run()) == 1
    page.unpublish()
    run()
    page.refresh_from_db()
    page.save_revision().publish()
    assert run() == []


def test_restricted_notes_and_withheld_groups_are_in_no_mail(save, make_note):
    save("", frequency="at_once")
    save("planted-secret", frequency="at_once")
    make_note(title="Standpipes", slug="open", barriers="planted-secret of the lessons", lessons_visibility="peers")
    hidden = make_note(title="Hidden planted-secret", slug="hidden")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    (message,) = run()
    assert message.subject == "New: Standpipes"
    assert "planted-secret of" not in message.text + message.html
    assert "Hidden" not in message.text + message.html


def test_a_sentence_that_has_been_withheld_since_it_was_indexed_is_not_quoted(save, make_note):
    save("cartels")
    page = make_note(title="Standpipes", barriers="Cartels broke the pipes.")
    outbox.drain()
    page.lessons_visibility = "peers"
    page.save_revision().publish()
    digests.tell_due(timezone.now() - timedelta(days=30))  # Nothing is due.
    found = news.new_of(SavedSearch.objects.get(), [page.translation_key])
    assert "Cartels" in found[0].hit.highlight  # The index is a moment behind.
    digests.tell(Subscription.objects.get().user, Subscription.objects.all(), [page.translation_key])
    assert "broke the pipes" not in composed().html


def test_one_mail_holds_all_that_is_due_for_a_person(save, make_note, make_user):
    save("standpipes")
    save(place=("KE",), frequency="daily")
    save("standpipes", user=make_user("peer"))
    make_note(title="Standpipes")
    found = run()
    assert sorted(message.user.email for message in found) == ["peer@example.org", "reader@example.org"]
    mine = next(message for message in found if message.user.email == "reader@example.org")
    assert "“standpipes”" in mine.text
    assert "Kenya" in mine.text


def test_daily_comes_the_next_day_and_weekly_not_before_monday(save, make_note):
    monday_noon = timezone.now().replace(hour=12)
    monday_noon -= timedelta(days=monday_noon.weekday() + 7)
    for frequency in ("daily", "weekly"):
        saved = save(frequency, frequency=frequency)
        Subscription.objects.filter(pk=saved.pk).update(looked_at=monday_noon, created_at=monday_noon)
    make_note(title="Daily markets")
    make_note(title="Weekly markets")
    outbox.drain()
    NewsItem.objects.update(changed_at=monday_noon + timedelta(hours=1), first_public_at=monday_noon)

    def told_at(days, hours):
        before = ToldNote.objects.count()
        digests.tell_due(monday_noon + timedelta(days=days, hours=hours))
        return ToldNote.objects.count() - before

    assert told_at(0, 17) == 0  # Tuesday, 5 o'clock
    assert told_at(0, 18) == 1  # Tuesday, 6 o'clock
    assert told_at(6, 17) == 0  # Monday, 5 o'clock
    assert told_at(6, 18) == 1


def test_what_waits_for_the_index_is_not_passed_over(save, make_note):
    save("standpipes")
    make_note(title="Standpipes")
    digests.tell_due(timezone.now() + NEXT_WEEK)  # The outbox is not drained.
    assert not Message.objects.filter(kind=digests.KIND).exists()
    assert len(run()) == 1


def test_an_engine_that_does_not_answer_delays_and_loses_nothing(save, make_note, monkeypatch):
    save("kiosks")
    save("standpipe*", frequency="at_once")
    make_note(title="Standpipes")
    make_note(title="Kiosks")

    def unavailable(*args):
        raise SearchUnavailable("busy")

    outbox.drain()
    with monkeypatch.context() as patch:
        patch.setattr(news, "get_engine", lambda: type("Engine", (), {"search": unavailable}))
        assert run() == []
    assert len(run()) == 2  # at once, and the digest


def test_a_run_that_breaks_off_while_writing_tells_everything_the_next_time_and_only_once(
    save, make_note, monkeypatch
):
    save("standpipes", frequency="at_once")
    make_note(title="Standpipes")

    def break_off(*args, **kwargs):
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(messages, "queue_source", break_off)
        assert run() == []
    assert not ToldNote.objects.exists()
    assert len(run()) == 1
    NewsItem.objects.update(is_pending=True)
    assert run() == []


def test_one_persons_trouble_keeps_no_other_person_from_hearing(save, make_note, reader, make_user, monkeypatch):
    save("standpipe*", frequency="at_once")
    other = make_user(email="other@example.org")
    save("standpipe*", frequency="at_once", user=other)
    tell = digests.tell

    def broken(user, *args):
        if user == reader:
            raise ZeroDivisionError
        return tell(user, *args)

    monkeypatch.setattr(digests, "tell", broken)
    monkeypatch.setattr(digests, "BATCH", 1)
    make_note(title="Standpipes in the valley")
    make_note(title="Standpipes on the hill")
    assert {message.user for message in run(after=timedelta(0))} == {other}
    assert Message.objects.filter(kind=digests.KIND).count() == 2
    assert run(after=timedelta(0)) == []
    assert NewsItem.objects.filter(is_pending=True).count() == 2, "They are tried again, for a day."
    NewsItem.objects.update(changed_at=timezone.now() - timedelta(days=2))
    run(after=timedelta(0))
    assert not NewsItem.objects.filter(is_pending=True).exists()


def test_a_search_whose_values_are_all_gone_tells_nothing_instead_of_everything(save, make_note):
    saved = save("")
    SavedSearch.objects.filter(pk=saved.pk).update(address="type=abolished")
    make_note(title="Standpipes")
    assert run() == []


def test_a_search_that_was_content_with_some_of_its_words_stays_so(save, make_note, reader):
    query = SearchQuery(text="who patrols our streets at night when buses stop?")
    subscriptions.save_search(reader, query, "Night", Frequency.WEEKLY, is_loose=True)
    make_note("safety_plan", title="Night patrols")
    assert len(run()) == 1


def test_mails_are_in_the_persons_language(save, make_note, translate, reader):
    reader.preferred_language = "fr"
    reader.save()
    save("standpipes", language="fr")
    translate(make_note(title="Standpipes"), "fr", title="Bornes-fontaines")
    (message,) = run()
    assert message.language == "fr"
    assert "Bornes-fontaines" in message.text
    assert "/fr/cities/nairobi-ke/" in message.text


def test_a_mail_programs_button_stops_one_search_alone(save, make_note, client):
    save("standpipes", frequency="at_once")
    save("patrols", frequency="at_once")
    make_note(title="Standpipes")
    (message,) = run()
    response = client.post(
        message.unsubscribe_url.removeprefix("http://localhost:8000"), {"List-Unsubscribe": "One-Click"}
    )
    assert response.status_code == 200
    make_note(title="More standpipes", slug="more")
    make_note(title="Patrols", slug="patrols")
    assert [message.subject for message in run()] == ["New: Patrols"]
    assert SavedSearch.objects.count() == 2


def test_the_button_of_a_mail_about_several_stops_them_all(save, make_note, client, reader):
    save("standpipes", frequency="at_once")
    save(place=("KE",), frequency="at_once")
    make_note(title="Standpipes")
    (message,) = run()
    client.post(message.unsubscribe_url.removeprefix("http://localhost:8000"))
    make_note(title="More standpipes", slug="more")
    assert run() == []
    client.force_login(reader)
    assert "You have stopped all mails" in client.get("/en/following/").content.decode()
    client.post("/en/accounts/me/mails/news/")
    make_note(title="Third standpipes", slug="third")
    assert len(run()) == 1


def test_closed_accounts_hear_nothing(save, make_note, reader):
    save("standpipes", frequency="at_once")
    reader.is_active = False
    reader.save()
    make_note(title="Standpipes")
    assert run() == []


def test_many_new_notes_are_counted_beyond_the_first(save, make_note, monkeypatch):
    monkeypatch.setattr(mails, "MOST_SHOWN", 2)
    save(place=("KE",))
    for number in range(3):
        make_note(title=f"Note {number}", slug=f"note-{number}")
    (message,) = run()
    assert message.subject == "3 new notes"
    assert "“A search”: Kenya\n" in message.text
    assert "and 1 other note: http://localhost:8000/en/search/?place=KE&sort=newest" in message.text
    assert run(2 * NEXT_WEEK) == []


def test_a_note_that_two_searches_found_is_counted_once_and_told_whole_once(save, make_note):
    save("standpipes")
    save(place=("KE",))
    make_note(title="Standpipes", one_line="Cans of water at a fair price.")
    (message,) = run()
    assert message.subject == "New: Standpipes"
    assert message.text.count("* Standpipes") == 2, "Both say that they have found it."
    assert message.text.count("Cans of water") == 1


@pytest.mark.parametrize("stopped", [False, True])
def test_a_note_of_which_one_mail_told_is_in_no_later_one_for_another_search(save, make_note, stopped):
    first = save("standpipes", frequency="at_once")
    save(place=("KE",), frequency="weekly")
    page = make_note(title="Standpipes")
    (message,) = run(after=timedelta(0))
    assert message.subject == "New: Standpipes"
    if stopped:  # Who stops the one may have done so before its mail was sent.
        subscriptions.change_frequency(first, "never")
    make_note(title="Kiosks")
    page.save_revision().publish()
    message = run()[-1]
    assert "Kiosks" in message.text
    assert ("Standpipes" in message.text) is stopped


def test_what_could_be_seen_when_a_search_was_saved_is_still_told_for_another(save, make_note, index):
    save(place=("KE",), frequency="weekly")
    make_note(title="Standpipes")
    outbox.drain()
    save("standpipes", frequency="weekly")
    (message,) = run()
    assert "Standpipes" in message.text


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


def test_what_waits_for_a_digest_is_not_lost_when_its_owner_wants_to_hear_at_once(save, make_note):
    saved = save("standpipes", frequency="daily")
    make_note(title="Standpipes")
    outbox.drain()
    digests.tell_at_once()
    subscriptions.change_frequency(saved, Frequency.AT_ONCE)
    assert len(run(timedelta())) == 1
