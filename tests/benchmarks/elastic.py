"""Measures a search on Elasticsearch beside the raw request: the same body over a kept connection, its JSON parsed.

    ELASTICSEARCH_URL=http://127.0.0.1:9200 python -m tests.benchmarks.elastic --notes 100000 | --remove

The body is ready-made; the portal builds it, sends it by its client, and reads the answer. Both ask for all facets, and mark
the words in the notes of a page: raw by Elasticsearch's own highlighter, the portal by its own, from the texts that it asks for
instead. A last line is beside a raw request for the same texts, in which nothing is marked. Time is by the clock, for the work is
done in another process. `--remove` takes away what benchmarks have left on the cluster under ELASTICSEARCH_PREFIX.
"""

from __future__ import annotations

import argparse
import json
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

import django
import urllib3
from django.conf import settings

from search.elastic.query import build
from search.engine import CELL_FACET, FACETS, MAP_FACET, PAGE_SIZE, SearchQuery
from search.engines import elastic_engine
from search.highlight import MAX_CHARACTERS
from tests.benchmarks.corpus import Case, Corpus, searches
from tests.benchmarks.embedded import query_of
from tests.benchmarks.tables import most, percentile, record, show
from tests.benchmarks.timing import side_by_side

_SEARCHES = 180
_GOAL = 1.25
#: One sentence or so of each field that matches, its words marked.
_HIGHLIGHT = {
    "fields": {"texts.*": {}},
    "order": "score",
    "number_of_fragments": 1,
    "fragment_size": MAX_CHARACTERS,
    "encoder": "html",
}


class Raw:
    """The floor; `highlights` says whether it marks words, or gives the texts alone."""

    def __init__(self, highlights: bool) -> None:
        self._highlights = highlights
        self._pool = urllib3.PoolManager(headers={"Content-Type": "application/json"})
        self._ready: dict[int, tuple[str, str]] = {}

    def prepare(self, case: Case, query: SearchQuery) -> None:
        request = build(query)
        # What goes into the address beside the body has no public name.
        parameters = {name: str(value).lower() for name, value in request._params.items()}
        address = f"{settings.ELASTICSEARCH_URL[0]}/{settings.ELASTICSEARCH_PREFIX}-read/_search"
        body = request.to_dict()
        if self._highlights and body["_source"]:
            body |= {"_source": False, "highlight": _HIGHLIGHT}
        self._ready[id(case)] = (f"{address}?{urlencode(parameters)}", json.dumps(body))

    def search(self, case: Case) -> dict[str, Any]:
        address, body = self._ready[id(case)]
        answer = self._pool.request("POST", address, body=body)
        found = json.loads(answer.data)
        if answer.status != 200:
            raise RuntimeError(str(found)[:500])
        return found


def page_of(case: Case) -> SearchQuery:
    """Gives the query that the search page asks."""
    return query_of(case, PAGE_SIZE, (*FACETS, MAP_FACET, CELL_FACET))


def print_searches(corpus: Corpus) -> None:
    """Fills an index, and prints what searches of each kind take."""
    notes = len(corpus.notes)
    engine, raw, texts = elastic_engine(), Raw(highlights=True), Raw(highlights=False)
    for written in engine.rebuild(corpus.notes):
        if written and not written % 20_000:
            print(f"  {written:,} of {notes:,} notes in the index", flush=True)
    asked = sorted(searches(corpus.words, _SEARCHES), key=lambda case: case.name)
    for case in asked:
        raw.prepare(case, page_of(case))
        texts.prepare(case, page_of(case))
        if engine.search(page_of(case)).total != raw.search(case)["hits"]["total"]["value"]:
            raise RuntimeError(f"{case} is not the same search")
    floor, without, ours = side_by_side(
        (raw.search, texts.search, lambda case: engine.search(page_of(case))), asked, rounds=3
    )
    rows: list[tuple] = []
    for name, group in groupby(range(len(asked)), key=lambda place: asked[place].name):
        places = list(group)
        rows.append(_row(name, [floor[place] for place in places], [ours[place] for place in places], None))
    rows.append(_row("all", floor, ours, _GOAL))
    rows.append(_row("all, beside the texts alone", without, ours, None))
    head = ("raw p50", "portal p50", "ratio", "raw p95", "portal p95", "ratio", "goal")
    show(f"{_SEARCHES} searches, {notes:,} notes, Elasticsearch, ms", head, rows)
    record(engine="Elasticsearch", notes=notes, bare=percentile(floor, 0.95), portal=percentile(ours, 0.95))


def _row(name: str, floor: list[float], ours: list[float], goal: float | None) -> tuple:
    cells: list[Any] = []
    for share in (0.5, 0.95):
        without, with_it = percentile(floor, share), percentile(ours, share)
        ratio = with_it / without
        cells += [without, with_it, most(ratio, goal) if goal else ratio]
    return (name, *cells, goal)


def remove() -> None:
    """Removes all indexes of the prefix, which is the benchmark's own."""
    from elasticsearch import Elasticsearch

    client = Elasticsearch(list(settings.ELASTICSEARCH_URL), request_timeout=60)
    for name in client.indices.get(index=f"{settings.ELASTICSEARCH_PREFIX}*", features="aliases"):
        client.indices.delete(index=name)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notes", type=int, default=10_000)
    parser.add_argument("--remove", action="store_true")
    options = parser.parse_args()
    django.setup()
    if options.remove:
        remove()
    else:
        print_searches(Corpus(options.notes))


if __name__ == "__main__":
    main()
