"""A change reaches the index after its commit; what the engine does not take waits and is not lost."""

import shutil
import uuid

import pytest
from django.core.management import call_command

from practices.models import PublicRecord
from search import outbox
from search.engine import SearchQuery, SearchUnavailable
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


def test_a_removal_is_newer_than_what_was_public_and_older_than_what_will_be(make_note):
    page = make_note()
    before = PublicRecord.objects.get().version
    page.unpublish()
    (removal,) = outbox.changes(IndexEvent.objects.all())
    page.save_revision().publish()
    assert before < removal.version < PublicRecord.objects.get().version


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


def test_what_another_process_wrote_meanwhile_is_not_undone(
    index, make_note, monkeypatch, django_capture_on_commit_callbacks
):
    """A process that waits for the index has read the note before; who comes later may write first."""
    page = make_note(title="Cable cars")
    apply = type(index).apply

    def overtaken(self, changes):
        monkeypatch.undo()
        with django_capture_on_commit_callbacks(execute=True):
            page.unpublish()
        return apply(self, changes)

    monkeypatch.setattr(type(index), "apply", overtaken)
    outbox.drain()
    assert found("cable") == 0
    assert not IndexEvent.objects.exists()


def test_one_note_is_one_document_in_all_its_languages(index, make_note, translate):
    page = make_note(title="Cable cars")
    translate(page, "fr", title="Téléphériques")
    outbox.drain()
    assert found("cable") == found("téléphériques") == 1
    assert index.status().documents == 1


class Engine:
    """Counts what it is given, and takes it unless it is `down`."""

    def __init__(self, down=False):
        self.down = down
        self.batches = []

    def apply(self, changes):
        self.batches.append(len(list(changes)))
        if self.down:
            raise SearchUnavailable("busy")
        return self.batches[-1]


@pytest.fixture
def waiting(db):
    """Changes of notes that are long gone, which wait for the index alone."""
    IndexEvent.objects.bulk_create(IndexEvent(key=uuid.uuid4(), followed=True) for _ in range(1_200))


def test_while_the_engine_is_down_a_change_costs_no_more_for_all_that_wait(
    waiting, make_note, monkeypatch, django_assert_max_num_queries
):
    engine, suggested = Engine(down=True), []
    monkeypatch.setattr(outbox, "indexes", lambda: [engine])
    follow = outbox.tables.follow
    monkeypatch.setattr(outbox.tables, "follow", lambda keys: (suggested.append(set(keys)), follow(keys)))
    page = make_note()
    for _ in range(2):
        with django_assert_max_num_queries(60):
            assert outbox.drain() == 0
    assert engine.batches == [10, 10]
    assert suggested == [{page.translation_key}]  # Once: what needs no engine waits for none.
    assert IndexEvent.objects.count() > 1_200


def test_an_engine_that_is_back_gets_all_that_waits_in_large_batches(waiting, monkeypatch):
    engine = Engine()
    monkeypatch.setattr(outbox, "indexes", lambda: [engine])
    assert outbox.drain() == 1_200
    assert engine.batches == [10, 500, 500, 190]
    assert not IndexEvent.objects.exists()


def test_a_reserve_gets_each_change_once_while_the_engine_is_down(waiting, make_note, monkeypatch):
    engine, reserve = Engine(down=True), Engine()
    monkeypatch.setattr(outbox, "indexes", lambda: [engine, reserve])
    make_note()
    outbox.drain()
    outbox.drain()
    assert reserve.batches == [1]
    assert IndexEvent.objects.filter(followed=False).count() == 0


def test_a_drain_ends_though_others_go_on_publishing(waiting, monkeypatch):
    class Busy(Engine):
        def apply(self, changes):
            outbox.record_change([uuid.uuid4()])
            return super().apply(changes)

    engine = Busy()
    monkeypatch.setattr(outbox, "indexes", lambda: [engine])
    assert outbox.drain() == 1_200
    assert IndexEvent.objects.count() == len(engine.batches)
