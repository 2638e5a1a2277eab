"""Times: of one piece of work, and of ways to do the same thing, side by side."""

from __future__ import annotations

import statistics
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def timed(run: Callable[[], object]) -> tuple[float, float]:
    """Gives seconds passed, and seconds of CPU."""
    start, cpu = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - start, time.process_time() - cpu


def exhaust(items: Iterable) -> None:
    deque(items, maxlen=0)


def side_by_side(
    ways: Sequence[Callable[[Item], object]], items: Sequence[Item], rounds: int = 5
) -> list[list[float]]:
    """Gives, for each way, the milliseconds that each item took: the median of rounds, after one to warm up.

    All ways do an item one after the other, now this one first and now that one, so that what else the machine does, and
    what the one leaves in a cache for the other, meets them alike.
    """
    times: list[list[list[float]]] = [[[] for _ in items] for _ in ways]
    for turn in range(rounds + 1):
        for place, item in enumerate(items):
            for way in range(len(ways)) if (turn + place) % 2 else reversed(range(len(ways))):
                start = time.perf_counter()
                ways[way](item)
                if turn:
                    times[way][place].append((time.perf_counter() - start) * 1e3)
    return [[statistics.median(each) for each in of_way] for of_way in times]
