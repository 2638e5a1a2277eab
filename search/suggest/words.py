"""How names and words are folded to be suggested and corrected: pure, so that writing and asking agree."""

from __future__ import annotations

from collections.abc import Iterator

from search.languages import UNSPACED, WORD, fold, visible
from search.question import STOP_WORDS

#: A name is found by so many of its words, and so much of it is compared.
MAX_STARTS = 12
MAX_FOLDED = 100
#: Words of other lengths are neither kept nor corrected: short ones are near to too many, long ones are accidents.
SHORTEST, LONGEST = 3, 30

ALL_STOP_WORDS = frozenset().union(*STOP_WORDS.values())


def folded_name(text: str) -> str:
    """Gives the words of a name, folded, with one space between: "Port-au-Prince" becomes "port au prince"."""
    return " ".join(WORD.findall(fold(visible(text))))


def starts(name: str) -> Iterator[str]:
    """Yields a name, folded, from its beginning and from each later word that says something."""
    words = folded_name(name).split()
    for position, word in enumerate(words[:MAX_STARTS]):
        if not position or (len(word) > 1 and word not in ALL_STOP_WORDS):
            yield " ".join(words[position:])[:MAX_FOLDED]


def words_of(text: str) -> set[str]:
    """Gives the words of a text by which others may be corrected, in small letters."""
    return {word for word in WORD.findall(visible(text).lower()) if is_correctable(word)}


def is_correctable(word: str) -> bool:
    """Says whether a word is one that can be misspelt: letters of a script that parts words, neither few nor many."""
    if not SHORTEST <= len(word) <= LONGEST or "_" in word or any(map(str.isnumeric, word)):
        return False
    return word.isascii() or not UNSPACED.search(word)
