"""Measures how long it takes from publishing a note in one process until a search in another finds it.

    VAR_DIR=<a folder with synthetic notes and their index> MODE=demo python -m tests.benchmarks.found

The clock starts before the editor's `publish` and ends when the search page, asked again and again, shows the note. The
server's processes have answered before: the first search of each loads what it needs, which takes a second or two.
"""

from __future__ import annotations

import time

import django
from django.conf import settings

from tests.benchmarks.reading import get
from tests.benchmarks.server import served
from tests.benchmarks.tables import most, percentile, show
from tests.benchmarks.writing import Publisher

_NOTES = 30
#: Enough for each of two processes to have been asked.
_WARM_UP = 20
_GOAL = 2.0
_PATIENCE = 30.0


def main() -> None:
    """Prints the table of the engine that the settings name."""
    django.setup()
    from practices.models import PublicRecord

    published, found = [], []
    with served(workers=2, threads=4) as server:
        publisher = Publisher()
        publisher.publish_new()
        for number in range(_WARM_UP):
            _hits(server.port, ("kiosks", f"nobody{number}")[number % 2])
        for number in range(_NOTES):
            word = f"zzkiosk{number}x{time.time_ns()}"
            started = time.monotonic()
            publisher.publish_new(word)
            published.append(time.monotonic() - started)
            while word.encode() not in _hits(server.port, word):
                if time.monotonic() - started > _PATIENCE:
                    raise RuntimeError(f"{word} is not found after {_PATIENCE:.0f} seconds")
            found.append(time.monotonic() - started)
    engine = "Elasticsearch" if settings.ELASTICSEARCH_URL else "embedded"
    rows = [
        ("publish", percentile(published, 0.5), percentile(published, 0.95), max(published), None),
        ("publish to found", percentile(found, 0.5), percentile(found, 0.95), most(max(found), _GOAL), _GOAL),
    ]
    notes = PublicRecord.objects.originals().count()
    title = f"{_NOTES} notes published, {engine}, {notes:,} notes, seconds"
    show(title, ("p50", "p95", "longest", "goal"), rows)


def _hits(port: int, word: str) -> bytes:
    """Gives the page of a search without what repeats the words that were typed: from the first hit on."""
    status, body = get(port, f"/en/search/?q={word}")
    if status != 200:
        raise RuntimeError(f"the search page answers {status}")
    return body.partition(b"Water kiosks")[2]


if __name__ == "__main__":
    main()
