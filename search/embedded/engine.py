"""The engine that needs no service: tantivy, in the process that asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import tantivy
from tantivy import Order, Query

from search.embedded import query as query_module
from search.embedded.reader import Reader, Snapshot, index_faults, open_index
from search.embedded.schema import (
    STEMS,
    build_document,
    build_schema,
    read_order,
    register,
    unpack,
    unpack_language,
)
from search.embedded.storage import Storage
from search.engine import (
    MAP_FACET,
    Change,
    EngineStatus,
    FacetCount,
    Hit,
    Remove,
    Results,
    SearchDocument,
    SearchQuery,
    SearchUnavailable,
    Upsert,
)
from search.highlight import Highlighter
from search.languages import stems_text
from search.parse import ParsedQuery, parse

FACET_SIZE = 1_000
MAP_SIZE = 5_000
#: How long `apply` waits for another writer before it raises "busy".
WAIT_SECONDS = 5.0
#: How long a finished rebuild waits for writers before it gives up its work: they hold the lock for moments.
_SWAP_SECONDS = 60.0
_REPORT_EVERY = 1_000
_APPLY_MEMORY = 32_000_000
_REBUILD_MEMORY = 256_000_000
#: Ties are put in order among so many hits at a time, counted from the first: bounded work, and the same on all pages.
_TIE_WINDOW = 10_000
# Sorts by an order that the index keeps; relevance is computed, and without wanted words newest stands for it.
_SORT_FIELDS = {"newest": "newest", "verified": "last_verified"}

_Found = list[tuple[float, tantivy.DocAddress]]


class EmbeddedEngine:
    """Satisfies `search.engine.Engine` with an index below `folder`."""

    def __init__(self, folder: Path) -> None:
        self._storage = Storage(folder)
        self._reader = Reader(self._storage)

    def search(self, query: SearchQuery) -> Results:
        """Answers; raises SearchUnavailable."""
        snapshot = self._reader.snapshot()
        parsed = parse(query.text)
        with index_faults():
            text = snapshot.builder.text(parsed)
            narrowed = snapshot.builder.filtered(text, query.filters, query.audience)
            total, found = _page(snapshot, narrowed, query, by_score=bool(parsed.wanted))
            return Results(
                total=total,
                hits=_hits(snapshot, found, parsed, query.language),
                facets=_facets(snapshot, text, narrowed, query),
            )

    def apply(self, changes: Iterable[Change]) -> int:
        """Writes in one commit and makes it visible; gives the number of changes; raises SearchUnavailable.

        Goes on during a rebuild, whose index gets the changes too. Nothing is written if it raises.
        """
        changes = list(changes)
        with self._storage.write_lock(WAIT_SECONDS):
            path = self._storage.current()
            if self._storage.rebuild_runs():
                # Before the commit: a kill between the two repeats a change that the caller repeats anyway.
                self._storage.write_journal(changes)
            with index_faults():
                _write(open_index(path), changes)
        return len(changes)

    def rebuild(self, documents: Iterable[SearchDocument]) -> Iterator[int]:
        """Writes a new index beside the old one, yielding the number written so far, and swaps at the end.

        `documents` have one key each, and must be read lazily: what changes before the first of them is read is not
        in the journal. A rebuild that is not run to its end leaves the old index in use.
        """
        with self._storage.rebuild_lock(WAIT_SECONDS):
            self._storage.discard_leftovers()
            with self._storage.write_lock(WAIT_SECONDS):
                self._storage.open_journal()
            path = self._storage.create()
            try:
                yield from self._fill(path, documents)
                with self._storage.write_lock(_SWAP_SECONDS):
                    caught_up = list(self._storage.read_journal())
                    if caught_up:
                        _write(open_index(path), caught_up)
                    self._storage.swap(path)
            finally:
                # After a swap this finds nothing to do.
                self._storage.discard_leftovers()
                self._storage.close_journal()

    def versions(self) -> Iterator[tuple[str, int]]:
        """Key and version of every document, for comparison with the public records."""
        snapshot = self._reader.snapshot()
        with index_faults():
            count = snapshot.searcher.num_docs
            if not count:
                return
            found = snapshot.searcher.search(Query.all_query(), count, order_by_field="newest", order=Order.Asc)
        for order, _ in found.hits:
            yield read_order(order)

    def status(self) -> EngineStatus:
        """Never raises; a broken index is found out by reading a document of it."""
        documents = 0
        try:
            snapshot = self._reader.snapshot()
            with index_faults():
                documents = snapshot.searcher.num_docs
                for _, address in snapshot.searcher.search(Query.all_query(), 1).hits:
                    snapshot.searcher.doc(address)
            state = "ready"
        except SearchUnavailable as unavailable:
            state = unavailable.reason
        return EngineStatus("embedded", state, str(self._storage.folder), documents)

    def _fill(self, path: Path, documents: Iterable[SearchDocument]) -> Iterator[int]:
        """Writes a new index, and makes sure that it holds what it was given."""
        schema = build_schema()
        index = tantivy.Index(schema, path=str(path))
        register(index)
        writer = index.writer(_REBUILD_MEMORY)
        written = 0
        for document in documents:
            writer.add_document(build_document(document, schema))
            written += 1
            if written % _REPORT_EVERY == 0:
                yield written
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        if index.searcher().num_docs != written:
            raise SearchUnavailable("corrupt", f"{index.searcher().num_docs} of {written} documents were indexed")
        yield written


def _write(index: tantivy.Index, changes: Iterable[Change]) -> None:
    """Writes changes to an index in one commit; only for who holds the write lock."""
    schema = index.schema
    writer = index.writer(_APPLY_MEMORY, num_threads=1)
    for change in changes:
        key = change.key if isinstance(change, Remove) else change.document.key
        writer.delete_documents_by_term("key", key)
        if isinstance(change, Upsert):
            writer.add_document(build_document(change.document, schema))
    writer.commit()
    writer.wait_merging_threads()


def _page(snapshot: Snapshot, narrowed: Query, query: SearchQuery, by_score: bool) -> tuple[int, _Found]:
    """Gives the number of all hits, and those of the page with their scores."""
    searcher = snapshot.searcher
    start = max(query.page - 1, 0) * query.page_size
    stop = start + query.page_size
    # No more than there are: tantivy reserves room for all that is asked.
    limit = min(stop + 1, searcher.num_docs)
    if start >= limit:
        return searcher.search(narrowed, 1).count, []
    field = _SORT_FIELDS.get(query.sort) or (None if by_score else "newest")
    if field:
        found = searcher.search(narrowed, limit - start, offset=start, order_by_field=field, order=Order.Asc)
        return found.count, [(0.0, address) for _, address in found.hits[: query.page_size]]
    found = searcher.search(narrowed, limit)
    hits = found.hits
    if len(hits) > stop and hits[stop - 1][0] == hits[stop][0]:
        # The page ends among equals, so that others of them may belong on it.
        window = -(-stop // _TIE_WINDOW) * _TIE_WINDOW
        hits = searcher.search(narrowed, min(window, searcher.num_docs)).hits
    return found.count, _in_order(snapshot, hits, start, stop)


def _in_order(snapshot: Snapshot, hits: _Found, start: int, stop: int) -> _Found:
    """Gives the hits from `start` to `stop` when equal scores go by newest, then by key."""
    ordered: _Found = []
    first = start
    # From the first of the hits that are equal to the page's first one.
    while first % _TIE_WINDOW and 0 < first < len(hits) and hits[first - 1][0] == hits[first][0]:
        first -= 1
    begin = first
    while first < min(stop, len(hits)):
        last = first + 1
        while last % _TIE_WINDOW and last < len(hits) and hits[last][0] == hits[first][0]:
            last += 1
        ordered += _newest_first(snapshot, hits[first:last])
        first = last
    return ordered[start - begin : stop - begin]


def _newest_first(snapshot: Snapshot, equals: _Found) -> _Found:
    if len(equals) == 1:
        return equals
    published = snapshot.searcher.fast_field_values("published", [address for _, address in equals])
    groups: dict[int, _Found] = {}
    for time, hit in zip(published, equals, strict=True):
        groups.setdefault(time, []).append(hit)
    ordered: _Found = []
    for time in sorted(groups, reverse=True):
        group = groups[time]
        if len(group) > 1:
            group.sort(key=lambda hit: snapshot.searcher.doc(hit[1])["key"][0])
        ordered += group
    return ordered


def _hits(snapshot: Snapshot, found: _Found, parsed: ParsedQuery, language: str) -> tuple[Hit, ...]:
    highlighter = Highlighter(parsed, language, _stem_text, _stem_query)
    hits = []
    for score, address in found:
        document = snapshot.searcher.doc(address)
        in_language, html = "", ""
        if parsed.wanted:
            packed = {unpack_language(texts): texts for texts in document.get_all("texts")}
            in_language, html = highlighter.best(packed, lambda code, packed=packed: unpack(packed[code]))
        hits.append(Hit(document.get_first("key"), document.get_first("version"), score, in_language, html))
    return tuple(hits)


def _facets(snapshot: Snapshot, text: Query, narrowed: Query, query: SearchQuery) -> dict[str, tuple[FacetCount, ...]]:
    """Counts each facet under all filters but its own: facets without one together, the others one by one."""
    counts: dict[str, tuple[FacetCount, ...]] = dict.fromkeys(query.facets, ())
    filtered = [name for name in query.facets if query.filters.get(name)]
    counts |= _count(snapshot, narrowed, [name for name in query.facets if name not in filtered])
    for name in filtered:
        others = snapshot.builder.filtered(text, query.filters, query.audience, without=name)
        counts |= _count(snapshot, others, [name])
    return counts


def _count(snapshot: Snapshot, query: Query, names: list[str]) -> dict[str, tuple[FacetCount, ...]]:
    if not names:
        return {}
    wanted = {
        name: {"terms": {"field": name, "size": MAP_SIZE if name == MAP_FACET else FACET_SIZE}} for name in names
    }
    return {
        name: tuple(
            FacetCount(value, count)
            for count, value in sorted(
                ((bucket["doc_count"], bucket["key"]) for bucket in found["buckets"]),
                key=lambda pair: (-pair[0], pair[1]),
            )
        )
        for name, found in snapshot.searcher.aggregate(query, wanted).items()
    }


def _stem_text(code: str, text: str) -> list[str]:
    return STEMS[code].analyze(stems_text(code, text)) if code in STEMS else []


def _stem_query(code: str, word: str) -> list[str]:
    return query_module.stems(code, word) if code in STEMS else []
