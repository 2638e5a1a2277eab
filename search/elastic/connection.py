"""The way to the cluster: where it is, how long it may take, and what its faults mean."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from elastic_transport import NodePool
from elastic_transport.client_utils import DEFAULT
from elasticsearch import ApiError, ConnectionTimeout, Elasticsearch, NotFoundError, TransportError
from elasticsearch import ConnectionError as NoConnection

from search.deadline import deadline as deadline_of
from search.elastic.breaker import Breaker
from search.elastic.nodes import Nodes, Watch
from search.engine import SearchUnavailable

#: How long a write may take; what was not answered is repeated, which does no harm.
WRITE_SECONDS = 5.0
REBUILD_SECONDS = 60.0
#: What a node answers that another one may know better: it is overloaded, or has just lost one that it asked itself.
_ASK_ANOTHER = (429, 502, 503, 504)
#: What a node calls a search of more clauses than it takes, somewhere among the causes of what it answers.
_TOO_MANY_CLAUSES = re.compile("'type': 'too_many_(nested_)?clauses'")
#: No node is asked for less than so many seconds.
_SHORTEST = 0.05
#: After what share of the time of a search it is looked if a node is silent, and for what share of it nodes are waited for.
_SUSPICIOUS, _LOOK = 1 / 3, 1 / 8
#: No answer counts against the cluster where it had this share of the time of a search.
_TELLING = 1 / 2
#: Requests under way in a process: a search that meets a silent node makes two, of which one ends only with its time.
_AT_ONCE = 64
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Settings:
    """`urls` are nodes of one cluster; `user` with `password` or else `api_key` sign in; `ca_file` proves https.

    `timeout` is what a search may take in seconds; names of indexes and aliases begin with `prefix`.
    """

    urls: tuple[str, ...]
    user: str = ""
    password: str = ""
    api_key: str = ""
    ca_file: str = ""
    timeout: float = 1.5
    prefix: str = "practices"
    shards: int = 1

    @property
    def location(self) -> str:
        """The nodes, without what signs in."""
        return ", ".join(re.sub("//.*@", "//", url) for url in self.urls)


class OfTheSearch(SearchUnavailable):
    """What tells nothing of the cluster and its index."""


class TooLate(OfTheSearch):
    """There was no answer in what little was left of a page's time."""


class TooManyClauses(OfTheSearch):
    """A search is longer than a node takes."""


