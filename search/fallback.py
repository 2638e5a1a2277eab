"""An engine that answers while another does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from search.engine import (
    Change,
    Engine,
    EngineStatus,
    Meaning,
    Results,
    SearchDocument,
    SearchQuery,
    SearchUnavailable,
)
from search.explanation import Explanation


class FallbackEngine:
    """Satisfies `search.engine.Engine` with `main`; `reserve` searches where `main` cannot.

    What else is asked is answered by `main`; whoever writes, rebuilds or compares does so with each of both.
    """

    def __init__(self, main: Engine, reserve: Engine) -> None:
        self.main = main
        self.reserve = reserve

    def search(self, query: SearchQuery, meaning: Meaning | None = None) -> Results:
        """Answers, and says in the results if it was the reserve; raises SearchUnavailable where neither can."""
        try:
            return self.main.search(query, meaning)
        except SearchUnavailable as unavailable:
            try:
                return replace(self.reserve.search(query, meaning), from_reserve=True)
            except SearchUnavailable:
                raise unavailable from None

    def keys(self, query: SearchQuery) -> Iterator[str]:
        """Gives those of the reserve where `main` cannot begin; one that fails later is not gone on with by the other."""
        try:
            return self.main.keys(query)
        except SearchUnavailable as unavailable:
            try:
                return self.reserve.keys(query)
            except SearchUnavailable:
                raise unavailable from None

    def explain(self, query: SearchQuery, keys: Sequence[str]) -> dict[str, Explanation]:
        """Explains, if need be as the reserve does; raises SearchUnavailable where neither can."""
        try:
            return self.main.explain(query, keys)
        except SearchUnavailable as unavailable:
            try:
                return self.reserve.explain(query, keys)
            except SearchUnavailable:
                raise unavailable from None

    def apply(self, changes: Iterable[Change]) -> int:
        """Writes to `main`."""
        return self.main.apply(changes)

    def rebuild(self, documents: Iterable[SearchDocument]) -> Iterator[int]:
        """Rebuilds `main`."""
        return self.main.rebuild(documents)

    def versions(self) -> Iterator[tuple[str, int]]:
        return self.main.versions()

    def state(self) -> str:
        return self.main.state()

    def status(self) -> EngineStatus:
        return self.main.status()
