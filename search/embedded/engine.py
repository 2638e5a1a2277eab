"""The engine that needs no service: tantivy, in the process that asks."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import tantivy
from tantivy import Order, Query

from search.embedded.explain import explain
from search.embedded.query import boosted, filtered, narrowed_to
from search.embedded.reader import Reader, Snapshot, index_faults, open_index
from search.embedded.results import count_facets, find_page, make_hits, total_of
from search.embedded.schema import ROW, SCHEMA, build_document, read_order, register
from search.embedded.storage import Storage
from search.embedded.whole import find_keys
from search.engine import (
    Change,
    EngineStatus,
    Hit,
    Meaning,
    Remove,
    Results,
    SearchDocument,
    SearchQuery,
    SearchUnavailable,
)
from search.explanation import Explanation
from search.question import exclusions, read

if TYPE_CHECKING:
    from search.embedded.vectors import VectorWriter

logger = logging.getLogger(__name__)
#: How long `apply` waits for another writer before it raises "busy".
WAIT_SECONDS = 5.0
#: How long a finished rebuild waits for writers before it gives up its work: they hold the lock for moments.
_SWAP_SECONDS = 60.0
_REPORT_EVERY = 1_000
_APPLY_MEMORY = 32_000_000
_REBUILD_MEMORY = 256_000_000


class EmbeddedEngine:
    """Satisfies `search.engine.Engine` with an index below `folder`."""

    def __init__(self, folder: Path) -> None:
        self._storage = Storage(folder)
        self._reader = Reader(self._storage)

    def search(self, query: SearchQuery, meaning: Meaning | None = None) -> Results:
        """Answers, with notes of the same meaning if one is given; raises SearchUnavailable."""
        snapshot = self._reader.snapshot()
        parsed = read(query)
        text = narrowed_to(snapshot.builder.text(parsed), query.keys)
        narrowed = filtered(text, query.filters, query.audience)
        with index_faults():
            total, found = find_page(snapshot.searcher, narrowed, query, parsed)
            return Results(
                total=total,
                hits=make_hits(snapshot.searcher, found, parsed, query.language),
                facets=count_facets(snapshot.searcher, text, narrowed, query),
                meant=self._meant(snapshot, query, meaning) if meaning else (),
            )

    def keys(self, query: SearchQuery) -> Iterator[str]:
        """Gives the keys of all that a search finds, in its order; raises SearchUnavailable at once, or while it is read."""
        snapshot = self._reader.snapshot()
        parsed = read(query)
        text = narrowed_to(snapshot.builder.text(parsed), query.keys)
        narrowed = boosted(filtered(text, query.filters, query.audience), query, parsed)
        with index_faults():
            found = find_keys(snapshot.searcher, narrowed, query.sort, by_score=bool(parsed.wanted))
        return _guarded(found)

    def _meant(self, snapshot: Snapshot, query: SearchQuery, meaning: Meaning) -> tuple[Hit, ...]:
        """Gives the notes of a meaning; none where that fails, which takes nothing from what words have found."""
        if not _has_vectors(snapshot.path):
            return ()
        try:
            from search.embedded.meaning import find_nearest
            from search.embedded.vectors import Vectors

            text = narrowed_to(snapshot.builder.text(exclusions(query)), query.keys)
            narrowed = filtered(text, query.filters, query.audience)
            with index_faults():
                return find_nearest(snapshot.searcher, Vectors(snapshot.path), narrowed, meaning)
        except Exception:
            logger.exception("Nothing is found by meaning.")
            return ()

    def explain(self, query: SearchQuery, keys: Sequence[str]) -> dict[str, Explanation]:
        """Gives the parts of the scores of the notes of `keys`; raises SearchUnavailable."""
        snapshot = self._reader.snapshot()
        with index_faults():
            return explain(snapshot.searcher, snapshot.builder, query, keys)

    def apply(self, changes: Iterable[Change]) -> int:
        """Writes in one commit and makes it visible; gives the number of changes; raises SearchUnavailable.

        Goes on during a rebuild, whose index gets the changes too. Nothing is written if it raises. Now and then segments are
        merged afterwards, by seconds where there are thousands of notes: other writers wait for that, the caller does not.
        """
        changes = list(changes)
        with ExitStack() as lock:
            lock.enter_context(self._storage.write_lock(WAIT_SECONDS))
            path = self._storage.current()
            if self._storage.rebuild_runs():
                # Before the commit: a kill between the two repeats a change that the caller repeats anyway.
                self._storage.write_journal(changes)
            writer = _write(path, changes)
            held = lock.pop_all()
            try:
                Thread(target=_merge, args=(writer, held), name="merge of the index").start()
            except RuntimeError:  # No more threads: what is committed is committed.
                _merge(writer, held)
        return len(changes)

    def rebuild(self, documents: Iterable[SearchDocument]) -> Iterator[int]:
        """Writes a new index beside the old one, yielding the number written so far, and swaps at the end.

        `documents` have one key each, and must be read lazily: what changes before the first of them is read is not
        in the journal. A rebuild that is not run to its end leaves the old index in use.
        """
        with self._storage.rebuild_lock(WAIT_SECONDS):
            self._storage.discard_leftovers()
            with self._storage.write_lock(_SWAP_SECONDS):  # Another change may still be merging.
                self._storage.open_journal()
            path = self._storage.create()
            try:
                yield from self._fill(path, documents)
                with self._storage.write_lock(_SWAP_SECONDS):
                    caught_up = list(self._storage.read_journal())
                    if caught_up:
                        with index_faults():
                            _write(path, caught_up).wait_merging_threads()
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

    def state(self) -> str:
        """Never raises."""
        return self.status().state

    def status(self) -> EngineStatus:
        """Never raises; a broken index is found out by reading a document of it."""
        state, detail, documents, with_vectors = "ready", "", 0, 0
        try:
            snapshot = self._reader.snapshot()
            with index_faults():
                documents = snapshot.searcher.num_docs
                with_vectors = total_of(snapshot.searcher.search(Query.exists_query(ROW), 1))
                for _, address in snapshot.searcher.search(Query.all_query(), 1).hits:
                    snapshot.searcher.doc(address)
        except SearchUnavailable as unavailable:
            state, detail = unavailable.reason, unavailable.detail
        return EngineStatus("embedded", state, str(self._storage.folder), documents, with_vectors, detail)

    def _fill(self, path: Path, documents: Iterable[SearchDocument]) -> Iterator[int]:
        """Writes a new index, and makes sure that it holds what it was given."""
        index = tantivy.Index(SCHEMA, path=str(path))
        register(index)
        writer = index.writer(_REBUILD_MEMORY)
        written = 0
        try:
            with _VectorRows(path) as rows:
                for document in documents:
                    writer.add_document(build_document(document, rows.add(document)))
                    written += 1
                    if written % _REPORT_EVERY == 0:
                        yield written
        except BaseException:
            writer.rollback()  # or its threads go on writing into a folder that is being removed
            raise
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        if index.searcher().num_docs != written:
            raise SearchUnavailable("corrupt", f"{index.searcher().num_docs} of {written} documents were indexed")
        yield written


def _guarded(keys: Iterator[str]) -> Iterator[str]:
    with index_faults():
        yield from keys


def _write(path: Path, changes: Iterable[Change]) -> tantivy.IndexWriter:
    """Writes changes to an index in one commit; only for who holds the write lock, until the writer's merges are done."""
    # Documents first: what is wrong with them is not a fault of the index. Their vectors before the commit that names them.
    made: list[tuple[str, tantivy.Document | None]] = []
    with _VectorRows(path) as rows:
        for change in changes:
            if isinstance(change, Remove):
                made.append((change.key, None))
            else:
                made.append((change.document.key, build_document(change.document, rows.add(change.document))))
    with index_faults():
        writer = open_index(path).writer(_APPLY_MEMORY, num_threads=1)
        # A writer killed within its commit leaves a file of deletions, of the name that the next would give to its own.
        writer.garbage_collect_files()
        for key, document in made:
            writer.delete_documents_by_term("key", key)
            if document:
                writer.add_document(document)
        writer.commit()
    return writer


def _merge(writer: tantivy.IndexWriter, lock: ExitStack) -> None:
    with lock:
        try:
            with index_faults():
                writer.wait_merging_threads()
        except SearchUnavailable:
            logger.exception(
                "Segments of the index were not merged: what they hold is found, and a later change tries again."
            )


def _has_vectors(path: Path) -> bool:
    return (path / "spans").exists()


class _VectorRows:
    """Appends the vectors of documents, once the first that has any comes: without them nothing needs numpy."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: VectorWriter | None = None

    def __enter__(self) -> _VectorRows:
        self._open = ExitStack()
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()

    def add(self, document: SearchDocument) -> int | None:
        """Gives the row of the document's vectors; None where it has none."""
        if not document.vectors:
            return None
        if self._writer is None:
            from search.embedded.vectors import VectorWriter

            self._writer = self._open.enter_context(VectorWriter(self._path))
        return self._writer.add(document.vectors)
