"""What two people do to one note at the same moment leaves records of what both did."""

import threading

import pytest
from django.db import connection, transaction
from wagtail.models import Page, PageViewRestriction

from practices import records
from practices.models import PublicRecord
from tests.at_once import Editor

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in after the other"),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def beside(monkeypatch):
    """Has somebody else come as far as they can while this transaction is open, and waits until they are done after it."""
    read = records.pages_of

    def told(translation_key):
        pages = read(translation_key)
        if isinstance(threading.current_thread(), Editor):
            threading.current_thread().has_read.set()
        return pages

    monkeypatch.setattr(records, "pages_of", told)
    started = []

    def beside(work):
        editor = Editor(work)
        started.append(editor)
        transaction.on_commit(editor.join)
        editor.start()
        while not editor.has_come_far():
            pass

    yield beside
    assert [editor.failure for editor in started] == [None] * len(started)


@pytest.fixture
def pages(make_note, translate):
    page = make_note(title="Water kiosks")
    return page, translate(page, "fr", title="Bornes-fontaines", slug="bornes-fontaines")


def withdraw(page):
    page.unpublish()


def restrict(page):
    PageViewRestriction.objects.create(page=Page.objects.get(pk=page.pk), restriction_type=PageViewRestriction.LOGIN)


@pytest.mark.parametrize("close", [withdraw, restrict])
def test_a_note_that_is_closed_while_its_translation_is_published_is_public_in_no_language(pages, beside, close):
    page, french = pages
    with transaction.atomic():
        close(page)
        beside(lambda: french.save_revision().publish())
    assert not PublicRecord.objects.exists()


def test_two_who_change_a_page_each_and_then_publish_do_not_wait_for_each_other(pages, beside):
    page, french = pages

    def publish_original():
        with transaction.atomic():  # As each request to the admin is one.
            page.months_to_implement = 24
            page.save_revision().publish()

    with transaction.atomic():
        french.title = "Bornes-fontaines du quartier"
        revision = french.save_revision()
        beside(publish_original)
        revision.publish()
    record = PublicRecord.objects.get(language="fr")
    assert (record.title, record.data["facts"]["months_to_implement"]) == (french.title, 24)


def test_of_two_who_publish_at_once_neither_fails_and_the_record_has_what_both_wrote(pages, beside):
    page, french = pages
    with transaction.atomic():
        page.months_to_implement = 24
        page.save_revision().publish()
        french.title = "Bornes-fontaines gérées par les habitants"
        beside(lambda: french.save_revision().publish())
    record = PublicRecord.objects.get(language="fr")
    assert (record.title, record.data["facts"]["months_to_implement"]) == (french.title, 24)
