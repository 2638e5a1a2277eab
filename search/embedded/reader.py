"""An open index: kept between searches, and replaced when another process has written to it or swapped it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import tantivy

from search.embedded.query import QueryBuilder
from search.embedded.schema import register
from search.embedded.storage import Storage
from search.engine import SearchUnavailable
from search.stems import STEMS

_Stamp = tuple[int, int, int]


@contextmanager
def index_faults() -> Iterator[None]:
    """Turns what tantivy raises at a broken index into SearchUnavailable "corrupt".

    Its panics are no `Exception`, and their class cannot be imported.
    """
    try:
        yield
    except SearchUnavailable:
        raise
    except BaseException as error:
        if isinstance(error, (ValueError, OSError)) or type(error).__name__ == "PanicException":
            raise SearchUnavailable("corrupt", str(error)) from error
        raise


def open_index(path: Path) -> tantivy.Index:
    """Opens an index with its analysers; the caller reloads it."""
    index = tantivy.Index.open(str(path))
    register(index)
    index.config_reader("manual")
    return index


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of the index; it stays as it is while others write."""

    path: Path
    stamp: _Stamp
    index: tantivy.Index
    searcher: tantivy.Searcher
    builder: QueryBuilder


class Reader:
    """Gives the newest state of the index; safe to use from several threads."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._lock = Lock()
        self._snapshot: Snapshot | None = None

    def snapshot(self) -> Snapshot:
        """Gives the index as of its last commit; raises SearchUnavailable."""
        with self._lock:
            try:
                self._snapshot = self._newest()
            except SearchUnavailable as unavailable:
                self._snapshot = None
                if unavailable.reason not in ("missing", "corrupt"):
                    raise
                # A swap may have removed the folder between reading the pointer and opening; once more tells.
                self._snapshot = self._newest()
            return self._snapshot

    def _newest(self) -> Snapshot:
        path = self._storage.current()
        with index_faults():
            stamp = _stamp(path)
            known = self._snapshot
            if known and known.path == path and known.stamp == stamp:
                return known
            index = known.index if known and known.path == path else open_index(path)
            index.reload()
            searcher = index.searcher()
            languages = [code for code in STEMS if searcher.doc_freq("text_language", code)]
            return Snapshot(path, stamp, index, searcher, QueryBuilder(languages))


def _stamp(path: Path) -> _Stamp:
    # tantivy replaces this file with each commit.
    status = os.stat(path / "meta.json")
    return status.st_mtime_ns, status.st_ino, status.st_size
