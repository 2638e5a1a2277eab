"""Picks the sentence of a note that shows best why it was found, and marks the words in it.

The same for every engine: it reads the texts of the few notes on a page, and asks the engine for nothing but stems.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import NamedTuple

from search.engine import Texts
from search.languages import LANGUAGES, LETTER, WORD, fold, is_unspaced
from search.parse import Kind, ParsedQuery, Term
from search.question import telling

#: Where to look, best first; a title is shown anyway, and is quoted only where nothing else matched.
_PARTS = ("one_line", "summary", "blocks", "body")
MAX_CHARACTERS = 240
#: How much of a longer sentence is shown before the first mark.
_LEAD = 80
_SENTENCE_END = re.compile(r"[.!?…。！？।۔؟\r\n]+[\"'”’»)\]]*\s*")
#: These end a sentence only where a space follows: "3.5", "e.g.".
_NEEDS_SPACE = ".!?…"


class _Mark(NamedTuple):
    """A place in a text that matches; `term` is the folded word or phrase that was typed."""

    start: int
    end: int
    term: str


class _Sentence(NamedTuple):
    text: str
    marks: list[_Mark]
    terms: int


class _Folds(dict[str, str]):
    """The folded form of each word seen so far: words repeat, within a text and between notes."""

    def __missing__(self, word: str) -> str:
        self[word] = folded = fold(word)
        return folded


class Highlighter:
    """Highlights the notes found by one search, in `language` (the reader's) where they match in it.

    Words that name nothing ("the", "pour") are neither marked nor looked for, unless the search has no others.
    `stem_text` gives the stems of a text's words in a language, `stem_query` those by which a searched word is found;
    both give nothing for a language without stemmer.
    """

    def __init__(
        self,
        parsed: ParsedQuery,
        language: str,
        stem_text: Callable[[str, str], list[str]],
        stem_query: Callable[[str, str], list[str]],
    ) -> None:
        self._language = language
        self._stem_text = stem_text
        self._stem_query = stem_query
        self._words: dict[str, str] = {}  # folded words that are stemmed too, and the word as typed
        self._exact: set[str] = set()
        self._prefixes: set[str] = set()
        self._inside: set[str] = set()  # searched inside runs without spaces
        self._phrases: set[tuple[str, ...]] = set()
        # What was typed, by each folded word or phrase that is looked for: another expression stands for the typed one.
        searched = telling(parsed, language)
        self._typed: dict[str, str] = {_folded(term): _folded(term) for term in searched}
        for term in searched:
            for other in term.alternatives:
                self._typed.setdefault(_folded(other), _folded(term))
        wanted = [each for term in searched for each in (term, *term.alternatives)]
        for term in wanted:
            folded = tuple(fold(word) for word in term.words)
            if len(folded) > 1:
                self._phrases.add(folded)
            elif is_unspaced(folded[0]):
                self._inside.add(folded[0])
            elif term.kind is Kind.PREFIX:
                self._prefixes.add(folded[0])
            else:
                self._exact.add(folded[0])
                if term.kind is Kind.WORD:
                    self._words[folded[0]] = term.words[0]
        folded_words = [fold(word) for term in wanted for word in term.words]
        # Two letters, which no stemmer of endings changes; one, where a word has no more.
        length = min([2, *map(len, folded_words)])
        begins = {word[:length] for word in folded_words}
        begins |= {begin.upper() for begin in begins} | {begin.capitalize() for begin in begins}
        either = "|".join(map(re.escape, sorted(begins)))
        # Looked at behind the first letters, since an expression that begins with them is found many times as fast.
        begins_a_word = rf"(?<!{LETTER}{'.' * length})"
        self._beginning = re.compile(rf"(?:{either}){begins_a_word}{LETTER}*", re.DOTALL)
        self._wanted = len(set(self._typed.values()))
        self._folds = _Folds()
        self._stems: dict[str, dict[str, str]] = {}
        self._seen: dict[str, dict[str, tuple[_Mark, ...]]] = {}

    def best(self, languages: Iterable[str], load: Callable[[str], Texts]) -> tuple[str, str]:
        """Gives the language and the HTML of the best sentence of a note; both empty where no text matches.

        `languages` are those of the note, and `load` gives its texts in one of them. The language in which most of
        the search matches wins, the reader's before others.
        """
        most, found = 0, ("", "")
        if not self._wanted:
            return found
        for code in sorted(languages, key=lambda code: code != self._language):
            terms, sentence = self._best_sentence(code, load(code))
            if sentence and terms > most:
                most, found = terms, (code, _render(sentence))
            if most == self._wanted:
                break
        return found

    def _best_sentence(self, code: str, texts: Texts) -> tuple[int, _Sentence | None]:
        """Gives how many terms the texts of a language match, and the sentence that matches most of them."""
        terms: set[str] = set()
        best: _Sentence | None = None
        for part in _PARTS:
            text = getattr(texts, part)
            marks = self._marks(code, text)
            in_part = {mark.term for mark in marks}
            if best is None or len(in_part) > best.terms:
                for sentence in _sentences(text, marks):
                    if best is None or sentence.terms > best.terms:
                        best = sentence
            terms |= in_part
            if best and best.terms == self._wanted:
                return len(terms), best
        in_title = self._marks(code, texts.title)
        terms.update(mark.term for mark in in_title)
        if best is None and in_title:
            best = _Sentence(texts.title, in_title, len(terms))
        return len(terms), best

    def _marks(self, code: str, text: str) -> list[_Mark]:
        """Gives the places of a text that match, in order; they may overlap."""
        if not text:
            return []
        candidates = self._candidates(code, text)
        self._learn(code, candidates)
        known = self._seen[code]
        marks = [
            _Mark(start + mark.start, start + mark.end, mark.term)
            for word in candidates
            if known[word]
            for start in _starts(text, word)
            for mark in known[word]
        ]
        if self._phrases:
            marks += self._phrase_marks(text)
        return sorted(marks)

    def _candidates(self, code: str, text: str) -> set[str]:
        """Gives the words of a text that could match: by their first letters, where these are quickly told."""
        language = LANGUAGES.get(code)
        if language and language.trims_beginnings:
            return set(WORD.findall(text))
        found = set(self._beginning.findall(text))
        if not text.isascii():
            found.update(WORD.findall(" ".join([piece for piece in text.split() if not piece.isascii()])))
        return found

    def _phrase_marks(self, text: str) -> list[_Mark]:
        folded = tuple(map(self._folds.__getitem__, WORD.findall(text)))
        present = set(folded)
        found = [
            (first, phrase)
            for phrase in self._phrases
            if present.issuperset(phrase)
            for first in range(len(folded) - len(phrase) + 1)
            if folded[first] == phrase[0] and folded[first : first + len(phrase)] == phrase
        ]
        if not found:
            return []
        # Where each word stands is asked for rarely: most texts have the words of a phrase, if at all, apart.
        places = [word.span() for word in WORD.finditer(text)]
        return [
            _Mark(places[first][0], places[first + len(phrase) - 1][1], self._typed[" ".join(phrase)])
            for first, phrase in found
        ]

    def _learn(self, code: str, words: set[str]) -> None:
        """Finds out, once for a search, what in each word of a text matches."""
        seen = self._seen.setdefault(code, {})
        unmatched = []
        for word in words - seen.keys():
            seen[word] = self._match(word)
            if not seen[word]:
                unmatched.append(word)
        if not self._words or not unmatched:
            return
        wanted = self._wanted_stems(code)
        if not wanted:
            return
        found = self._stem_text(code, " ".join(unmatched))
        if len(found) != len(unmatched):
            # Some word is more than one to the stemmer's analyser, so each has to be asked for by itself.
            for word in unmatched:
                for stem in self._stem_text(code, word):
                    if stem in wanted:
                        seen[word] = (_Mark(0, len(word), wanted[stem]),)
            return
        for word, stem in zip(unmatched, found, strict=True):
            if stem in wanted:
                seen[word] = (_Mark(0, len(word), wanted[stem]),)

    def _wanted_stems(self, code: str) -> dict[str, str]:
        if code not in self._stems:
            self._stems[code] = {
                stem: self._typed[folded]
                for folded, word in self._words.items()
                for stem in self._stem_query(code, word)
            }
        return self._stems[code]

    def _match(self, word: str) -> tuple[_Mark, ...]:
        """Gives what matches in a word of a text, stems apart."""
        folded = self._folds[word]
        if folded in self._exact:
            return (_Mark(0, len(word), self._typed[folded]),)
        for prefix in self._prefixes:
            if folded.startswith(prefix):
                return (_Mark(0, len(word), self._typed[prefix]),)
        if self._inside and not word.isascii():
            return tuple(
                _Mark(start, end, self._typed[wanted])
                for wanted in self._inside
                if wanted in folded
                for start, end in _places(word, wanted)
            )
        return ()


def _folded(term: Term) -> str:
    return " ".join(map(fold, term.words))


def _places(run: str, wanted: str) -> list[tuple[int, int]]:
    """Gives the places of a folded text in an unfolded run, where folding may change the length."""
    pieces = [fold(character) for character in run]
    origin = [index for index, piece in enumerate(pieces) for _ in piece]
    folded = "".join(pieces)
    places = []
    start = folded.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        places.append((origin[start], origin[end - 1] + 1))
        start = folded.find(wanted, end)
    return places


def _starts(text: str, word: str) -> Iterator[int]:
    """Gives where a word stands in a text as a whole word."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not WORD.match(text, end) and (not start or not WORD.match(text[start - 1])):
            yield start
        start = text.find(word, end)


def _sentences(text: str, marks: list[_Mark]) -> list[_Sentence]:
    """Gives the sentences of a text that have marks; the places of marks are then counted from the sentence."""
    if not marks:
        return []
    starts = [0]
    for sign in _SENTENCE_END.finditer(text):
        if sign.group()[-1].isspace() or sign.group()[0] not in _NEEDS_SPACE:
            starts.append(sign.end())
    by_sentence: dict[int, list[_Mark]] = {}
    for mark in marks:
        by_sentence.setdefault(bisect_right(starts, mark.start) - 1, []).append(mark)
    starts.append(len(text))
    sentences = []
    for index, inside in by_sentence.items():
        start = starts[index]
        # A phrase may go over the end of a sentence; it is shown whole.
        end = max(starts[index + 1], max(mark.end for mark in inside))
        moved = [_Mark(mark.start - start, mark.end - start, mark.term) for mark in inside]
        sentences.append(_Sentence(text[start:end].rstrip(), moved, len({mark.term for mark in inside})))
    return sentences


def _render(sentence: _Sentence) -> str:
    text = sentence.text
    start, end = _window(text, sentence.marks[0].start)
    pieces = ["… "] if start else []
    written = start
    for mark in sentence.marks:
        mark_start, mark_end = max(mark.start, written), min(mark.end, end)
        if mark_start < mark_end:
            pieces += [escape(text[written:mark_start]), "<mark>", escape(text[mark_start:mark_end]), "</mark>"]
            written = mark_end
    pieces.append(escape(text[written:end]))
    if end < len(text):
        pieces.append(" …")
    return "".join(pieces)


def _window(text: str, first_mark: int) -> tuple[int, int]:
    """Gives the part of a sentence to show: all of it, or what is around its first mark, cut between words."""
    if len(text) <= MAX_CHARACTERS:
        return 0, len(text)
    start = 0
    if first_mark > _LEAD:
        start = text.find(" ", first_mark - _LEAD, first_mark) + 1 or first_mark
    end = start + MAX_CHARACTERS
    if end >= len(text):
        return start, len(text)
    space = text.rfind(" ", max(first_mark + 1, start + MAX_CHARACTERS // 2), end)
    return start, space if space > 0 else end
