"""How good a ranking is, by judged questions: pure arithmetic.

nDCG: Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques (ACM TOIS 20(4), 2002), with the gain
2^grade - 1 and the discount log2(rank + 1); recall and reciprocal rank take a note of grade 2 or 3 for relevant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from statistics import fmean

DEPTH = 10
#: From 0, not useful, to 3, answers the need directly; from here on a note counts as relevant.
RELEVANT = 2


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks, and the grade of each note that is of any use, by the note's key."""

    id: str
    language: str
    text: str
    half: str
    grades: Mapping[str, int]

    @property
    def relevant(self) -> set[str]:
        """The notes that help; where none does, those that at least touch on the question are the best to be had."""
        threshold = min(RELEVANT, max(self.grades.values(), default=RELEVANT))
        return {key for key, grade in self.grades.items() if grade >= max(threshold, 1)}


@dataclass(frozen=True, slots=True)
class Score:
    """Figures of one ranking, or the means of several, from 0 to 1."""

    ndcg: float
    recall: float
    mrr: float

    def as_dict(self) -> dict[str, float]:
        """Gives the figures by their usual names, to four places."""
        figures = {f"ndcg@{DEPTH}": self.ndcg, f"recall@{DEPTH}": self.recall, "mrr": self.mrr}
        return {name: round(value, 4) for name, value in figures.items()}


def score(ranking: Sequence[str], question: Question) -> Score:
    """Judges the first ten of a ranking of keys; recall is of the ten best that can be had."""
    shown = list(dict.fromkeys(ranking))[:DEPTH]
    best = sorted(question.grades.values(), reverse=True)[:DEPTH]
    ideal = _gain(best)
    relevant = question.relevant
    first = next((rank for rank, key in enumerate(shown, 1) if key in relevant), 0)
    return Score(
        ndcg=_gain([question.grades.get(key, 0) for key in shown]) / ideal if ideal else 0.0,
        recall=len(relevant.intersection(shown)) / min(len(relevant), DEPTH) if relevant else 0.0,
        mrr=1 / first if first else 0.0,
    )


def _gain(grades: Iterable[int]) -> float:
    return sum((2**grade - 1) / log2(rank + 1) for rank, grade in enumerate(grades, 1))


def mean(scores: Sequence[Score]) -> Score:
    """Gives the means; zeros of none."""
    if not scores:
        return Score(0.0, 0.0, 0.0)
    return Score(*(fmean(getattr(each, name) for each in scores) for name in ("ndcg", "recall", "mrr")))
