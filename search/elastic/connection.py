"""The way to the cluster: where it is, how long it may take, and what its faults mean."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from elastic_transport.client_utils import DEFAULT
from elasticsearch import ApiError, ConnectionTimeout, Elasticsearch, NotFoundError, TransportError
from elasticsearch import ConnectionError as NoConnection

from search.elastic.breaker import Breaker
from search.engine import SearchUnavailable

#: How long a write may take; what was not answered is repeated, which does no harm.
WRITE_SECONDS = 5.0
REBUILD_SECONDS = 60.0
#: What a node answers that another one may know better: it is overloaded, or has just lost one that it asked itself.
_ASK_ANOTHER = (429, 502, 503, 504)
#: No node is asked for less than so many seconds.
_SHORTEST = 0.05
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
        # A silent node leaves time for another one, which has no reason to be slow.
        self._patience = settings.timeout * (2 / 3 if nodes > 1 else 1)
        try:
            if settings.ca_file:
                Path(settings.ca_file).read_bytes()  # Later, what is wrong with it is told without its name.
            self.reading = Elasticsearch(
                list(settings.urls),
                basic_auth=(settings.user, settings.password) if settings.user else None,
                api_key=settings.api_key or None,
                ca_certs=settings.ca_file or DEFAULT,
                request_timeout=self._patience,
                max_retries=0,  # `read` asks again.
                retry_on_timeout=False,
            )
        except (ValueError, OSError) as error:  # An address that is none, a file that is not there.
            raise SearchUnavailable("busy", f"the settings of Elasticsearch cannot be used: {error}") from error
        self.writing = self.reading.options(request_timeout=WRITE_SECONDS, max_retries=nodes)
        self.rebuilding = self.reading.options(
            request_timeout=REBUILD_SECONDS, max_retries=max(3, nodes), retry_on_timeout=True
        )

    def read(self, ask: Callable[[Elasticsearch], Answer]) -> Answer:
        """Gives what `ask` has answered by a client, within the time of a search; raises SearchUnavailable.

        Where a node is gone, silent, or has lost another, the next one is asked, as long as there is time.
        """
        deadline = time.monotonic() + self.settings.timeout
        client = self.reading
        with _told(self._breaker_of_searches):
            for _ in self.settings.urls:
                try:
                    return ask(client)
                except (NoConnection, ConnectionTimeout, ApiError) as error:
                    left = deadline - time.monotonic()
                    if left < _SHORTEST or (isinstance(error, ApiError) and error.status_code not in _ASK_ANOTHER):
                        raise
                client = self.reading.options(request_timeout=min(left, self._patience))
            return ask(client)

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Turns the cluster's faults into SearchUnavailable where work takes longer than a search: writes, rebuilds, exports."""
        with _told(self._breaker_of_work):
            yield


@contextmanager
def _told(breaker: Breaker) -> Iterator[None]:
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
        raise SearchUnavailable("busy", str(error)) from error
    except (NoConnection, ConnectionTimeout) as error:
        breaker.failed()
        raise SearchUnavailable("busy", f"Elasticsearch does not answer: {error.message}") from error
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
