"""The indexes on the cluster, and which of them is in use.

    PREFIX-<time>         one index; more than one only while a rebuild runs or until its swap was verified
    PREFIX-read           the alias that searches ask
    PREFIX-write          the alias that changes go to; always beside PREFIX-read
    PREFIX-next           the alias of the index that a rebuild fills: changes go to it too
    PREFIX-<time>-fill    the same index, for the rebuild that made it and no other

Nothing is ever written but through an alias that must exist, so a late write makes no index. A rebuild locks nothing: a
later one takes PREFIX-next away and removes what the earlier one made, which then fails at its next write. So what a
killed rebuild left is gone with the next, and of two at the same time the last one wins.

What is removed leaves its key and version in the place of its document (`removed`) until the next rebuild: what was written
before and comes after, because a silent node held it back or a rebuild had read it, is refused. A deletion would remember
its version for some minutes alone; and one with a version makes an index of the alias's name where the alias is gone.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from elasticsearch import ApiError, BadRequestError, Elasticsearch, NotFoundError, TransportError

from search.elastic.connection import Answer, Connection, OfTheSearch, reading_answer
from search.elastic.mapping import MAPPING_HASH, index_body
from search.engine import SearchUnavailable

#: How long a process believes that the index in use is still the same.
_TRUST_SECONDS = 10.0
REMOVED = {"exists": {"field": "removed"}}
NOTES = {"bool": {"must_not": REMOVED}}
WITH_VECTORS = {"nested": {"path": "vectors", "query": {"exists": {"field": "vectors.vector"}}}}


@dataclass(frozen=True, slots=True)
class State:
    """What is on the cluster: all indexes, the one in use, the one that is written to, the hash of the mapping, the one that is filled."""

    names: tuple[str, ...]
    current: str
    written: str
    hash: str
    filling: str


class Indexes:
    """The indexes of one prefix."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        prefix = connection.settings.prefix
        self.read, self.write, self.next = f"{prefix}-read", f"{prefix}-write", f"{prefix}-next"
        self._prefix = prefix
        self._name = re.compile(rf"{re.escape(prefix)}-\d{{14,}}")
        self._trusted_until = 0.0

    def state(self, patient: bool = False) -> State:
        """Asks the cluster; raises SearchUnavailable where it does not answer: as soon as a reader must know, or a rebuild."""
        with reading_answer():
            answer = self._ask(
                lambda client: client.indices.get(
                    index=f"{self._prefix}-*",
                    features="aliases,mappings",
                    filter_path="*.aliases,*.mappings._meta",
                    # What the asked node knows: a cluster without a master, which elects another, has nobody else to ask.
                    local=True,
                ),
                patient,
            )
            found = {name: value for name, value in answer.items() if self._name.fullmatch(name)}
            using = {alias: name for name, value in found.items() for alias in value.get("aliases", {})}
            current = using.get(self.read, "")
            meta = found.get(current, {}).get("mappings", {}).get("_meta", {})
            return State(
                names=tuple(sorted(found)),
                current=current,
                written=using.get(self.write, ""),
                hash=meta.get("hash", ""),
                filling=using.get(self.next, ""),
            )

    def _ask(self, ask: Callable[[Elasticsearch], Answer], patient: bool) -> Answer:
        if not patient:
            return self._connection.read(ask)
        with self._connection.asking():
            return ask(self._connection.rebuilding)

    def require(self, patient: bool = False) -> State:
        """Gives the state; raises SearchUnavailable "missing" or "outdated" where no index can be used."""
        state = self.state(patient)
        if not state.current:
            raise SearchUnavailable("missing", f"no index {self.read}")
        if state.hash != MAPPING_HASH:
            raise SearchUnavailable("outdated", f"{state.current} was made by another version")
        self._trusted_until = time.monotonic() + _TRUST_SECONDS
        return state

    def require_writable(self) -> State:
        """Like `require`; raises SearchUnavailable "missing" also where changes would not reach the index in use."""
        state = self.require()
        if state.written != state.current:
            raise SearchUnavailable("missing", f"{self.write} is not beside {self.read}, so changes wait")
        return state

    @contextmanager
    def trusted(self) -> Iterator[None]:
        """Like `require`, for a search: asks the cluster only now and then, and before the next one where this one fails."""
        self._trust()
        try:
            yield
        except OfTheSearch:
            raise
        except SearchUnavailable:
            self.distrust()
            raise

    def _trust(self) -> None:
        now = time.monotonic()
        if not self._trusted_until:
            self.require()
        elif now >= self._trusted_until:
            self._trusted_until = now + _TRUST_SECONDS  # Others do not ask as well, and nobody waits.
            threading.Thread(target=self._look_again, name="elasticsearch-index", daemon=True).start()

    def _look_again(self) -> None:
        try:
            self.require()
        except SearchUnavailable:
            self.distrust()

    def distrust(self) -> None:
        """Makes the next search ask before it."""
        self._trusted_until = 0.0

    # A rebuild

    def create(self) -> str:
        """Makes the index of a rebuild, takes PREFIX-next to it, and removes what earlier rebuilds left."""
        name = f"{self._prefix}-{time.time_ns()}"
        client = self._connection.rebuilding
        before = self.state(patient=True)
        with self._connection.asking():
            client.indices.create(
                index=name, aliases={self.fill(name): {}}, **index_body(self._connection.settings.shards)
            )
            taken = [{"remove": {"index": before.filling, "alias": self.next}}] if before.filling else []
            answer = client.indices.update_aliases(actions=[*taken, {"add": {"index": name, "alias": self.next}}])
            self.discard(set(before.names) - {before.current})
        # Whoever writes asks any node whether a rebuild runs.
        if not answer.get("acknowledged"):
            raise SearchUnavailable("busy", "not every node knows of the new index yet")
        return name

    def fill(self, name: str) -> str:
        """Gives the alias that the rebuild of an index writes to."""
        return f"{name}-fill"

    def count(self, index: str, query: dict[str, Any] = NOTES, patient: bool = False) -> int:
        """Gives how many notes an index has, or how many of them match a query."""
        with reading_answer():
            answer = self._ask(
                lambda client: client.count(index=index, query=query, preference=self._connection.preference()),
                patient,
            )
            return int(answer["count"])

    def refresh(self, name: str) -> None:
        """Makes visible what was written to an index."""
        with self._connection.asking():
            self._connection.rebuilding.indices.refresh(index=name)

    def swap(self, name: str, previous: str, notes: int) -> None:
        """Puts an index in use, in one step, and looks whether it answers: if not, the previous one is put back."""
        client = self._connection.rebuilding
        actions: list[dict[str, Any]] = [
            {"remove": {"index": name, "alias": alias, "must_exist": True}} for alias in (self.next, self.fill(name))
        ]
        try:
            with self._connection.asking():
                client.indices.update_aliases(actions=[*actions, *self._use(name, previous)])
        except SearchUnavailable as unavailable:
            if unavailable.reason == "missing":
                raise SearchUnavailable("busy", "another rebuild has begun since") from unavailable
            raise
        self.distrust()
        try:
            if self.require(patient=True).current != name or (notes and not self.count(self.read, patient=True)):
                raise SearchUnavailable("corrupt", f"{name} does not answer as it should")
        except SearchUnavailable:
            if previous:
                with suppress(ApiError, TransportError):
                    client.indices.update_aliases(actions=[*self._use(previous, name)])
            self.distrust()
            raise

    def _use(self, name: str, previous: str) -> Iterator[dict[str, Any]]:
        for alias in (self.read, self.write):
            if previous:
                yield {"remove": {"index": previous, "alias": alias, "must_exist": False}}
            yield {"add": {"index": name, "alias": alias}}

    def discard(self, names: set[str]) -> None:
        """Removes indexes; what does not answer now is removed by the next rebuild."""
        for name in sorted(names):
            with suppress(NotFoundError, BadRequestError):
                self._connection.rebuilding.indices.delete(index=name)
