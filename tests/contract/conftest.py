"""The engines that must pass the contract; a test that takes `engine` or `fill` runs once for each.

Elasticsearch is the one that ELASTICSEARCH_URL names; without it, its cases are left out, which `make test` says, and
with REQUIRE_SERVICES=1 they fail. `DIFFERENCES` lists where the engines need not agree, and why.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from search.elastic.connection import Settings
from search.elastic.engine import ElasticEngine
from search.embedded.engine import EmbeddedEngine
from search.engine import Engine, SearchDocument
from tests.contract.notes import Fill

URLS = tuple(filter(None, os.environ.get("ELASTICSEARCH_URL", "").split(",")))
REQUIRED = os.environ.get("REQUIRE_SERVICES", "") not in ("", "0")
ENGINES = ("embedded", "elasticsearch") if URLS or REQUIRED else ("embedded",)

#: What the engines may do differently. Everything else is one behaviour.
DIFFERENCES = {
    "order by relevance": "both weigh fields alike (search/fields.py), but count words and lengths in their own way",
    "Bengali": "Elasticsearch has a stemmer for it, so that more forms of a word are found; nothing else has one",
    "stems of Arabic, Hindi, Indonesian, Persian": "Elasticsearch has its own stemmers for them, Snowball's the other; "
    "a word that only one of them stems alike is found by that engine alone, and highlights follow Snowball",
    "stems of Dutch": "Snowball has another stemmer since the version in Elasticsearch 8, which calls its own copy of it "
    "(dutch_kp) deprecated",
    "stems of some words of English and German": "the same two versions of Snowball: past and pasted, Bürger and "
    "Bürgerinnen; of the words of Django's translations, four pairs of English",
    "beyond the 10,000th note": "Elasticsearch's window ends there, and so do the pages that can be asked for",
    "a second rebuild": "waits for the first on one machine; on a cluster, where nobody can tell a slow rebuild from a "
    "dead one, it ends the first",
}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what needs a cluster where there is none."""
    if "elasticsearch" not in ENGINES:
        out = [item for item in items if "cluster" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]


@pytest.fixture(scope="session")
def cluster() -> Iterator[Settings]:
    """Elasticsearch, with a prefix of this run's own; what is left under it goes at the end."""
    if not URLS:
        pytest.fail("ELASTICSEARCH_URL names no server (make services starts one)")
    settings = Settings(URLS, timeout=10.0, prefix=f"contract-{uuid.uuid4().hex[:12]}")
    yield settings
    remove_indexes(settings)


def remove_indexes(settings: Settings) -> None:
    """Removes every index under a prefix."""
    engine = ElasticEngine(settings)
    engine._indexes.discard(set(engine._indexes.state().names))


def make_engine(request: pytest.FixtureRequest, folder: Path) -> Engine:
    """Gives the engine that the parameter of a fixture names."""
    if request.param == "embedded":
        return EmbeddedEngine(folder / "index")
    return ElasticEngine(request.getfixturevalue("cluster"))


@pytest.fixture(params=ENGINES)
def new_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """An engine that has no index of its own yet."""
    return make_engine(request, tmp_path)


@pytest.fixture
def fill(new_engine: Engine) -> Fill:
    """Gives the engine with an index of some documents."""

    def rebuild(documents: Iterable[SearchDocument]) -> Engine:
        list(new_engine.rebuild(documents))
        return new_engine

    return rebuild


@pytest.fixture
def engine(fill: Callable[[Iterable[SearchDocument]], Engine]) -> Engine:
    """An engine with an empty index."""
    return fill([])
