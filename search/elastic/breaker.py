"""A circuit breaker: what does not answer is left alone for a while, so that asking it costs nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock


class Breaker:
    """Opens after `failures` in a row; from then on lets one attempt through every `pause` seconds, until one succeeds."""

    def __init__(self, failures: int = 2, pause: float = 5.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = failures
        self._pause = pause
        self._clock = clock
        self._lock = Lock()
        self._failed = 0
        self._next = 0.0

    def allows(self) -> bool:
        """Says whether to ask now; who is told so says afterwards how it went."""
        with self._lock:
            if self._failed < self._limit:
                return True
            now = self._clock()
            if now < self._next:
                return False
            self._next = now + self._pause
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._failed = 0

    def failed(self) -> None:
        with self._lock:
            self._failed += 1
            self._next = self._clock() + self._pause
