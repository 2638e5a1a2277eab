"""Fixtures for all tests: two countries, a few cities, the terms, and notes made as an editor would make them."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

os.environ.setdefault("MODE", "test")

import pytest

from tests.making import Made, Maker

#: The folder of the index that a module's tests begin with, where the module makes one (`once`).
_index_of_module: list[Path] = []


def pytest_configure():
    """Tests use the embedded engine; what is about Elasticsearch takes its address from the environment."""
    from django.conf import settings

    settings.ELASTICSEARCH_URL = ()


@pytest.fixture(autouse=True)
def _files_of_the_test(settings, tmp_path):
    """Index, mail and media of a test are its own."""
    from django.core.cache import cache
    from django.utils import translation

    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    if _index_of_module and _index_of_module[0].is_dir():
        shutil.copytree(_index_of_module[0], settings.SEARCH_INDEX_DIR)
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.EMAIL_BACKEND = "portal.mail.OutboxBackend"  # Django's test runner puts its own there.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # Slow on purpose in production.
    translation.activate(settings.LANGUAGE_CODE)  # A request leaves its language to what runs after it.
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where there is none.
    from search.engines import get_engine

    get_engine.cache_clear()
    cache.clear()
    yield
    get_engine.cache_clear()


@pytest.fixture(autouse=True)
def _tasks_in_the_process():
    """Tests run tasks where they are sent, also where a broker is there; what is about the broker says so."""
    from portal.celery import app

    app.conf.task_always_eager = True


@pytest.fixture(autouse=True)
def _by_words_alone(settings):
    """Tests go on as without the extra `semantic`; what is about meaning takes an encoder of its own."""
    settings.SEARCH_BY_MEANING = False


@pytest.fixture
def maker(db) -> Maker:
    """Makes countries, cities, notes, translations and people (tests/making.py)."""
    return Maker()


@pytest.fixture
def countries(maker):
    """Kenya and Colombia by code."""
    return maker.countries


@pytest.fixture
def cities(maker):
    """Nairobi, Kisumu and Medellín by their name without accents, in lower case."""
    return maker.cities


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Loads the terms once: they are reference data, as what migrations make."""
    from practices.taxonomy import load_terms

    with django_db_blocker.unblock():
        load_terms()


@pytest.fixture
def terms(maker):
    """All terms by vocabulary and key."""
    return maker.terms


@pytest.fixture
def make_note(maker):
    """Makes a note below a city's page: `make_note("safety_plan", title="…", status="stopped", publish=False)`."""
    return maker.make_note


@pytest.fixture
def make_user(maker):
    """Makes a user with a person: `make_user("peer")`, "secretariat" or "reader"."""
    return maker.make_user


@pytest.fixture
def translate(maker):
    """Makes and publishes a translation: `translate(page, "fr", title="…")`."""
    return maker.translate


@pytest.fixture(scope="module")
def once(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Callable[[Callable[[Maker], Made]], Made]]:
    """Makes what all tests of a module find, once and not for each of them: `once(make)`, where `make` is given a Maker.

    For a fixture of the module with `autouse`. What it makes stands in a transaction around the tests' own: what one of them
    changes is as before for the next, in the index too, and all is gone after the last. None may need a database that commits.
    The module is marked with `django_db`: tests without run last of all, where everything would be made once more.
    """
    from django.db import connection, transaction
    from django.test import override_settings

    from search.engines import get_engine

    def once(make: Callable[[Maker], Made]) -> Made:
        with django_db_blocker.unblock():
            made = make(Maker())
        connection.run_on_commit = []  # Nothing is committed, so nothing waits for that.
        for thread in threading.enumerate():
            if thread.name == "merge of the index":  # Its files come and go, and the folder is copied for each test.
                thread.join()
        return made

    index = tmp_path_factory.mktemp("once") / "index"
    get_engine.cache_clear()
    # A test has the database where it asks for it, as everywhere: without, it would change what the others find.
    with ExitStack() as around:
        around.enter_context(override_settings(SEARCH_INDEX_DIR=index, SEARCH_BY_MEANING=False))
        with django_db_blocker.unblock():
            around.enter_context(transaction.atomic())
        _index_of_module.append(index)
        yield once
        _index_of_module.clear()
        with django_db_blocker.unblock():
            transaction.set_rollback(True)
            around.close()
