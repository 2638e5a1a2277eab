"""Gives the engine that the settings name; the only place that knows which one it is."""

from functools import lru_cache

from django.conf import settings

from search.embedded.engine import EmbeddedEngine
from search.engine import Engine


@lru_cache(maxsize=1)
def get_engine() -> Engine:
    return EmbeddedEngine(settings.SEARCH_INDEX_DIR)
