"""An index that differs from the public records is found out and mended."""

import dataclasses
import shutil
import uuid

import pytest
from django.core.management import CommandError, call_command

from search import consistency, outbox, tasks
from search.documents import documents
from search.engine import Remove, Upsert
from search.engines import get_engine
from search.models import IndexEvent

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def notes(once):
    """Three notes in the index."""

    def make(maker):
        made = [maker.make_note(title=title) for title in ("Kiosks", "Patrols", "Titles")]
        call_command("search", "rebuild", verbosity=0)
        return made

    return once(make)


@pytest.fixture
def damaged(notes):
    """An index that lacks the first note, has an older second one, and one that is not public."""
    (old,) = documents([notes[1].translation_key])
    stranger = dataclasses.replace(old, key=uuid.uuid4().hex)
    get_engine().apply(
        [
            Remove(notes[0].translation_key.hex, old.version),
            Upsert(dataclasses.replace(old, version=1)),
            Upsert(stranger),
        ]
    )
    return notes[0].translation_key.hex, old.key, stranger.key


def test_nothing_differs_after_a_rebuild(notes, capsys):
    assert consistency.compare(get_engine()).keys == ()
    call_command("search", "check")
    assert "0 missing, 0 in another version, 0 not public" in capsys.readouterr().out


def test_what_differs_is_told_by_key_and_mended(damaged, capsys):
    missing, changed, surplus = damaged
    assert consistency.compare(get_engine()) == consistency.Differences((missing,), (changed,), (surplus,))
    with pytest.raises(CommandError, match="--repair"):
        call_command("search", "check")
    said = capsys.readouterr().out
    assert f"missing  {missing}" in said
    assert f"changed  {changed}" in said
    assert f"surplus  {surplus}" in said
    call_command("search", "check", "--repair")
    assert "3 changes applied" in capsys.readouterr().out
    assert consistency.compare(get_engine()).keys == ()


def test_the_clock_mends_it_too_and_says_so(damaged, caplog):
    tasks.check()
    assert consistency.compare(get_engine()).keys == ()
    assert "1 missing, 1 in another version, 1 not public" in caplog.text


def test_what_waits_in_the_outbox_does_not_differ(damaged, notes):
    outbox.record_change([notes[0].translation_key])
    assert damaged[0] not in consistency.compare(get_engine()).missing


def test_without_an_index_the_clock_goes_on_and_the_command_says_so(notes, settings, caplog):
    shutil.rmtree(settings.SEARCH_INDEX_DIR)
    tasks.check()
    assert "cannot be compared" in caplog.text
    with pytest.raises(CommandError, match="missing"):
        call_command("search", "check")


def test_status_says_how_long_the_oldest_change_waits(notes, capsys):
    import datetime

    from django.utils import timezone

    outbox.record_change([notes[0].translation_key])
    IndexEvent.objects.update(created_at=timezone.now() - datetime.timedelta(minutes=5, seconds=3))
    call_command("search", "status")
    assert "1 changes wait, the oldest for 5 min" in capsys.readouterr().out


def test_the_command_runs_with_the_checks_that_a_shell_runs(notes, capsys):
    call_command("search", "status", skip_checks=False)
    assert "3 of 3 public notes" in capsys.readouterr().out
