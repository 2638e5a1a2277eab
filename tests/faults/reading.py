"""Readers who search at a steady rate while something is done to the portal."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from http.client import HTTPException
from itertools import count
from types import TracebackType

#: Several texts: each is asked of a copy of the index of its own.
TEXTS = ("kiosks", "water", "utility", "residents", "report", "kiosk+water", "barriers", "")
_THREADS = 4


class Readers:
    """Ask `rate` searches a second inside the block; `answers` then holds the status and the seconds of each."""

    def __init__(self, ask: Callable[..., tuple[int, str]], rate: float) -> None:
        self._ask = ask
        self._pause = _THREADS / rate
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=(number,)) for number in range(_THREADS)]
        self.answers: list[tuple[int, float]] = []

    def __enter__(self) -> Readers:
        self._started = time.monotonic()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        seconds = time.monotonic() - self._started
        failed = sum(status != 200 for status, _ in self.answers)
        print(f"{len(self.answers)} searches in {seconds:.0f} s, {failed} failed, longest {self.longest:.2f} s")

    @property
    def longest(self) -> float:
        return max(seconds for _, seconds in self.answers)

    def _read(self, number: int) -> None:
        started = time.monotonic()
        for turn in count(1):
            text = TEXTS[(number + turn) % len(TEXTS)]
            asked = time.monotonic()
            try:
                status, page = self._ask("GET", f"/en/search/?q={text}")
            except (OSError, HTTPException):
                status, page = 0, ""
            # A page that could not be written whole is no answer.
            self.answers.append((status if "</html>" in page else 0, time.monotonic() - asked))
            if self._stop.wait(max(0.0, started + turn * self._pause - time.monotonic())):
                break