class Connection:
    """A client for each kind of work, with connections in common, and a breaker each for searches and for all other work.

    Writes may have to wait until another node takes over, while searches are answered: neither closes the way to the other.
    Raises SearchUnavailable where the settings cannot be used.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._breaker_of_searches = Breaker()
        self._breaker_of_work = Breaker()
        nodes = len(settings.urls)
        try:
            if settings.ca_file:
                Path(settings.ca_file).read_bytes()  # Later, what is wrong with it is told without its name.
            self.reading = self._client(settings.urls, settings.timeout, Nodes if nodes > 1 else NodePool)
        except (ValueError, OSError) as error:  # An address that is none, a file that is not there.
            raise SearchUnavailable("busy", f"the settings of Elasticsearch cannot be used: {error}") from error
        self.writing = self.reading.options(request_timeout=WRITE_SECONDS, max_retries=nodes)
        self.rebuilding = self.reading.options(
            request_timeout=REBUILD_SECONDS, max_retries=max(3, nodes), retry_on_timeout=True
        )
        self._watch: Watch | None = None
        pool = self.reading.transport.node_pool
        if isinstance(pool, Nodes):
            # With connections of their own: those of searches may all wait for somebody who is silent.
            alone = [self._client((url,), settings.timeout * _LOOK, NodePool) for url in settings.urls]
            self._introducing = {client.transport.node_pool.get().base_url: client for client in alone}
            self._watch = pool.watch = Watch(list(self._introducing), self._who)
            self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="elasticsearch")

    def _client(self, urls: tuple[str, ...], timeout: float, pool: type[NodePool]) -> Elasticsearch:
        settings = self.settings
        return Elasticsearch(
            list(urls),
            basic_auth=(settings.user, settings.password) if settings.user else None,
            api_key=settings.api_key or None,
            ca_certs=settings.ca_file or DEFAULT,
            request_timeout=timeout,
            node_pool_class=pool,
            max_retries=0,  # `read` asks again.
            retry_on_timeout=False,
        )

    def _who(self, address: str) -> str | None:
        """Gives the id of a node, "" where it does not tell, None where it is silent or says that it cannot answer."""
        try:
            answer = self._introducing[address].nodes.info(node_id="_local", metric="http", filter_path="nodes.*.name")
            return str(next(iter(answer["nodes"])))
        except ApiError as error:
            return None if error.status_code in _ASK_ANOTHER else ""
        except TransportError:
            return None
        except (LookupError, TypeError, StopIteration):
            return ""

    def preference(self) -> str | None:
        """Gives the preference of requests for copies of the index that lie on no silent node; None while all answer."""
        ids = self._watch.ids() if self._watch else ()
        return f"_prefer_nodes:{','.join(ids)}" if ids else None

    def read(self, ask: Callable[[Elasticsearch], Answer]) -> Answer:
        """Gives what `ask` has answered by a client, within the time of a search; raises SearchUnavailable.

        Searches of one page share that time (`shared_deadline`): what is asked after it is answered at once.
        Where a node is gone or has lost another, the next one is asked, as long as there is time; where one is silent,
        `ask` is asked once more beside the first time, and may then ask for other copies (`preference`).
        """
        deadline = deadline_of(self.settings.timeout)
        left = deadline - time.monotonic()
        if left < _SHORTEST:
            raise TooLate("busy", "the time for this page is over")
        has_time = left >= self.settings.timeout * _TELLING
        with _told(self._breaker_of_searches) if has_time else _told(Breaker(), TooLate):
            if self._watch is None:
                return self._insist(ask, deadline)
            return self._pass_over_silence(ask, deadline, self._watch)

    def _pass_over_silence(self, ask: Callable[[Elasticsearch], Answer], deadline: float, watch: Watch) -> Answer:
        answering = watch.answering()
        asked = [self._threads.submit(self._insist, ask, deadline)]
        patience = self.settings.timeout * _LOOK
        wait(asked, min(self.settings.timeout * _SUSPICIOUS, deadline - time.monotonic()))
        # Where nobody is silent, the search is merely slow: to ask twice would make it slower.
        if not asked[0].done() and deadline - time.monotonic() > patience and watch.look(patience) != answering:
            asked.append(self._threads.submit(self._insist, ask, deadline))
        return _first(asked, deadline)

    def _insist(self, ask: Callable[[Elasticsearch], Answer], deadline: float) -> Answer:
        client = self._within(deadline - time.monotonic())
        for _ in self.settings.urls:
            try:
                return ask(client)
            except (NoConnection, ConnectionTimeout, ApiError) as error:
                left = deadline - time.monotonic()
                if left < _SHORTEST or (isinstance(error, ApiError) and error.status_code not in _ASK_ANOTHER):
                    raise
            client = self._within(left)
        return ask(client)

    def _within(self, left: float) -> Elasticsearch:
        # To make a client takes 0.7 ms, which the first request of a page is spared.
        has_all = left > self.settings.timeout - _SHORTEST
        return self.reading if has_all else self.reading.options(request_timeout=max(left, _SHORTEST))

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Turns the cluster's faults into SearchUnavailable where work takes longer than a search: writes, rebuilds, exports."""
        if self._watch:
            # A silent node would be waited for as long as the work may take.
            self._watch.look(self.settings.timeout * _LOOK)
        with _told(self._breaker_of_work):
            yield


def _first(asked: list[Future[Answer]], deadline: float) -> Answer:
    """Gives the first answer of those that were asked; raises the last fault where none has one in time."""
    fault: Exception = ConnectionTimeout("no answer in time")
    try:
        for done in as_completed(asked, max(deadline - time.monotonic(), 0)):
            try:
                return done.result()
            except (TransportError, ApiError) as error:
                fault = error
    except TimeoutError:
        fault = ConnectionTimeout("no answer in time")
    raise fault


@contextmanager
def _told(breaker: Breaker, no_answer: type[SearchUnavailable] = SearchUnavailable) -> Iterator[None]:
    """Turns the cluster's faults into SearchUnavailable; asks nothing while the breaker is open."""
    if not breaker.allows():
        raise SearchUnavailable("busy", "Elasticsearch did not answer a moment ago")
    try:
        yield
    except NotFoundError as error:
        breaker.succeeded()
        raise SearchUnavailable("missing", str(error)) from error
    except ApiError as error:
        breaker.succeeded()  # It answers at once, if only to say no.
        if error.status_code == 400 and _TOO_MANY_CLAUSES.search(str(error.body)):
            raise TooManyClauses("busy", "a search has more clauses than a node takes") from error
        raise SearchUnavailable("busy", str(error)) from error
    except (NoConnection, ConnectionTimeout) as error:
        breaker.failed()
        raise no_answer("busy", f"Elasticsearch does not answer: {error.message}") from error
    except TransportError as error:
        raise SearchUnavailable("busy", f"Elasticsearch's answer cannot be read: {error}") from error
    else:
        breaker.succeeded()


@contextmanager
def reading_answer() -> Iterator[None]:
    """Turns what goes wrong with an answer that is none of Elasticsearch's into SearchUnavailable."""
    try:
        yield
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise SearchUnavailable("busy", f"an answer that makes no sense: {error!r}") from error
