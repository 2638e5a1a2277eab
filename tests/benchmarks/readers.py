"""Measures what readers wait while others publish: 20 readers at once, without writes and with 5 a second.

    VAR_DIR=<a folder with synthetic notes and their index> MODE=demo python -m tests.benchmarks.readers [--seconds 60]

Each reader asks for the next page as soon as the last one is there, of a gunicorn with 2 workers of 4 threads. Writers are
processes of their own and publish as the editor does. Readers, writers and server share this machine.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import count
from typing import NamedTuple

import django
from django.conf import settings

from tests.benchmarks.reading import get, mixed_addresses
from tests.benchmarks.server import served
from tests.benchmarks.tables import most, percentile, show

_READERS = 20
_WRITERS = 4
_WRITES = 5.0
_WARM_UP = 5.0
_GOAL = 2.0


class Read(NamedTuple):
    """Milliseconds of each request, and how often something else came than a page."""

    taken: list[float]
    errors: Counter[str]


def read(port: int, addresses: list[str], seconds: float) -> Read:
    """Lets all readers read for so long; they go through the addresses together."""
    turns = count()
    until = time.monotonic() + seconds

    def one_reader(_number: int) -> Read:
        result = Read([], Counter())
        while time.monotonic() < until:
            started = time.monotonic()
            try:
                status, _ = get(port, addresses[next(turns) % len(addresses)])
            except OSError as error:
                result.errors[type(error).__name__] += 1
                continue
            if status == 200:
                result.taken.append((time.monotonic() - started) * 1e3)
            else:
                result.errors[str(status)] += 1
        return result

    with ThreadPoolExecutor(_READERS) as pool:
        results = list(pool.map(one_reader, range(_READERS)))
    return Read([ms for one in results for ms in one.taken], sum((one.errors for one in results), Counter()))


class Writers:
    """Processes that publish at one rate, together, as soon as they are told."""

    def __init__(self, seconds: float) -> None:
        command = [sys.executable, "-m", "tests.benchmarks.writing"]
        command += ["--rate", str(_WRITES / _WRITERS), "--seconds", str(seconds)]
        self._processes = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for _ in range(_WRITERS)
        ]
        for process in self._processes:
            if process.stdout.readline().strip() != "ready":
                self.end()
                raise RuntimeError("a writer did not start")

    def go(self) -> None:
        for place, process in enumerate(self._processes):
            process.stdin.write("go\n")
            process.stdin.flush()
            if place + 1 < len(self._processes):
                time.sleep(1 / _WRITES)  # One after the other, not all at once.

    def finish(self) -> tuple[list[float], Counter[str]]:
        """Waits for their end; gives the milliseconds of each write, and what went wrong."""
        told = [json.loads(process.communicate(timeout=120)[0].splitlines()[-1]) for process in self._processes]
        taken = [seconds * 1e3 for one in told for seconds in one["taken"]]
        return taken, Counter(error for one in told for error in one["errors"])

    def end(self) -> None:
        for process in self._processes:
            if process.poll() is None:
                process.kill()
            process.wait()


def main() -> None:
    """Prints the table of the engine that the settings name."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    seconds = parser.parse_args().seconds
    django.setup()
    from practices.models import PublicRecord

    addresses = mixed_addresses(2_000)
    notes = PublicRecord.objects.originals().count()
    with ExitStack() as stack:
        server = stack.enter_context(served(workers=2, threads=4))
        read(server.port, addresses, _WARM_UP)
        print(f"  {_READERS} readers for {seconds:.0f} s", flush=True)
        alone = read(server.port, addresses, seconds)
        writers = Writers(seconds)
        stack.callback(writers.end)
        print(f"  the same with {_WRITES:.0f} writes a second", flush=True)
        writers.go()
        beside = read(server.port, addresses, seconds)
        written, failed = writers.finish()
    for error, number in (alone.errors + beside.errors + failed).most_common(5):
        print(f"  {number} times: {error}", flush=True)
    engine = "Elasticsearch" if settings.ELASTICSEARCH_URL else "embedded"
    ratio = percentile(beside.taken, 0.95) / percentile(alone.taken, 0.95)
    rows = [_row("without writes", alone, seconds), _row("with writes", beside, seconds)]
    rows.append(("with, beside without", None, None, most(ratio, _GOAL), None, None))
    rows.append(("goal", None, None, _GOAL, None, 0))
    rows.append(
        ("publishing", len(written) / seconds, *_percentiles(written), max(written, default=0.0), failed.total())
    )
    show(f"{_READERS} readers, {engine}, {notes:,} notes, ms", ("a second", "p50", "p95", "longest", "errors"), rows)


def _row(name: str, result: Read, seconds: float) -> tuple:
    longest = max(result.taken, default=0.0)
    return (name, len(result.taken) / seconds, *_percentiles(result.taken), longest, result.errors.total())


def _percentiles(values: list[float]) -> tuple[float, float]:
    return (percentile(values, 0.5), percentile(values, 0.95)) if values else (0.0, 0.0)


if __name__ == "__main__":
    main()
