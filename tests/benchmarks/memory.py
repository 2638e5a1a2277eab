"""Measures the memory of a web process after 200 mixed requests.

    VAR_DIR=<a folder with synthetic notes and their index> MODE=demo SEARCH_BY_MEANING=off python -m tests.benchmarks.memory

A gunicorn with one worker of 4 threads; the numbers are the kernel's for this worker. What is private belongs to it alone;
the rest of what is resident is shared with other workers or is pages of files, the index among them, that the kernel takes
back when it needs them.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django
from django.conf import settings

from tests.benchmarks.reading import get, mixed_addresses
from tests.benchmarks.server import served
from tests.benchmarks.tables import most, show

_REQUESTS = 200
_WITHOUT, _WITH = 160, 350


def memory_of(process: int) -> dict[str, float]:
    """Gives the kernel's figures in millions of bytes by their names."""
    lines = (line.split() for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:])
    return {name.rstrip(":"): int(value) * 1024 / 1e6 for name, value, *_ in lines}


def main() -> None:
    """Prints the row of these settings."""
    django.setup()
    from portal import encoder
    from practices.models import PublicRecord

    addresses = mixed_addresses(_REQUESTS)
    with served(threads=4) as server:
        begun = memory_of(server.worker)
        with ThreadPoolExecutor(4) as pool:
            statuses = list(pool.map(lambda address: get(server.port, address)[0], addresses))
        if set(statuses) != {200}:
            raise RuntimeError(f"requests were answered with {set(statuses)}")
        now = memory_of(server.worker)
    meaning = encoder.available()
    private = now["Private_Clean"] + now["Private_Dirty"]
    engine = "Elasticsearch" if settings.ELASTICSEARCH_URL else "embedded"
    row = (
        f"{engine}, {'with' if meaning else 'without'} meaning",
        round(begun["Rss"]),
        round(now["Rss"]) if meaning else most(round(now["Rss"]), _WITHOUT),
        most(round(private), _WITH) if meaning else round(private),
        round(now["Anonymous"]),
        f"{_WITH} private" if meaning else f"{_WITHOUT} resident",
    )
    title = f"a web process after {_REQUESTS} requests, {PublicRecord.objects.originals().count():,} notes, MB"
    show(title, ("resident at the start", "resident", "private", "of it no file", "goal"), [row])


if __name__ == "__main__":
    main()
