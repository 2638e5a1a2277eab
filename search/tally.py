"""The counts of a few seconds, kept in the process, so that no search waits for the database.

A thread writes them down. What waits when a process ends, or when the database refuses, is lost: a search is worth more than
its count.
"""

import logging
import threading
from collections.abc import Callable

from django.db import Error, connections

from search.models.seeking import Key, SearchCount, Tally

logger = logging.getLogger(__name__)

#: Seconds from the first search that is counted to the moment when it is written down with all that came meanwhile.
WAIT = 10
#: Texts that wait at the most; of a flood the rest is not counted.
MAX_WAITING = 1_000

_lock = threading.Lock()
_waiting: dict[Key, Tally] = {}


def count_search(key: Key, results: int) -> None:
    """Counts a search that found so many notes; never fails and never waits."""
    with _lock:
        if tally := _tally(key):
            tally.searches += 1
            tally.results = results


def count_opened(key: Key) -> None:
    """Counts a note that was opened from a search; never fails and never waits."""
    with _lock:
        if tally := _tally(key):
            tally.opened += 1


def _tally(key: Key) -> Tally | None:
    if not _waiting:
        later(WAIT, _write_in_thread)
    if key not in _waiting and len(_waiting) >= MAX_WAITING:
        return None
    return _waiting.setdefault(key, Tally())


def later(seconds: float, call: Callable[[], None]) -> None:
    timer = threading.Timer(seconds, call)
    timer.daemon = True  # It keeps no process from ending.
    timer.start()


def write() -> None:
    """Writes down what waits; what the database refuses is forgotten."""
    with _lock:
        tallies = dict(_waiting)
        _waiting.clear()
    try:
        SearchCount.objects.add(tallies)
    except Error as error:
        # Its message may quote a text; its name does not.
        logger.warning("What was searched in the last seconds is not counted (%s).", type(error).__name__)


def _write_in_thread() -> None:
    try:
        write()
    finally:
        connections.close_all()  # This thread's own.
