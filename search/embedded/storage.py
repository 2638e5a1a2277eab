"""The index on disk: versioned folders, a pointer to the one in use, locks between processes, and a journal.

    folder/
      current                 the name of the folder in use, replaced in one step
      v<schema>-<time>/       one index with its vectors; more than one only while a rebuild runs
      write.lock              held by whoever changes an index in use or the pointer: for moments
      rebuild.lock            held by a rebuild as long as it runs
      journal                 what was written while a rebuild runs, for the new index to catch up with

A rebuild does not stop writing: `apply` goes on in the current index and notes the same changes in the journal, which
the rebuild repeats in the new index, holding the write lock, before it swaps. A killed process leaves no lock behind,
since the system releases it; what else it leaves is removed by the next rebuild.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from search.embedded.schema import SCHEMA_HASH
from search.engine import Change, Remove, SearchDocument, SearchUnavailable, Texts, Upsert

_POLL_SECONDS = 0.01
_NAME = re.compile(r"v[0-9a-f]{12}-\d+")


class Storage:
    """The folder of one embedded engine; it is made at the first write."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pointer = folder / "current"
        self._journal = folder / "journal"

    # Index folders

    def current(self) -> Path:
        """Gives the folder of the index in use; raises SearchUnavailable "missing", "corrupt" or "outdated"."""
        try:
            name = self._pointer.read_text(encoding="ascii").strip()
        except (FileNotFoundError, NotADirectoryError):
            raise SearchUnavailable("missing", f"no index in {self.folder}") from None
        except (OSError, UnicodeDecodeError) as error:
            raise SearchUnavailable("corrupt", f"{self._pointer}: {error}") from error
        if not _NAME.fullmatch(name):
            raise SearchUnavailable("corrupt", f"{self._pointer} names no index")
        if name.partition("-")[0] != f"v{SCHEMA_HASH}":
            raise SearchUnavailable("outdated", name)
        if not (self.folder / name).is_dir():
            raise SearchUnavailable("missing", name)
        return self.folder / name

    def create(self) -> Path:
        """Makes the folder of a new index; it is not in use before `swap`."""
        path = self.folder / f"v{SCHEMA_HASH}-{time.time_ns()}"
        path.mkdir(parents=True)
        return path

    def swap(self, path: Path) -> None:
        """Puts a new index in use, in one step that also survives a power cut, and removes the others."""
        draft = self._pointer.with_suffix(".new")
        with draft.open("w", encoding="ascii") as file:
            file.write(path.name)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self._pointer)
        directory = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
        self.discard_others(path)

    def discard_others(self, kept: Path | None) -> None:
        """Removes every index but one. Readers that still have one open keep reading it."""
        for path in self.folder.glob("v*-*"):
            if path != kept:
                shutil.rmtree(path, ignore_errors=True)

    def discard_leftovers(self) -> None:
        """Removes what killed rebuilds left; only for who holds the rebuild lock."""
        try:
            name = self._pointer.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            name = ""
        self.discard_others(self.folder / name if name else None)

    # Locks

    @contextmanager
    def write_lock(self, seconds: float) -> Iterator[None]:
        """Holds the lock of writers; raises SearchUnavailable "busy" after waiting for it that long."""
        with self._lock("write.lock", seconds):
            yield

    @contextmanager
    def rebuild_lock(self, seconds: float) -> Iterator[None]:
        """Holds the lock of rebuilds; raises SearchUnavailable "busy" after waiting for it that long."""
        with self._lock("rebuild.lock", seconds):
            yield

    def rebuild_runs(self) -> bool:
        """Says whether some process rebuilds now."""
        try:
            with self.rebuild_lock(0):
                return False
        except SearchUnavailable:
            return True

    @contextmanager
    def _lock(self, name: str, seconds: float) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        # Opened anew each time: flock then holds between threads of one process too.
        with (self.folder / name).open("w") as file:
            deadline = time.monotonic() + seconds
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= deadline:
                        raise SearchUnavailable("busy", f"{name} held by another process") from None
                    time.sleep(_POLL_SECONDS)
            yield

    # Journal

    def open_journal(self) -> None:
        """Empties the journal, at the begin of a rebuild; only for who holds the write lock."""
        self._journal.write_bytes(b"")

    def write_journal(self, changes: Iterable[Change]) -> None:
        """Adds changes for the running rebuild; only for who holds the write lock."""
        with self._journal.open("ab") as file:
            for change in changes:
                removed = [change.key, change.version] if isinstance(change, Remove) else None
                document = asdict(change.document) if isinstance(change, Upsert) else None
                file.write(json.dumps([removed, document]).encode() + b"\n")

    def read_journal(self) -> Iterator[Change]:
        """Gives the changes noted since `open_journal`, in their order."""
        with self._journal.open("rb") as file:
            for line in file:
                removed, document = json.loads(line)
                yield Remove(*removed) if removed else Upsert(_read_document(document))

    def close_journal(self) -> None:
        """Removes the journal."""
        with suppress(FileNotFoundError):
            self._journal.unlink()


def _read_document(values: dict[str, Any]) -> SearchDocument:
    values["texts"] = {code: Texts(**texts) for code, texts in values["texts"].items()}
    values["facets"] = {name: tuple(facet) for name, facet in values["facets"].items()}
    values["signals"] = tuple(values["signals"])
    values["location"] = tuple(values["location"]) if values["location"] else None
    values["vectors"] = tuple(map(tuple, values["vectors"]))
    return SearchDocument(**{**values, "names": tuple(values["names"]), "audience": tuple(values["audience"])})
