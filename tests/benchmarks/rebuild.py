"""Times the rebuild of the index from the public records of VAR_DIR, beside the engine's own rate of writing.

    VAR_DIR=<a folder with synthetic notes> MODE=demo python -m tests.benchmarks.rebuild [--fill]

The bare script is given the same notes ready-made in memory: the fields for tantivy, or, where ELASTICSEARCH_URL is set,
the whole documents for Elasticsearch's own `helpers.bulk`. The index is left in use. `--fill` only makes it, with what
suggestions need.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import django
from django.conf import settings

from search.engine import SearchDocument
from tests.benchmarks.tables import least, show
from tests.benchmarks.timing import exhaust, timed

#: Documents that a server is given before it is timed: its code is compiled as it runs.
_WARM_UP = 5_000


def print_embedded(notes: list[SearchDocument]) -> None:
    """Prints the rebuild of the embedded engine beside a bare tantivy script, and what of it is spent in Python."""
    from search.documents import documents
    from search.embedded.schema import build_document
    from tests.benchmarks.embedded import Bare

    with tempfile.TemporaryDirectory() as folder:
        floor, floor_cpu = timed(lambda: Bare(Path(folder)).rebuild(notes))
    _, building = timed(lambda: exhaust(map(build_document, notes)))
    _, reading = timed(lambda: exhaust(documents()))
    taken, taken_cpu = timed(lambda: exhaust(_told(len(notes))))
    show(
        f"rebuild of {len(notes):,} notes from the public records",
        ("bare tantivy", "portal", "ratio", "goal"),
        (
            ("notes a second", round(len(notes) / floor), round(len(notes) / taken), least(floor / taken, 0.6), 0.6),
            ("CPU seconds", floor_cpu, taken_cpu, floor_cpu / taken_cpu, None),
            ("of it Python: records read and turned into documents", None, reading, None, None),
            ("of it Python: the engine's documents made of them", None, building, None, None),
        ),
    )


def print_elastic(notes: list[SearchDocument]) -> None:
    """Prints the rebuild of Elasticsearch's index beside `helpers.bulk` of the same documents."""
    from search.documents import documents
    from search.elastic.mapping import build_source

    with _BareIndex() as index:
        ready = [{"_index": index.name, "_id": note.key, "_source": build_source(note)} for note in notes]
        index.write(ready[:_WARM_UP])
        index.make()
        floor, floor_cpu = timed(lambda: index.write(ready))
    _, building = timed(lambda: exhaust(map(build_source, notes)))
    _, reading = timed(lambda: exhaust(documents()))
    taken, taken_cpu = timed(lambda: exhaust(_told(len(notes))))
    show(
        f"rebuild of {len(notes):,} notes from the public records",
        ("helpers.bulk", "portal", "ratio", "goal"),
        (
            ("notes a second", round(len(notes) / floor), round(len(notes) / taken), least(floor / taken, 0.6), 0.6),
            ("CPU seconds of this process", floor_cpu, taken_cpu, None, None),
            ("of it Python: records read and turned into documents", None, reading, None, None),
            ("of it Python: the engine's documents made of them", None, building, None, None),
        ),
    )


class _BareIndex:
    """An index of the portal's mapping that no alias names, for as long as the block runs."""

    def __init__(self) -> None:
        from elasticsearch import Elasticsearch

        self.name = f"{settings.ELASTICSEARCH_PREFIX}-bare"
        self._client = Elasticsearch(list(settings.ELASTICSEARCH_URL), request_timeout=60)

    def __enter__(self) -> _BareIndex:
        self.make()
        return self

    def __exit__(self, *error: object) -> None:
        self._client.indices.delete(index=self.name, ignore_unavailable=True)

    def make(self) -> None:
        """Makes it, anew where it is there."""
        from search.elastic.mapping import index_body

        self._client.indices.delete(index=self.name, ignore_unavailable=True)
        self._client.indices.create(index=self.name, **index_body(settings.ELASTICSEARCH_SHARDS))

    def write(self, actions: Iterable[dict[str, Any]]) -> None:
        from elasticsearch.helpers import bulk

        bulk(self._client, actions)
        self._client.indices.refresh(index=self.name)


def _told(total: int) -> Iterator[int]:
    """Rebuilds the index, and says how far it is."""
    from search.documents import documents
    from search.engines import get_engine

    for written in get_engine().rebuild(documents()):
        if written and not written % 20_000:
            print(f"  {written:,} of {total:,} notes in the new index", flush=True)
        yield written


def main() -> None:
    """Prints the table of the engine that the settings name."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fill", action="store_true", help="measure nothing")
    only_fill = parser.parse_args().fill
    django.setup()
    from practices.models import PublicRecord
    from search.documents import documents
    from search.suggest import tables

    if only_fill:
        exhaust(_told(PublicRecord.objects.originals().count()))
    elif settings.ELASTICSEARCH_URL:
        print_elastic(list(documents()))
    else:
        print_embedded(list(documents()))
    if not settings.ELASTICSEARCH_URL:
        # They stand in the database, and are the same for both engines.
        seconds, _ = timed(tables.rebuild)
        print(f"the tables of suggestions written in {seconds:.0f} s", flush=True)


if __name__ == "__main__":
    main()
