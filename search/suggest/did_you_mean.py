"""Offers a search that was spelt as notes spell it, where what was typed finds little or nothing."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from search.addresses import address_of
from search.engine import Engine, Results, SearchQuery, SearchUnavailable
from search.engines import get_engine
from search.models import VocabularyState, VocabularyWord
from search.parse import parse
from search.stems import stems_of_word
from search.suggest.spelling import Known, WordList, best, correctable, corrected

#: With so many notes or more, a search has found something, and nobody is asked whether they meant another.
ENOUGH = 3
#: More words than these that no note has are hardly misspelt: they are of another language, or no words.
MISSPELT = 3
#: Words that are new are known after so many seconds; one that is gone is never offered, for the table is asked again.
KEPT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Offer:
    """The text of another search, its address with all filters kept, and how many notes it finds."""

    text: str
    address: str
    total: int


class _Words:
    """The words of the table in this process: reading 100,000 of them takes too long to do so for each search."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._list: WordList | None = None
        self._version = -1
        self._until = 0.0

    def list(self) -> WordList:
        with self._lock:
            now = time.monotonic()
            if self._list is None or now >= self._until:
                version = VocabularyState.objects.values_list("version", flat=True).first() or 0
                if self._list is None or version != self._version:
                    words = VocabularyWord.objects.values_list("folded", flat=True).distinct()
                    self._list, self._version = WordList(words.iterator()), version
                self._until = now + KEPT_SECONDS
            return self._list

    def forget(self) -> None:
        """Makes the next search read the words again."""
        with self._lock:
            self._list = None


words = _Words()


def did_you_mean(
    query: SearchQuery,
    results: Results,
    is_loose: bool = False,
    engine: Engine | None = None,
    kept: Mapping[str, Any] | None = None,
) -> Offer | None:
    """Gives the search that is meant most likely, or None; never one that finds no more than what was typed.

    `results` are those of the search as typed, `is_loose` says that they have only some of its words. `kept` is what the
    address keeps beside the search, such as the view.
    """
    if not query.text or (results.total >= ENOUGH and not is_loose):
        return None
    text = spelt(query)
    if text is None:
        return None
    asked = replace(query, text=text, page=1, page_size=0, facets=(), loose=False)
    try:
        total = (engine or get_engine()).search(asked).total
    except SearchUnavailable:
        return None
    if not total or (total <= results.total and not is_loose):
        return None
    return Offer(text, address_of(query, text=text, **(kept or {})), total)


def spelt(query: SearchQuery) -> str | None:
    """Gives the text of a search with each word that no note has replaced by the nearest that one has; None if there is none.

    A word that exists in any language stays, in the reader's also another form of it, and so do names, phrases, beginnings,
    and what is excluded.
    """
    parsed = parse(query.text)
    asked = correctable(parsed)
    if not asked:
        return None
    known = set(VocabularyWord.objects.filter(folded__in=asked).values_list("folded", flat=True))
    unknown = [word for word in asked if word not in known]
    if len(unknown) > MISSPELT:
        return None
    corrections = {}
    for word in unknown:
        near = VocabularyWord.objects.filter(folded__in=words.list().near(word))
        candidates = [Known(row.word, row.folded, row.language, row.notes) for row in near]
        if any(_is_form_of(word, candidate.folded, query.language) for candidate in candidates):
            continue
        if replacement := best(word, candidates, query.language):
            corrections[word] = replacement
    return corrected(parsed, corrections) if corrections else None


def _is_form_of(word: str, known: str, language: str) -> bool:
    """Says whether a word is spelt well, though no note has it in this form: it is found by its stem."""
    return not set(stems_of_word(language, word)).isdisjoint(stems_of_word(language, known))
