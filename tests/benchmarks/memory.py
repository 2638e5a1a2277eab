"""Measures the memory of the web server after 400 mixed requests, its start, and the first search of a fresh worker.

    VAR_DIR=<a folder with synthetic notes and their index> MODE=demo SEARCH_BY_MEANING=off python -m tests.benchmarks.memory

A gunicorn with two workers of 4 threads, as `make serve` starts it; the numbers are the kernel's, for each worker the mean of both:

- resident: all that is in memory for it, also what other processes have in common with it, and pages of files, the index among
  them, that the kernel takes back when it needs them;
- private: what belongs to it alone;
- proportional (PSS): what is private, and of each page in common with others its share. These add up: the whole server is the
  master's and the workers' together.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django
from django.conf import settings

from tests.benchmarks.reading import get, mixed_addresses
from tests.benchmarks.server import Server, served
from tests.benchmarks.tables import most, show

_REQUESTS = 400
_WITHOUT, _WITH = 160, 350
_SEARCH = "/en/search/?q=water"
_HEAD = ("resident at the start", "resident", "private", "proportional", "the whole server", "goal")


def memory_of(process: int) -> dict[str, float]:
    """Gives the kernel's figures in millions of bytes by their names, and what is private in all."""
    lines = (line.split() for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:])
    found = {name.rstrip(":"): int(value) * 1024 / 1e6 for name, value, *_ in lines}
    return found | {"Private": found["Private_Clean"] + found["Private_Dirty"]}


def of_each(server: Server, name: str) -> float:
    """Gives a figure of a worker: the mean of all."""
    workers = server.workers
    return sum(memory_of(worker)[name] for worker in workers) / len(workers)


def seconds_of(server: Server, address: str) -> float:
    started = time.monotonic()
    status, _, _ = server.get(address)
    if status != 200:
        raise RuntimeError(f"{address} answers {status}")
    return time.monotonic() - started


def main() -> None:
    """Prints the rows of these settings."""
    django.setup()
    from portal import encoder
    from practices.models import PublicRecord

    addresses = mixed_addresses(_REQUESTS)
    started = time.monotonic()
    with served(workers=2, threads=4) as server:
        start = time.monotonic() - started
        begun = of_each(server, "Rss")
        # Over one connection, so that one worker answers all.
        first, *later = (seconds_of(server, _SEARCH) * 1e3 for _ in range(6))
        with ThreadPoolExecutor(4) as pool:
            statuses = list(pool.map(lambda address: get(server.port, address)[0], addresses))
        if set(statuses) != {200}:
            raise RuntimeError(f"requests were answered with {set(statuses)}")
        resident, private, proportional = (of_each(server, name) for name in ("Rss", "Private", "Pss"))
        whole = sum(memory_of(process)["Pss"] for process in (server.master, *server.workers))
    meaning = encoder.available()
    engine = "Elasticsearch" if settings.ELASTICSEARCH_URL else "embedded"
    name = f"{engine}, {'with' if meaning else 'without'} meaning"
    row = (
        name,
        round(begun),
        round(resident) if meaning else most(round(resident), _WITHOUT),
        most(round(private), _WITH) if meaning else round(private),
        round(proportional),
        round(whole),
        f"{_WITH} private" if meaning else f"{_WITHOUT} resident",
    )
    notes = PublicRecord.objects.originals().count()
    show(f"one of two web workers after {_REQUESTS} requests, {notes:,} notes, MB", _HEAD, [row])
    begin = (name, round(start, 1), round(first), round(min(later)))
    show("a fresh web server", ("first answer, s", "first search, ms", "the same later, ms"), [begin])


if __name__ == "__main__":
    main()
