"""The engines that must pass the contract; a test that takes `engine` or `fill` runs once for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from search.embedded.engine import EmbeddedEngine
from search.engine import Engine, SearchDocument

ENGINES: dict[str, Callable[[Path], Engine]] = {
    "embedded": lambda folder: EmbeddedEngine(folder / "index"),
}


@pytest.fixture(params=sorted(ENGINES))
def new_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """An engine that has no index yet."""
    return ENGINES[request.param](tmp_path)


@pytest.fixture
def fill(new_engine: Engine) -> Callable[[Iterable[SearchDocument]], Engine]:
    """Gives the engine with an index of some documents."""

    def rebuild(documents: Iterable[SearchDocument]) -> Engine:
        list(new_engine.rebuild(documents))
        return new_engine

    return rebuild


@pytest.fixture
def engine(fill: Callable[[Iterable[SearchDocument]], Engine]) -> Engine:
    """An engine with an empty index."""
    return fill([])
