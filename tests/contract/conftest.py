"""The engines that must pass the contract; a test that takes `engine` runs once for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from search.embedded.engine import EmbeddedEngine
from search.engine import Engine, SearchDocument

ENGINES: dict[str, Callable[[Path], Engine]] = {
    "embedded": lambda folder: EmbeddedEngine(folder),
}


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """An engine with an empty index."""
    made = ENGINES[request.param](tmp_path / "index")
    list(made.rebuild([]))
    return made


@pytest.fixture
def fill(engine: Engine) -> Callable[[Iterable[SearchDocument]], Engine]:
    """Gives the engine with an index of some documents."""

    def rebuild(documents: Iterable[SearchDocument]) -> Engine:
        list(engine.rebuild(documents))
        return engine

    return rebuild
