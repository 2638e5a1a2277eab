"""Corrects the words of a search by a list of words that exist: pure, without Django.

The distance between two words counts letters that are wrong, missing, too many or exchanged with their neighbour
(optimal string alignment, a restricted form of Damerau's).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.languages import fold
from search.parse import Kind, ParsedQuery, Term
from search.suggest.words import ALL_STOP_WORDS, is_correctable

#: A word of up to so many letters may be wrong in one, a longer one in two.
SHORT_WORD = 5
#: Of more candidates the nearest are looked at.
CANDIDATES = 50


@dataclass(frozen=True, slots=True)
class Known:
    """A word of public notes as it is written there: `folded`, its language ("" for names), how many notes have it."""

    word: str
    folded: str
    language: str
    notes: int


class WordList:
    """Folded words by their length and their first or last letter, so that a word is compared with few others.

    To be found, a word must begin or end with the same letter as the one that was typed: one error cannot change both
    ends, and hardly anybody errs twice and at both. Comparing with all words of about its length takes ten times as long.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._by_first: dict[tuple[int, str], list[str]] = {}
        self._by_last: dict[tuple[int, str], list[str]] = {}
        self._number = 0
        for word in filter(None, words):
            self._by_first.setdefault((len(word), word[0]), []).append(word)
            self._by_last.setdefault((len(word), word[-1]), []).append(word)
            self._number += 1

    def __len__(self) -> int:
        return self._number

    def near(self, word: str) -> list[str]:
        """Gives the words within the distance that is allowed for a folded word, the nearest first."""
        most = allowed(word)
        found: dict[str, float] = {}
        for length in range(len(word) - most, len(word) + most + 1):
            for choices in (self._by_first.get((length, word[0])), self._by_last.get((length, word[-1]))):
                near = process.extract(word, choices or (), scorer=OSA.distance, score_cutoff=most, limit=CANDIDATES)
                found.update((known, distance) for known, distance, _index in near)
        return sorted(found, key=found.__getitem__)[:CANDIDATES]


def allowed(word: str) -> int:
    """Gives the distance up to which a word may be a misspelling of another."""
    return 1 if len(word) <= SHORT_WORD else 2


def correctable(parsed: ParsedQuery) -> list[str]:
    """Gives the words, folded, that a search may have misspelt: wanted, neither in a phrase nor a beginning."""
    words = [fold(term.words[0]) for term in parsed.wanted if term.kind is Kind.WORD]
    return [word for word in dict.fromkeys(words) if is_correctable(word) and word not in ALL_STOP_WORDS]


def best(word: str, candidates: Iterable[Known], language: str) -> str | None:
    """Gives the word that is meant most likely, as notes write it; None where there is no candidate.

    The nearest; of those a word of the reader's language, then a name; then with the same first letter, then in most notes.
    """
    return (
        min(
            candidates,
            key=lambda known: (
                OSA.distance(word, known.folded),
                _distance_of(known.language, language),
                known.folded[0] != word[0],
                -known.notes,
                known.word,
            ),
            default=Known("", "", "", 0),
        ).word
        or None
    )


def _distance_of(language: str, readers: str) -> int:
    return 0 if language == readers else 1 if not language else 2


def corrected(parsed: ParsedQuery, corrections: Mapping[str, str]) -> str:
    """Gives the text of a search with words, folded, replaced; all else stays as it was meant."""
    terms = []
    for term in parsed.terms:
        replacement = corrections.get(fold(term.words[0])) if term.kind is Kind.WORD and not term.excluded else None
        terms.append(replacement or written(term))
    return " ".join(terms)


def written(term: Term) -> str:
    """Gives a term as a reader would type it."""
    words = " ".join(term.words)
    text = {Kind.PHRASE: f'"{words}"', Kind.PREFIX: f"{words}*", Kind.WORD: words}[term.kind]
    return f"-{text}" if term.excluded else text
