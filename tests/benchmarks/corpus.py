"""Synthetic notes as the engines take them, and searches that hit them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate, cycle, islice
from typing import NamedTuple

from search.engine import CELL_FACET, FACETS, MAP_FACET, SearchDocument, Texts

#: Words in each part of a note, as a full note has them.
_LENGTHS = {"title": 8, "one_line": 18, "summary": 60, "blocks": 80, "body": 200}
#: How many values each facet has; the map's come on top of the twelve that are listed.
VALUES = dict(zip(FACETS, (5, 30, 120, 4, 5, 4, 6, 5, 5, 20, 800, 30), strict=True)) | {
    MAP_FACET: 4000,
    CELL_FACET: 250,
}
#: Of a hundred notes, so many are first written in each language; a quarter of the others is translated into English.
SHARES = {"en": 50, "fr": 15, "es": 15, "pt": 8, "ar": 5, "hi": 4, "zh-hans": 3}
_SCRIPTS = {
    "ar": str.maketrans("bcdfglmnprstvaeiou", "بجدفغلمنپرستواايوو"),
    "hi": str.maketrans("bcdfglmnprstvaeiou", "बचदफगलमनपरसतवािीुो"),
    "zh-hans": str.maketrans("bcdfglmnprstvaeiou ", "城市安全规划社区住房更新水电路地公共。"),
    "fr": str.maketrans({"a": "à", "e": "é"}),
    "es": str.maketrans({"o": "ó"}),
    "pt": str.maketrans({"o": "õ"}),
}  # fmt: skip


class Case(NamedTuple):
    """One search to measure: words as typed, or filters."""

    name: str
    text: str = ""
    filters: dict[str, tuple[str, ...]] = {}
    sort: str = "relevance"


class Corpus:
    """Synthetic notes, the same for the same seed; words are as unevenly frequent as in natural language."""

    def __init__(self, notes: int, seed: int = 1) -> None:
        self._random = random.Random(seed)
        syllables = [first + second for first in "bcdfglmnprstv" for second in "aeiou"] + ["tion", "ing", "ment", "s"]
        made = {"".join(self._random.choices(syllables, k=self._random.randint(1, 4))) for _ in range(40_000)}
        self.words = sorted(made)
        self._random.shuffle(self.words)
        weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))
        self._running = self._random.choices(self.words, cum_weights=weights, k=400_000)
        self.notes = [self._note() for _ in range(notes)]

    def _text(self, code: str, length: int) -> str:
        start = self._random.randrange(len(self._running) - length)
        words = self._running[start : start + length]
        words[9::10] = [f"{word}." for word in words[9::10]]
        text = " ".join(words)
        # Every fourth word or so of a Latin text has an accent, not every vowel of it.
        if code in _SCRIPTS:
            if code in ("fr", "es", "pt"):
                return " ".join(
                    word.translate(_SCRIPTS[code]) if not index % 4 else word for index, word in enumerate(words)
                )
            return text.translate(_SCRIPTS[code])
        return text

    def _note(self) -> SearchDocument:
        choose = self._random
        codes = choose.choices(list(SHARES), list(SHARES.values()))
        if codes[0] != "en" and choose.random() < 0.25:
            codes.append("en")
        facets = {
            name: tuple(
                f"{name}-{choose.randrange(size)}"
                for _ in range(choose.choice((1, 1, 3)) if name in ("theme", "contributor") else 1)
            )
            for name, size in VALUES.items()
        }
        return SearchDocument(
            key=f"{choose.getrandbits(128):032x}",
            version=1,
            texts={
                code: Texts(**{part: self._text(code, length) for part, length in _LENGTHS.items()}) for code in codes
            },
            facets=facets,
            names=(f"city {choose.randrange(4000)}",),
            published=1_600_000_000 + choose.randrange(10**8),
            verified=1_600_000_000 + choose.randrange(10**8),
        )


def cases(words: list[str]) -> Iterator[Case]:
    """Yields one search of each kind, the same ones in every run."""
    filters = {"place": ("place-1", "place-2"), "status": ("status-1",)}
    yield Case("no words, newest")
    yield Case("no words, two filters", filters=filters)
    yield Case("one frequent word", words[5])
    yield Case("one rare word", words[3000])
    yield Case("two words", f"{words[40]} {words[300]}")
    yield Case("three words", f"{words[5]} {words[40]} {words[100]}")
    yield Case("three words, two filters", f"{words[5]} {words[40]} {words[100]}", filters)
    yield Case("phrase", f'"{words[1]} {words[2]}"')
    yield Case("prefix", f"{words[300][:3]}*")


def searches(words: list[str], number: int) -> list[Case]:
    """Gives so many different searches, of each kind about as many; a word is the likelier the more frequent it is.

    Beginnings of words are left out: a bare script has no good way to search them.
    """
    choose = random.Random(3)

    def word() -> str:
        return words[min(int(2 ** choose.uniform(1, 12)), len(words) - 1)]

    def filters() -> dict[str, tuple[str, ...]]:
        places = tuple(sorted({f"place-{choose.randrange(VALUES['place'])}" for _ in range(30)}))
        return {"place": places, "status": (f"status-{choose.randrange(VALUES['status'])}",)}

    kinds = (
        lambda: Case("one word", word()),
        lambda: Case("two words", f"{word()} {word()}"),
        lambda: Case("three words", f"{word()} {word()} {word()}"),
        lambda: Case("a word, two filters", word(), filters()),
        lambda: Case("phrase", f'"{words[choose.randrange(30)]} {words[choose.randrange(30)]}"'),
        lambda: Case("no words, two filters", filters=filters()),
    )
    return [make() for make in islice(cycle(kinds), number)]
