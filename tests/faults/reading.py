"""Readers who search at a steady rate while something is done to the portal."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http.client import HTTPException
from itertools import count
from types import TracebackType

#: Several texts: each is asked of a copy of the index of its own.
TEXTS = ("kiosks", "water", "utility", "residents", "report", "kiosk+water", "barriers", "")
_THREADS = 4


def warm_up(ask: Callable[..., tuple[int, str]]) -> None:
    """Searches until every text is answered, for a minute at most: what has just been started is slow at first."""
    until = time.monotonic() + 60
    while any(ask("GET", f"/en/search/?q={text}")[0] != 200 for text in TEXTS * 2):
        assert time.monotonic() < until
        time.sleep(0.5)


@dataclass(frozen=True, slots=True)
class Answer:
    """When a search was asked (monotonic), what it was answered with (0 for none, or half a page), and after how long."""

    asked: float
    status: int
    seconds: float


def told(answers: Iterable[Answer]) -> str:
    """Says of some answers how many there are, how many failed, and how long they took."""
    answers = list(answers)
    seconds = sorted(answer.seconds for answer in answers)
    failed = sum(answer.status != 200 for answer in answers)
    p50, p95 = (seconds[int(share * (len(seconds) - 1))] for share in (0.5, 0.95))
    return f"{len(answers)} searches, {failed} failed, p50 {p50:.2f} s, p95 {p95:.2f} s, longest {seconds[-1]:.2f} s"


class Readers:
    """Ask `rate` searches a second inside the block; `answers` then holds what they were given."""

    def __init__(self, ask: Callable[..., tuple[int, str]], rate: float) -> None:
        self._ask = ask
        self._pause = _THREADS / rate
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=(number,)) for number in range(_THREADS)]
        self.answers: list[Answer] = []

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
        longest = max(answer.seconds for answer in self.answers)
        print(f"{len(self.answers)} searches in {seconds:.0f} s, {len(self.failed)} failed, longest {longest:.2f} s")

    @property
    def failed(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.status != 200]

    def _read(self, number: int) -> None:
        started = time.monotonic()
        for turn in count(1):
            text = TEXTS[(number + turn) % len(TEXTS)]
            asked = time.monotonic()
            try:
                status, page = self._ask("GET", f"/en/search/?q={text}")
            except (OSError, HTTPException):
                status, page = 0, ""
            self.answers.append(Answer(asked, status if "</html>" in page else 0, time.monotonic() - asked))
            if self._stop.wait(max(0.0, started + turn * self._pause - time.monotonic())):
                break
