"""The way to the cluster: where it is, how long it may take, and what its faults mean."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from elastic_transport.client_utils import DEFAULT
from elasticsearch import ApiError, ConnectionTimeout, Elasticsearch, NotFoundError, TransportError
from elasticsearch import ConnectionError as NoConnection

from search.elastic.breaker import Breaker
from search.engine import SearchUnavailable

#: How long a write may take; what was not answered is repeated, which does no harm.
WRITE_SECONDS = 5.0
REBUILD_SECONDS = 60.0


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


class Connection:
    """A client for each kind of work, with connections in common, and a breaker for all of them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.breaker = Breaker()
        self.reading = Elasticsearch(
            list(settings.urls),
            basic_auth=(settings.user, settings.password) if settings.user else None,
            api_key=settings.api_key or None,
            ca_certs=settings.ca_file or DEFAULT,
            request_timeout=settings.timeout,
            # A node that is gone says so at once, and the next is asked; one that is silent has used up the time.
            max_retries=len(settings.urls),
            retry_on_timeout=False,
        )
        self.writing = self.reading.options(request_timeout=WRITE_SECONDS)
        self.rebuilding = self.reading.options(
            request_timeout=REBUILD_SECONDS, max_retries=max(3, len(settings.urls)), retry_on_timeout=True
        )

    @property
    def location(self) -> str:
        """The nodes, without what signs in."""
        hosts = (urlsplit(url) for url in self.settings.urls)
        return ", ".join(f"{url.scheme}://{url.hostname}:{url.port}" for url in hosts)

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Turns the cluster's faults into SearchUnavailable; asks nothing while the breaker is open."""
        if not self.breaker.allows():
            raise SearchUnavailable("busy", "Elasticsearch did not answer a moment ago")
        try:
            yield
        except NotFoundError as error:
            self.breaker.succeeded()
            raise SearchUnavailable("missing", str(error)) from error
        except ApiError as error:
            self.breaker.succeeded()  # It answers at once, if only to say no.
            raise SearchUnavailable("busy", str(error)) from error
        except (NoConnection, ConnectionTimeout) as error:
            self.breaker.failed()
            raise SearchUnavailable("busy", f"Elasticsearch does not answer: {error}") from error
        except TransportError as error:
            raise SearchUnavailable("busy", f"Elasticsearch's answer cannot be read: {error}") from error
        else:
            self.breaker.succeeded()


@contextmanager
def reading_answer() -> Iterator[None]:
    """Turns what goes wrong with an answer that is none of Elasticsearch's into SearchUnavailable."""
    try:
        yield
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise SearchUnavailable("busy", f"an answer that makes no sense: {error!r}") from error
