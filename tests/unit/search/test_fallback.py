"""While Elasticsearch does not answer, the embedded engine may: the page says so, and both get all changes."""

import pytest
from django.core.management import call_command

from search import engines, outbox
from search.engine import SearchQuery, SearchUnavailable
from search.models import IndexEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def cluster_gone(settings):
    """A cluster that nobody can reach, with the embedded engine as its reserve."""
    settings.ELASTICSEARCH_URL = ("http://127.0.0.1:1",)
    settings.SEARCH_FALLBACK = True
    engines.get_engine.cache_clear()


def test_the_reserve_answers_and_the_page_says_so(client, make_note, settings):
    make_note(title="Standpipes")
    call_command("search", "rebuild", verbosity=0)
    usual = client.get("/en/search/", {"q": "standpipe"})
    assert b"does not answer at the moment" not in usual.content
    settings.ELASTICSEARCH_URL, settings.SEARCH_FALLBACK = ("http://127.0.0.1:1",), True
    engines.get_engine.cache_clear()
    response = client.get("/en/search/", {"q": "standpipe"})
    assert response.status_code == 200
    assert [hit["record"].title for hit in response.context["hits"]] == ["Standpipes"]
    assert b"The search engine does not answer at the moment" in response.content


def test_without_the_reserve_the_page_is_a_503(client, settings, db):
    settings.ELASTICSEARCH_URL = ("http://127.0.0.1:1",)
    engines.get_engine.cache_clear()
    assert client.get("/en/search/", {"q": "water"}).status_code == 503
    assert client.get("/en/practices/").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_the_reserve_takes_changes_at_once_and_the_cluster_when_it_is_back(cluster_gone, make_note):
    list(engines.embedded_engine().rebuild([]))
    make_note(title="Standpipes")
    outbox.drain()
    assert engines.get_engine().search(SearchQuery("standpipe")).total == 1
    assert IndexEvent.objects.exists()


def test_where_neither_answers_the_first_ones_reason_counts(cluster_gone):
    with pytest.raises(SearchUnavailable) as unavailable:
        engines.get_engine().search(SearchQuery("water"))
    assert unavailable.value.reason == "busy"


def test_both_keep_an_index(cluster_gone):
    assert [engine.status().engine for engine in engines.indexes()] == ["elasticsearch", "embedded"]
