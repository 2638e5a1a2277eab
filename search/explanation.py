"""Why a note stands where it does: the parts of its score, which add up to it. Pure; the engines say what each part is worth.

A term's score is that of the place where it was found best, with a little of each further one (`fields.TIE_BREAKER`); such
places may themselves be several looked at together. That is a tree, which `gains` divides among its leaves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from search.fields import TIE_BREAKER
from search.parse import Term


@dataclass(frozen=True, slots=True)
class Place:
    """Where a term is looked for: in a `part` of notes (`fields.WEIGHTS`), as written, or by its stem in a `language`.

    `found` is what is looked for: the `term` that was typed, or one of its alternatives.
    """

    term: Term
    found: Term
    part: str
    language: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """A place, with the engine's own query for it; each is only like itself."""

    place: Place
    query: Any


@dataclass(frozen=True, slots=True, eq=False)
class Best:
    """Counts as the best of its nodes, with a little of the others, times `boost`."""

    nodes: tuple[Node, ...]
    boost: float = 1.0


Node = Leaf | Best


@dataclass(frozen=True, slots=True)
class Match:
    """What a term brought to the score of a note by being found in a place."""

    place: Place
    gain: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """The score of a note by relevance, and its parts: what words brought, and what was added by name.

    That is each signal of the note, and each topic of the question that it is on (`search/topics.py`).
    """

    score: float
    matches: tuple[Match, ...]
    additions: Mapping[str, float]


def leaves(nodes: Iterable[Node]) -> Iterator[Leaf]:
    """Yields the leaves of trees."""
    for node in nodes:
        if isinstance(node, Leaf):
            yield node
        else:
            yield from leaves(node.nodes)


def gains(node: Node, scores: Mapping[Leaf, float]) -> list[Match]:
    """Divides the score of a tree among the leaves that a note has; `scores` are what each is worth by itself."""
    if isinstance(node, Leaf):
        return [Match(node.place, scores[node])] if node in scores else []
    found = [matches for matches in (gains(each, scores) for each in node.nodes) if matches]
    found.sort(key=lambda matches: -sum(match.gain for match in matches))
    return [
        Match(match.place, match.gain * node.boost * (1.0 if position == 0 else TIE_BREAKER))
        for position, matches in enumerate(found)
        for match in matches
    ]


def explanation(
    score: float, terms: Iterable[Node], scores: Mapping[Leaf, float], additions: Mapping[str, float]
) -> Explanation:
    """Gives the explanation of a note's score from the trees of the terms, whose scores are added."""
    return Explanation(score, tuple([match for term in terms for match in gains(term, scores)]), additions)
