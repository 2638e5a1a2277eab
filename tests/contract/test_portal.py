"""What becomes of a note in the portal is what every engine finds: published, edited, moved, translated, withdrawn, deleted."""

from __future__ import annotations

import logging
import random
import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.core.management import call_command
from wagtail.models import PageViewRestriction

from practices.models import PublicRecord
from search import consistency, engines, outbox
from search.elastic.engine import ElasticEngine
from search.engine import Engine, SearchQuery
from search.models import IndexEvent, SynonymList
from search.models.synonyms import ALL
from search.suggest.did_you_mean import words
from tests.contract.conftest import ENGINES, remove_indexes
from tests.unit.search.test_secrets import SECRETS, plant, secrets_in

pytestmark = pytest.mark.django_db


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest, settings, db) -> Iterator[Engine]:
    """The engine that the portal uses, with an empty index of the test's own."""
    own = None
    if request.param == "elasticsearch":
        own = replace(request.getfixturevalue("cluster"), prefix=f"contract-{uuid.uuid4().hex[:12]}")
        settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_PREFIX = own.urls, own.prefix
        settings.ELASTICSEARCH_TIMEOUT = own.timeout
        engines.get_engine.cache_clear()
    call_command("search", "rebuild", verbosity=0)
    yield engines.get_engine()
    if own:
        remove_indexes(own)


def found(text: str, **values: object) -> int:
    outbox.drain()
    return engines.get_engine().search(SearchQuery(text, **values)).total


def differs() -> tuple[str, ...]:
    return consistency.compare(engines.get_engine()).keys


def test_a_note_is_found_as_long_as_it_is_public(index, make_note) -> None:
    page = make_note(title="Cable cars")
    assert found("cable") == 1
    page.unpublish()
    assert found("cable") == 0
    page.save_revision().publish()
    assert found("cable") == 1
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert found("cable") == 0
    restriction.delete()
    assert found("cable") == 1
    page.delete()
    assert found("cable") == 0
    assert differs() == ()


def test_what_an_editor_changes_is_found_and_what_was_there_before_is_not(index, make_note) -> None:
    page = make_note(title="Cable cars")
    page.title = "Night buses"
    page.save_revision().publish()
    assert (found("cable"), found("buses")) == (0, 1)
    assert differs() == ()


def test_a_note_that_is_moved_is_found_by_its_new_city_and_country_alone(index, make_note, cities) -> None:
    from networks.parties import party_page

    page = make_note(title="Cable cars", city="nairobi")
    assert (found("nairobi"), found("", filters={"place": ("KE",)})) == (1, 1)
    page.move(party_page(cities["medellin"]), pos="last-child")
    assert (found("nairobi"), found("", filters={"place": ("KE",)})) == (0, 0)
    assert (found("medellin"), found("", filters={"place": ("CO",)})) == (1, 1)
    assert differs() == ()


@pytest.mark.parametrize("goes", ["unpublish", "delete"])
def test_a_translation_is_found_as_long_as_it_is_public(index, make_note, translate, goes: str) -> None:
    page = make_note(title="Cable cars")
    translation = translate(page, "fr", title="Téléphériques")
    assert (found("cable"), found("téléphérique"), found("", filters={"language": ("fr",)})) == (1, 1, 1)
    getattr(translation, goes)()
    assert (found("cable"), found("téléphérique"), found("", filters={"language": ("fr",)})) == (1, 0, 0)
    assert differs() == ()


def test_a_misspelt_word_is_mended_and_a_synonym_is_found(index, make_note, client) -> None:
    make_note(title="Standpipes in the settlement")
    outbox.drain()
    words.forget()
    assert client.get("/en/search/", {"q": "stanpipes"}).context["did_you_mean"].text == "standpipes"
    assert client.get("/en/search/", {"q": "kiosque"}).context["results"].total == 0
    SynonymList.objects.update_or_create(language=ALL, defaults={"rules": "kiosque, standpipes"})
    assert client.get("/en/search/", {"q": "kiosque"}).context["results"].total == 1


def test_a_thousand_events_shuffled_and_repeated_end_as_the_database_says(index, make_note) -> None:
    chooser = random.Random(7)
    pages = [make_note(title=f"Kiosks {number}") for number in range(8)]
    for _ in range(60):
        page = chooser.choice(pages)
        page.refresh_from_db()
        if chooser.random() < 0.4:
            page.unpublish()
        else:
            page.summary = f"Changed {chooser.random()}"
            page.save_revision().publish()
        if chooser.random() < 0.5:
            outbox.drain()
    keys = [event.key for event in IndexEvent.objects.all()] + [page.translation_key for page in pages]
    IndexEvent.objects.all().delete()
    keys = chooser.choices(keys, k=1_000)
    # Each note once at least.
    outbox.record_change([*keys, *(page.translation_key for page in pages)])
    outbox.drain()
    assert 0 < PublicRecord.objects.count() < 8
    assert dict(engines.get_engine().versions()) == {
        record.translation_key.hex: record.version for record in PublicRecord.objects.all()
    }


@pytest.mark.parametrize("second", ["edited", "withdrawn"])
def test_a_drain_that_writes_late_does_not_undo_what_another_has_written(
    index, make_note, monkeypatch, second: str
) -> None:
    """Two processes drain: the first has read a note, the second applies a later change of it, then the first writes."""
    page = make_note(title="Cable cars")
    apply, engine = type(engines.get_engine()).apply, engines.get_engine()

    def late(self, changes):
        monkeypatch.undo()
        engines.get_engine.cache_clear()
        changes = list(changes)
        if second == "edited":
            page.title = "Night buses"
            page.save_revision().publish()
        else:
            page.unpublish()
        outbox.drain()
        return apply(self, changes)

    monkeypatch.setattr(type(engine), "apply", late)
    outbox.drain()
    outbox.drain()
    assert (found("cable"), found("buses")) == (0, second == "edited")
    assert differs() == ()


def test_no_secret_is_found_or_kept(index, maker, caplog) -> None:
    """The secrets of tests/unit/search/test_secrets.py, which holds pages, files and mails to it."""
    caplog.set_level(logging.INFO)
    plant(maker)
    assert found("standpipes") == 1
    for secret in SECRETS:
        for text in (secret, f"{secret[:-1]}*", f'"{secret}"', f"{secret} nobody knows of water"):
            assert found(text) == 0
            loose = index.search(SearchQuery(text, loose=True, page_size=100))
            assert not secrets_in(repr(loose))
    if isinstance(index, ElasticEngine):
        kept = index._connection.reading.search(index=f"{index._settings.prefix}*", size=1_000, version=True)
        assert len(kept["hits"]["hits"]) > 1  # What was removed has left its key.
        assert not secrets_in(str(kept))
    of_engines = [each.getMessage() for each in caplog.records if each.name.startswith(("search", "elastic"))]
    assert not secrets_in("".join(of_engines))
