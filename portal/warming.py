"""What a web process does before its first reader comes, so that the first page is as fast as those after it.

`read_shared` runs once, before the workers are forked (gunicorn.conf.py); they share what it has read. What has threads, or
a connection, or an index open does not survive the fork: that belongs to `warm_worker`, in each worker by itself. Nothing of
either keeps a worker from starting: what fails here is done, or fails, when a reader asks for it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import lru_cache
from threading import Thread
from typing import Any
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.db import connections
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation

logger = logging.getLogger(__name__)
#: A worker takes requests as soon as it is warm, and after so many seconds at the latest.
WAIT_SECONDS = 2.0

_shared: list[Callable[[], object]] = []
_pages: list[str] = []


def register(reading: Callable[[], object]) -> None:
    """Adds what reads files and modules that all workers need; it opens no connection and starts no thread."""
    _shared.append(reading)


def register_page(path: str) -> None:
    """Adds a page, by its path within a language, that each worker answers for itself before it answers readers."""
    _pages.append(path)


def register_all() -> None:
    register(read_addresses)
    register(read_templates)
    register_page("")


def read_addresses() -> None:
    """Imports all views, and reads texts and addresses of each language of the interface."""
    for language in settings.INTERFACE_LANGUAGES:
        with translation.override(language):
            reverse("healthz")


def read_templates() -> None:
    """Compiles the portal's own templates."""
    folder = settings.BASE_DIR / "templates"
    for path in folder.rglob("*.*"):
        get_template(path.relative_to(folder).as_posix())


@lru_cache(maxsize=1)
def read_shared() -> None:
    """Reads all that workers share, once: in a worker that was forked afterwards this does nothing."""
    for reading in _shared:
        try:
            reading()
        except Exception:
            logger.exception("Not read before the first request.")
    connections.close_all()


def warm_worker(application: Callable[..., Iterable[bytes]]) -> None:
    """Has the application answer a page of each kind in each language; waits for it, but not longer than WAIT_SECONDS."""
    thread = Thread(target=_answer_pages, args=(application,), name="warming", daemon=True)
    thread.start()
    thread.join(WAIT_SECONDS)


def _answer_pages(application: Callable[..., Iterable[bytes]]) -> None:
    read_shared()
    try:
        for language in settings.INTERFACE_LANGUAGES:
            for page in _pages:
                if _answer(application, f"/{language}/{page}") != "200 OK":
                    return  # Something that pages stand on is gone; the next one would only wait for it, too.
    finally:
        connections.close_all()


def _answer(application: Callable[..., Iterable[bytes]], address: str) -> str:
    """Gives the status of an address; nobody is counted as its reader, for no browser is named."""
    parts = urlsplit(address)
    host = settings.ALLOWED_HOSTS[0].lstrip(".*") or "localhost"
    environ: dict[str, Any] = {"PATH_INFO": parts.path, "QUERY_STRING": parts.query, "HTTP_HOST": host}
    # As a proxy that speaks HTTPS would say; else the answer is a way to HTTPS.
    environ["HTTP_X_FORWARDED_PROTO"] = "https"
    setup_testing_defaults(environ)
    told: list[str] = []
    response = application(environ, lambda status, headers, error=None: told.append(status))
    try:
        for _part in response:
            pass
    finally:
        if hasattr(response, "close"):
            response.close()
    return told[0]
