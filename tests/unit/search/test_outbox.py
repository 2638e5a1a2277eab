"""A change reaches the index after its commit; what the engine does not take waits and is not lost."""

import shutil

import pytest
from django.core.management import call_command

from search import outbox
from search.engine import SearchQuery
from search.engines import get_engine
from search.models import IndexEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def index(db):
    call_command("search", "rebuild", verbosity=0)
    return get_engine()


def found(text):
    return get_engine().search(SearchQuery(text=text)).total


def test_a_published_note_is_found_after_the_commit_and_an_unpublished_one_is_gone(
    index, make_note, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        page = make_note(title="Cable cars")
    assert found("cable") == 1
    with django_capture_on_commit_callbacks(execute=True):
        page.unpublish()
    assert found("cable") == 0
    assert not IndexEvent.objects.exists()


def test_a_change_that_is_rolled_back_leaves_nothing_to_index(index, make_note):
    from django.db import transaction

    page = make_note()
    IndexEvent.objects.all().delete()

    def unpublish_and_fail():
        page.unpublish()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        unpublish_and_fail()
    assert not IndexEvent.objects.exists()


def test_a_draft_that_was_never_public_leaves_nothing_to_index(db, make_note):
    page = make_note(publish=False)
    page.save()
    assert not IndexEvent.objects.exists()


def test_changes_wait_while_the_index_is_gone_and_are_applied_after_a_rebuild(
    index, make_note, settings, django_capture_on_commit_callbacks
):
    shutil.rmtree(settings.SEARCH_INDEX_DIR)
    with django_capture_on_commit_callbacks(execute=True):
        make_note(title="Cable cars")
    assert IndexEvent.objects.exists()
    call_command("search", "rebuild", verbosity=0)
    assert not IndexEvent.objects.exists()
    assert found("cable") == 1


def test_events_may_come_twice_and_in_any_order(index, make_note):
    page, other = make_note(title="Cable cars"), make_note(title="Night patrols")
    other.unpublish()
    keys = [other.translation_key, page.translation_key] * 3
    IndexEvent.objects.all().delete()
    outbox.record_change(keys)
    assert outbox.drain() == 6
    assert (found("cable"), found("patrols")) == (1, 0)


def test_one_note_is_one_document_in_all_its_languages(index, make_note, translate):
    page = make_note(title="Cable cars")
    translate(page, "fr", title="Téléphériques")
    outbox.drain()
    assert found("cable") == found("téléphériques") == 1
    assert index.status().documents == 1
