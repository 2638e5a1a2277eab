"""Measures the search by meaning in the embedded engine: the nearest notes to a vector, beside the bare product.

    SEARCH_INDEX_DIR=<a folder of its own> VAR_DIR=<a folder with synthetic notes> MODE=demo python -m tests.benchmarks.nearest

The notes are those of the public records; each gets five random vectors of length one in place of an encoder's, written as
any others are. A question is the vector of a passage, made a little unlike it. The floor is numpy's product of the
question with one row a note, in a file mapped into memory, and the ten greatest of it: that finds no passage, asks
no filter and reads no document.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import django
import numpy as np

from search.engine import Meaning, SearchDocument, SearchQuery
from search.fields import DIMENSIONS
from tests.benchmarks.tables import percentile, show
from tests.benchmarks.timing import exhaust, side_by_side, timed

_PASSAGES = 5
_QUESTIONS = 60
_SIZE = 10


def _rows(number: int, random: np.random.Generator) -> np.ndarray:
    rows = random.standard_normal((number, DIMENSIONS), dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def with_vectors(asked: list[np.ndarray], total: int) -> Iterator[SearchDocument]:
    """Yields the notes with vectors; puts some of these into `asked`, with a little noise."""
    from search.documents import documents

    random = np.random.default_rng(6)
    for number, document in enumerate(documents()):
        if number and not number % 20_000:
            print(f"  {number:,} of {total:,} notes with vectors", flush=True)
        rows = _rows(_PASSAGES, random)
        if not number % max(1, total // _QUESTIONS) and len(asked) < _QUESTIONS:
            near = rows[0] + 0.6 * _rows(1, random)[0]
            asked.append(near / np.linalg.norm(near))
        yield replace(document, vectors=tuple(map(tuple, rows.tolist())))


def main() -> None:
    """Fills the index, and prints the table."""
    django.setup()
    from django.conf import settings

    from practices.models import PublicRecord
    from search.embedded.vectors import Vectors
    from search.engines import embedded_engine
    from search.meaning import AT_LEAST

    total = PublicRecord.objects.originals().count()
    engine = embedded_engine()
    asked: list[np.ndarray] = []
    seconds, _ = timed(lambda: exhaust(engine.rebuild(with_vectors(asked, total))))
    print(f"  index with vectors written in {seconds:.0f} s", flush=True)
    name = (settings.SEARCH_INDEX_DIR / "current").read_text().strip()
    means = Vectors(settings.SEARCH_INDEX_DIR / name)._means

    def bare(question: np.ndarray) -> None:
        near = means @ question
        best = np.argpartition(-near, _SIZE)[:_SIZE]
        best[np.argsort(-near[best])]

    few = {"place": ("KE",), "status": ("running",)}
    filters = {"no filter": {}, "a region": {"place": ("002",)}, "few notes pass": few}
    rows = []
    for kind, chosen in filters.items():
        # No words, hits or counts: what is left is the search by meaning.
        query = SearchQuery(filters=chosen, page_size=0, facets=())

        def ours(question: np.ndarray, query: SearchQuery = query) -> None:
            engine.search(query, Meaning(question.tolist(), _SIZE, AT_LEAST))

        floor, taken = side_by_side((bare, ours), asked, rounds=3)
        cells = (percentile(floor, 0.5), percentile(taken, 0.5), percentile(floor, 0.95), percentile(taken, 0.95))
        rows.append((kind, *cells, cells[3] / cells[2]))
    title = f"the nearest of {total:,} notes with {_PASSAGES} passages each, ms"
    show(title, ("product p50", "engine p50", "product p95", "engine p95", "ratio"), rows)


if __name__ == "__main__":
    main()
