"""Somebody who saves searches."""

import pytest
from django.core.management import call_command

from search.engine import SearchQuery
from search.following import subscriptions


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
