"""`manage.py check` says what search would leave out, and whether the index fits."""

import time

import pytest
from django.core.checks import run_checks

from networks.models import CityPage
from search import checks, engines


def test_nothing_is_left_out():
    assert run_checks(tags=["search"]) == []


def test_a_page_type_that_nobody_thought_of_is_an_error(monkeypatch):
    monkeypatch.setattr(checks, "NOT_INDEXED", checks.NOT_INDEXED - {"networks.CityPage"})
    (error,) = checks.pages_are_indexed_or_excluded(None)
    assert error.id == "search.E001"
    assert "networks.CityPage" in error.msg
    assert checks.page_faults([CityPage]) == [error]


def test_every_page_type_left_out_by_name_exists():
    from django.apps import apps

    for label in checks.NOT_INDEXED:
        assert apps.get_model(label), label


def test_a_facet_without_field_values_or_words_is_an_error():
    assert {error.id for error in checks.facet_faults(["weather"])} == {"search.E002"}
    assert len(checks.facet_faults(["weather"])) == 3


@pytest.mark.parametrize(("state", "expected"), [("outdated", ["search.W001"]), ("ready", []), ("busy", [])])
def test_an_index_of_another_version_is_a_warning(settings, monkeypatch, state, expected):
    class Engine:
        def state(self):
            return state

    settings.ELASTICSEARCH_URL = ("http://127.0.0.1:1",)
    monkeypatch.setattr(checks, "get_engine", Engine)
    assert [message.id for message in checks.index_fits_this_version(None)] == expected


def test_a_cluster_that_is_gone_is_no_fault_and_costs_no_time(settings):
    settings.ELASTICSEARCH_URL = ("http://127.0.0.1:1",)
    engines.get_engine.cache_clear()
    checks.get_engine()
    started = time.monotonic()
    assert checks.index_fits_this_version(None) == []
    assert time.monotonic() - started < 2
