"""The vectors of an index: three files beside its segments that every process maps into memory and only one writes.

    passages    one row of half-precision numbers for each passage
    means       one row of single-precision numbers for each note: the mean of its passages, of length one
    spans       for each note the first of its passages and their number

A note's row in `means` and `spans` stands in its document (`row` of the schema). Rows are appended and never changed; the
document of a newer version names a newer row, and a removed note has no document, so what counts is what tantivy has
committed. What a killed writer appended is overwritten by the next or named by nobody. A rebuild starts anew.

Up to `_CANDIDATES` notes are compared passage by passage; of more, those whose mean lies nearest are.
Needs numpy, which comes with the extra `semantic`: imported where vectors are written or asked for, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import numpy as np

from search.fields import DIMENSIONS

#: Of so many notes every passage is compared.
_CANDIDATES = 1_000
_PASSAGE, _MEAN, _SPAN = np.dtype(("<f2", DIMENSIONS)), np.dtype(("<f4", DIMENSIONS)), np.dtype(("<i8", 2))


class VectorWriter:
    """Appends vectors to an index; only for who holds its write lock, or made it. Whole when it is closed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        spans = _rows(folder / "spans", _SPAN)
        self._notes = len(spans)
        self._passages = int(spans[-1].sum()) if self._notes else 0

    def __enter__(self) -> VectorWriter:
        with ExitStack() as files:
            self._files = {
                # Where the last whole row ends: what stands behind it was left by a killed writer.
                name: (files.enter_context(_open(self._folder / name, position * dtype.itemsize)), dtype)
                for name, dtype, position in (
                    ("passages", _PASSAGE, self._passages),
                    ("means", _MEAN, self._notes),
                    ("spans", _SPAN, self._notes),
                )
            }
            self._exit = files.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # The last of them in the order above names what the others hold, so it is closed last.
        for file, _ in self._files.values():
            file.flush()
        self._exit.close()

    def add(self, vectors: Sequence[Sequence[float]]) -> int | None:
        """Appends the vectors of a note and gives its row; None where none has the right size or any length."""
        rows = [vector for vector in vectors if len(vector) == DIMENSIONS and any(vector)]
        if not rows:
            return None
        passages = np.asarray(rows, dtype="<f4")
        mean = passages.mean(axis=0)
        mean /= np.linalg.norm(mean) or 1.0
        for name, values in (("passages", passages), ("means", mean), ("spans", [self._passages, len(rows)])):
            file, dtype = self._files[name]
            file.write(np.asarray(values, dtype=dtype.base).tobytes())
        self._passages += len(rows)
        self._notes += 1
        return self._notes - 1


def _open(path: Path, end: int) -> BinaryIO:
    file = path.open("r+b" if path.exists() else "w+b")
    file.truncate(end)
    file.seek(end)
    return file


def _rows(path: Path, dtype: np.dtype) -> np.ndarray:
    """Maps the whole rows of a file; none where it is not there."""
    count = path.stat().st_size // dtype.itemsize if path.exists() else 0
    if not count:
        return np.empty((0, *dtype.shape), dtype=dtype.base)
    return np.memmap(path, dtype=dtype.base, mode="r", shape=(count, *dtype.shape))


class Vectors:
    """The vectors of an index as they are now, among them rows that no document names any more."""

    def __init__(self, folder: Path) -> None:
        self._spans = _rows(folder / "spans", _SPAN)
        self._means = _rows(folder / "means", _MEAN)
        self._passages = _rows(folder / "passages", _PASSAGE)

    def __len__(self) -> int:
        return len(self._spans)

    def nearest(
        self, vector: Sequence[float], at_least: float, rows: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """Gives row and similarity of the notes that have a passage `at_least` so near, the nearest first.

        Of all, or of `rows` alone; of more than `_CANDIDATES`, the best among so many.
        """
        asked = np.asarray(vector, dtype="<f4")
        if asked.shape != (DIMENSIONS,) or not len(self):
            return []
        if rows is None:
            among = np.arange(len(self))
        else:
            among = np.asarray([row for row in rows if row < len(self)], dtype="<i8")
        if len(among) > _CANDIDATES:
            means = (self._means[: len(self)] if rows is None else self._means[among]) @ asked
            among = among[np.argpartition(-means, _CANDIDATES)[:_CANDIDATES]]
        if not len(among):
            return []
        starts, counts = self._spans[among].T
        firsts = np.concatenate(([0], np.cumsum(counts)[:-1]))
        positions = np.repeat(starts - firsts, counts) + np.arange(counts.sum())
        near = self._passages[positions].astype("<f4") @ asked
        best = np.maximum.reduceat(near, firsts)
        order = np.argsort(-best, kind="stable")
        return [(int(among[place]), float(best[place])) for place in order if best[place] >= at_least]
