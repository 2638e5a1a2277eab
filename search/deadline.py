"""One limit of time for all that a page asks of an engine: several waits, none of them too long, would add up."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class _Shared:
    end: float | None


_shared: ContextVar[_Shared | None] = ContextVar("shared_deadline", default=None)


@contextmanager
def shared_deadline(seconds: float | None = None) -> Iterator[None]:
    """Within it, searches end after so many seconds, together; without a number, when the first of them has to.

    Also a decorator, of a view for instance. What takes longer than a search, such as a change or a download, is not bound.
    """
    token = _shared.set(_Shared(None if seconds is None else time.monotonic() + seconds))
    try:
        yield
    finally:
        _shared.reset(token)


def deadline(seconds: float) -> float:
    """Gives the time (`time.monotonic`) at which a search that may take so many seconds has to end."""
    end = time.monotonic() + seconds
    shared = _shared.get()
    if shared is None:
        return end
    if shared.end is None:
        shared.end = end
    return min(end, shared.end)
