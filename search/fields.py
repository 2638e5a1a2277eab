"""Which parts of a note are searched and how much each weighs; every engine builds its fields from here."""

from __future__ import annotations

from search.engine import CELL_FACET, FACETS, MAP_FACET

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
#: How much less a word that means the same counts than the one that was typed.
ALTERNATIVE_WEIGHT = 0.8

#: What a note gains over others whose words match as well, by what is known of it (`SearchDocument.signals`): that its
#: results were looked at, and that another city took it up. Added to the score, so that it moves a note among its like;
#: a word in a title is worth many times as much.
BOOSTS: dict[str, float] = {
    "evidence:monitored": 0.2,
    "evidence:self_evaluated": 0.4,
    "evidence:independently_evaluated": 0.6,
    "adopted:once": 0.2,
    "adopted:often": 0.4,
}
#: What it gains by the calendar years since it was last verified: this year, last year, the year before.
FRESHNESS = (0.3, 0.2, 0.1)
#: So many adoptions are often.
OFTEN = 3

#: Numbers in a vector that says what a passage means (`portal/encoder.py`).
DIMENSIONS = 512

FACET_FIELDS = (*FACETS, MAP_FACET, CELL_FACET)
#: How many values of a facet are counted, the most frequent ones.
FACET_SIZE = 1_000
MAP_SIZE = 5_000


def boosts(year: int | None) -> dict[str, float]:
    """Gives the boost of each signal for a search in a year; without a year, age does not count."""
    fresh = {} if year is None else {f"verified:{year - age}": boost for age, boost in enumerate(FRESHNESS)}
    return BOOSTS | fresh


def facet_size(name: str) -> int:
    """Gives how many values of a facet are counted."""
    return MAP_SIZE if name == MAP_FACET else FACET_SIZE
