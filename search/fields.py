"""Which parts of a note are searched and how much each weighs; every engine builds its fields from here."""

from __future__ import annotations

from search.engine import FACETS, MAP_FACET

#: How much a word weighs by where it stands: what a note calls itself counts more than what it tells at length. The figures
#: are those that served best the questions of tests/relevance that may be looked at (docs/search.md).
WEIGHTS: dict[str, float] = {
    "title": 4.0,
    "names": 3.0,
    "one_line": 3.0,
    "blocks": 3.0,
    "summary": 3.0,
    "body": 1.0,
}
#: The parts of a text, as attributes of `Texts`.
PARTS = tuple(part for part in WEIGHTS if part != "names")
#: What a second field that has the word adds to the score of the best one. Small, since a note in many languages has
#: its words more often than a note in one, and is no better for it.
TIE_BREAKER = 0.1

#: Numbers in a vector that says what a passage means (`portal/encoder.py`).
DIMENSIONS = 512

FACET_FIELDS = (*FACETS, MAP_FACET)
#: How many values of a facet are counted, the most frequent ones.
FACET_SIZE = 1_000
MAP_SIZE = 5_000


def facet_size(name: str) -> int:
    """Gives how many values of a facet are counted."""
    return MAP_SIZE if name == MAP_FACET else FACET_SIZE
