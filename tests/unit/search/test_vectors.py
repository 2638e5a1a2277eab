"""The files of the vectors, while a writer is at work on them or after one was killed."""

import pytest

from search.fields import DIMENSIONS
from tests.extras import semantic


def one(position):
    """A vector of length one that points its own way."""
    return tuple(float(place == position) for place in range(DIMENSIONS))


@pytest.mark.parametrize("candidates", [2, 1_000])
def test_rows_that_a_writer_has_only_begun_are_not_read(tmp_path, monkeypatch, candidates):
    semantic("numpy")
    from search.embedded import vectors

    monkeypatch.setattr(vectors, "_CANDIDATES", candidates)
    with vectors.VectorWriter(tmp_path) as writer:
        for position in range(5):
            writer.add([one(position)])
    with vectors.VectorWriter(tmp_path) as writer:
        writer.add([one(6)])
        for name in ("passages", "means"):
            writer._files[name][0].flush()
        now = vectors.Vectors(tmp_path)
        assert now.nearest(one(6), at_least=0.5) == []
        assert now.nearest(one(3), at_least=0.5) == [(3, 1.0)]
    assert vectors.Vectors(tmp_path).nearest(one(6), at_least=0.5) == [(5, 1.0)]
