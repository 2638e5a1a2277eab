"""Makes the engine of engine.py that the settings name; the only place that knows which one it is."""

from functools import lru_cache
from importlib import import_module

from django.conf import settings

from search.engine import Engine
from search.fallback import FallbackEngine


@lru_cache(maxsize=1)
def get_engine() -> Engine:
    if not settings.ELASTICSEARCH_URL:
        return embedded_engine()
    if not settings.SEARCH_FALLBACK:
        return elastic_engine()
    return FallbackEngine(elastic_engine(), embedded_engine())


def indexes() -> list[Engine]:
    """Gives the engines that keep an index: the one that searches, and its reserve if there is one."""
    engine = get_engine()
    return [engine.main, engine.reserve] if isinstance(engine, FallbackEngine) else [engine]


# An engine is imported where it is used: the other one would cost every process half a second and 20 MB.


def import_engines() -> None:
    """Imports the engines that `get_engine` will make, and opens nothing."""
    if settings.ELASTICSEARCH_URL:
        import_module("search.elastic.engine")
    if settings.SEARCH_FALLBACK or not settings.ELASTICSEARCH_URL:
        import_module("search.embedded.engine")


def embedded_engine() -> Engine:
    from search.embedded.engine import EmbeddedEngine

    return EmbeddedEngine(settings.SEARCH_INDEX_DIR)


def elastic_engine() -> Engine:
    from search.elastic.connection import Settings
    from search.elastic.engine import ElasticEngine

    return ElasticEngine(
        Settings(
            urls=settings.ELASTICSEARCH_URL,
            user=settings.ELASTICSEARCH_USER,
            password=settings.ELASTICSEARCH_PASSWORD,
            api_key=settings.ELASTICSEARCH_API_KEY,
            ca_file=settings.ELASTICSEARCH_CA_FILE,
            timeout=settings.ELASTICSEARCH_TIMEOUT,
            prefix=settings.ELASTICSEARCH_PREFIX,
            shards=settings.ELASTICSEARCH_SHARDS,
        )
    )
