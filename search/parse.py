"""The query language: words, "a phrase", -without, begin*. Anything else is plain words; nothing is an error."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import Enum

from search.languages import WORD, fold, visible

MAX_CHARACTERS = 300
MAX_WORDS = 20
#: A prefix stands for every word that begins so, which is dear in a large index: of more, and of shorter ones, the
#: beginning is searched as a word.
MAX_PREFIXES = 3
MIN_PREFIX = 2


class Kind(Enum):
    WORD = "word"
    PHRASE = "phrase"
    PREFIX = "prefix"


@dataclass(frozen=True, slots=True)
class Term:
    """What is searched as one: a word or prefix (`words` has one), or the words of a phrase in their order.

    Words are as the reader typed them, neither folded nor stemmed: that is the engine's part. A note that has one of
    the `alternatives`, which have none themselves, has the term (`search/synonyms.py`). `written` is the term with the
    signs between its words, where they are known: it is shown, and never searched.
    """

    kind: Kind
    words: tuple[str, ...]
    excluded: bool = False
    alternatives: tuple[Term, ...] = ()
    written: str = field(default="", compare=False)

    @property
    def text(self) -> str:
        """The term as people are shown it."""
        return self.written or " ".join(self.words)


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """All `terms` are required, the excluded ones absent. `shortened` says that a part of the text was left out.

    With `at_least`, so many of the wanted terms are enough (`search/question.py`).

    A text without any word has no terms, and means all notes, as an empty text does.
    """

    terms: tuple[Term, ...] = ()
    shortened: bool = False
    at_least: int | None = None

    @property
    def wanted(self) -> tuple[Term, ...]:
        """Gives the terms that must be there; a query without any has no relevance to sort by."""
        return tuple(term for term in self.terms if not term.excluded)


# What keyboards and input methods of other languages put where the query language has an ASCII sign.
_SIGNS = str.maketrans({**dict.fromkeys("“”„‟«»＂「」『』", '"'), "＊": "*", "－": "-"})
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029_]+")
# A minus counts where it begins a word; a quotation mark without a second one is skipped by the last branch.
_TOKEN = re.compile(r'(?P<minus>(?<!\S)-(?=["\w]))?(?:"(?P<phrase>[^"]*)"|(?P<chunk>[^\s"]+)|")')
# "l'eau", "city's": a lone letter beside an apostrophe carries no meaning, and would have to be found.
_ELIDED = re.compile(r"(?<!\w)[A-Za-z]['’ʼ](?=\w)|(?<=\w)['’ʼ][A-Za-z](?!\w)")


def parse(text: str) -> ParsedQuery:
    """Reads what a reader typed; of more characters, words or prefixes than allowed the first are taken."""
    text, shortened = _clean(text)
    terms: list[Term] = []
    room = MAX_WORDS
    prefixes = 0
    for token in _TOKEN.finditer(text):
        for term in _terms(token):
            if term in terms:
                continue
            if term.kind is Kind.PREFIX:
                prefixes += 1
                if prefixes > MAX_PREFIXES:
                    term, shortened = Term(Kind.WORD, term.words, term.excluded), True
            if len(term.words) > room:
                if room and not term.excluded:
                    terms.append(Term(term.kind, term.words[:room]))
                return ParsedQuery(tuple(terms), shortened=True)
            room -= len(term.words)
            terms.append(term)
    return ParsedQuery(tuple(terms), shortened)


def _clean(text: str) -> tuple[str, bool]:
    """Gives the text without what cannot be seen, no longer than allowed, and whether it was longer."""
    # Cut first, so that a megabyte costs no more than a page of text does; most of it is dropped anyway.
    start = text[: 8 * MAX_CHARACTERS]
    cleaned = unicodedata.normalize("NFC", visible(_CONTROL.sub(" ", start))).translate(_SIGNS).strip()
    if len(cleaned) <= MAX_CHARACTERS:
        return cleaned, bool(text[len(start) :].strip())
    cut = cleaned[:MAX_CHARACTERS]
    if not cleaned[MAX_CHARACTERS].isspace() and " " in cut:
        cut = cut.rpartition(" ")[0]  # half a word would find something else
    return cut, True


def _terms(token: re.Match[str]) -> list[Term]:
    excluded = bool(token["minus"])
    if token["phrase"] is not None:
        phrase = words(token["phrase"])
        return [_phrase(phrase, excluded)] if phrase else []
    chunk = token["chunk"] or ""
    found = meaningful_words(chunk)
    if not found:
        return []
    if excluded and len(found) > 1:
        # "-low-income" leaves out that expression, not every note that has both words somewhere.
        return [_phrase(found, excluded)]
    last = Kind.PREFIX if chunk.endswith("*") and len(found[-1]) >= MIN_PREFIX else Kind.WORD
    return [Term(Kind.WORD, (word,), excluded) for word in found[:-1]] + [Term(last, found[-1:], excluded)]


def meaningful_words(text: str) -> tuple[str, ...]:
    """Gives the words of a text but for lone letters beside an apostrophe, unless there is nothing else."""
    return words(_ELIDED.sub(" ", text)) or words(text)


def words(text: str) -> tuple[str, ...]:
    """Gives the words of a text as they stand there."""
    # Signs by themselves, an accent or a tatweel, make no word.
    return tuple(word for word in WORD.findall(text) if any(map(str.isalnum, fold(word))))


def _phrase(found: tuple[str, ...], excluded: bool) -> Term:
    return Term(Kind.PHRASE, found, excluded)
