"""Which nodes of the cluster answer: readers are sent to those, and threads of their own ask the others from time to time.

A node may accept connections and answer none. Nobody can tell from a search that waits: it may be the node that was
asked, or another one, which holds the copy of the index and is asked by that one. So each node is asked who it is.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from elastic_transport import BaseNode, NodePool

logger = logging.getLogger(__name__)
#: How long a node that does not answer is left alone before it is asked again.
PAUSE_SECONDS = 2.0


class Watch:
    """Keeps who answers of the nodes at `addresses`; `who` gives the id of one ("" if not told), None if it is silent."""

    def __init__(
        self,
        addresses: Sequence[str],
        who: Callable[[str], str | None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._addresses = tuple(addresses)
        self._who = who
        self._clock = clock
        self._heard = threading.Condition()
        self._ids: dict[str, str] = {}
        #: Who is left alone, and until when.
        self._silent: dict[str, float] = {}
        self._being_asked: set[str] = set()

    def answering(self) -> tuple[str, ...]:
        """Gives who answers as far as is known, all where nobody does; asks the others anew where it is time."""
        with self._heard:
            now = self._clock()
            self._ask([address for address, until in self._silent.items() if until <= now])
            return tuple(each for each in self._addresses if each not in self._silent) or self._addresses

    def ids(self) -> tuple[str, ...]:
        """Gives the ids of those that answer; nothing as long as nobody is silent."""
        with self._heard:
            answering = [each for each in self._addresses if each not in self._silent] if self._silent else []
            return tuple(self._ids[each] for each in answering if self._ids.get(each))

    def doubt(self) -> None:
        """Asks everybody who is believed to answer, and waits for nobody."""
        with self._heard:
            self._ask(self._believed())

    def look(self, patience: float) -> tuple[str, ...]:
        """Asks everybody who is believed to answer, for so many seconds at most; gives who does."""
        with self._heard:
            believed = self._believed()
            self._ask(believed)
            self._heard.wait_for(lambda: self._being_asked.isdisjoint(believed), patience)
            for address in self._being_asked.intersection(believed):
                self._leave(address)
        return self.answering()

    def _leave(self, address: str) -> None:
        if address not in self._silent:
            logger.warning("The node %s of Elasticsearch is silent; the others are asked.", address)
        self._silent[address] = self._clock() + PAUSE_SECONDS

    def _believed(self) -> list[str]:
        return [each for each in self._addresses if each not in self._silent]

    def _ask(self, addresses: Sequence[str]) -> None:
        for address in addresses:
            if address not in self._being_asked:
                self._being_asked.add(address)
                threading.Thread(target=self._hear, args=(address,), name="elasticsearch-node", daemon=True).start()

    def _hear(self, address: str) -> None:
        name = None
        try:
            name = self._who(address)
        finally:
            with self._heard:
                if name is None:
                    self._leave(address)
                else:
                    if self._silent.pop(address, None):
                        logger.warning("The node %s of Elasticsearch answers again.", address)
                    self._ids[address] = name
                self._being_asked.discard(address)
                self._heard.notify_all()


class Nodes(NodePool):
    """Gives the client a node that answers, each in its turn; `watch` says which."""

    watch: Watch

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._by_address = {node.base_url: node for node in self.all()}
        self._turn = count()

    def get(self) -> BaseNode:
        answering = self.watch.answering()
        return self._by_address[answering[next(self._turn) % len(answering)]]

    def mark_dead(self, node: BaseNode, _now: float | None = None) -> None:
        """A request has failed, which need not be this node's fault: all are asked."""
        self.watch.doubt()

    def mark_live(self, node: BaseNode) -> None:
        """A node that was silent is in turn again once it has said who it is, not before."""
