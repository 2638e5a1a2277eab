"""Expressions that mean the same, as the secretariat lists them: a search for one finds the others too.

One rule a line: "slum, favela, informal settlement" works in every direction, "CDS => city development strategy" from left
to right alone. A line that begins with # is a remark. Expansion happens here, when a search is read: a changed list needs no
rebuild, and engines know nothing of it but the alternatives of a term.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from search.languages import fold
from search.parse import Kind, ParsedQuery, Term, meaningful_words, words
from search.stems import stems_of_word

MAX_RULES = 2_000
MAX_EXPRESSIONS = 40
MAX_WORDS = 6
#: Each alternative is searched like a word that was typed: of more in one search, the first are taken.
MAX_ALTERNATIVES = 60
_ARROW = "=>"
_SIGNS = set('"*“”„«»')


class RuleError(ValueError):
    """A line that is no rule; `reason` is "alone", "arrow", "empty", "signs", "long", "many" or "rules"."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Rule:
    """Who searches one of `searched` finds each of `found` as well."""

    searched: tuple[str, ...]
    found: tuple[str, ...]


def read_rules(text: str) -> tuple[Rule, ...]:
    """Gives the rules of a list; raises RuleError for the first line that is none."""
    return tuple(_rule(*place) for place in _lines(text))


def faults_of(text: str) -> list[RuleError]:
    """Gives what is wrong with a list, a fault for each line that is no rule, up to the first that is one too many."""
    faults = []
    for place in _lines(text):
        try:
            _rule(*place)
        except RuleError as error:
            faults.append(error)
            if error.reason == "rules":
                break
    return faults


def _lines(text: str) -> Iterator[tuple[int, str, int]]:
    """Yields each line that should be a rule: its number, what stands there, and how many came before it."""
    lines = ((number, line.strip()) for number, line in enumerate(text.splitlines(), 1))
    rules = ((number, line) for number, line in lines if line and not line.startswith("#"))
    return ((number, line, before) for before, (number, line) in enumerate(rules))


def _rule(number: int, line: str, before: int) -> Rule:
    if before >= MAX_RULES:
        raise RuleError(number, "rules")
    sides = [_expressions(number, side) for side in line.split(_ARROW)]
    if len(sides) > 2:
        raise RuleError(number, "arrow")
    if len(sides) == 1 and len(sides[0]) < 2:
        raise RuleError(number, "alone")
    return Rule(searched=sides[0], found=sides[-1])


def _expressions(number: int, side: str) -> tuple[str, ...]:
    found = tuple(expression.strip() for expression in side.split(","))
    if len(found) > MAX_EXPRESSIONS:
        raise RuleError(number, "many")
    for expression in found:
        if _SIGNS.intersection(expression) or expression.startswith("-"):
            raise RuleError(number, "signs")
        if not words(expression):
            raise RuleError(number, "empty")
        if len(words(expression)) > MAX_WORDS:
            raise RuleError(number, "long")
    return found


_Forms = tuple[str, ...]


class Synonyms:
    """What else to look for, for readers of one language: words of a rule are known by their stems in it."""

    def __init__(self, rules: Iterable[Rule], language: str) -> None:
        self._language = language
        self._found: dict[_Forms, dict[Term, _Forms]] = {}
        for rule in rules:
            found = {_as_term(expression): self._forms(meaningful_words(expression)) for expression in rule.found}
            for expression in rule.searched:
                self._found.setdefault(self._forms(meaningful_words(expression)), {}).update(found)
        self._longest = max(map(len, self._found), default=0)

    def expand(self, parsed: ParsedQuery) -> ParsedQuery:
        """Gives the same search with alternatives for words outside quotation marks that a rule knows.

        An expression of several words is known where they follow each other, the longest first. Each of its words
        takes the alternatives: whoever has one of them has what all these words asked for.
        """
        if not self._found:
            return parsed
        terms = list(parsed.terms)
        room = MAX_ALTERNATIVES
        start = 0
        while start < len(terms):
            length, alternatives = self._at(terms, start)
            for place in range(start, start + length):
                terms[place] = replace(terms[place], alternatives=alternatives[:room])
            room -= len(alternatives[:room])
            start += length or 1
        return replace(parsed, terms=tuple(terms))

    def _at(self, terms: list[Term], start: int) -> tuple[int, tuple[Term, ...]]:
        """Gives how many terms from `start` on a rule knows as one expression, and what else it finds."""
        forms: list[str] = []
        for term in terms[start : start + self._longest]:
            if term.kind is not Kind.WORD or term.excluded:
                break
            forms += self._forms(term.words)
        for length in range(len(forms), 0, -1):
            run = tuple(forms[:length])
            if run in self._found:
                return length, tuple(term for term, own in self._found[run].items() if own != run)
        return 0, ()

    def _forms(self, expression: tuple[str, ...]) -> _Forms:
        return tuple((stems_of_word(self._language, word) or [fold(word)])[0] for word in expression)


def _as_term(expression: str) -> Term:
    found = words(expression)
    return Term(Kind.PHRASE if len(found) > 1 else Kind.WORD, found, written=" ".join(expression.split()))


@lru_cache(maxsize=16)
def read_synonyms(lists: tuple[str, ...], language: str) -> Synonyms:
    """Gives the synonyms of these lists for readers of a language; raises RuleError."""
    return Synonyms([rule for text in lists for rule in read_rules(text)], language)


def added(parsed: ParsedQuery) -> Iterator[str]:
    """Yields what a search looks for beyond what was typed, each once, as the lists have it."""
    for other in dict.fromkeys(other for term in parsed.terms for other in term.alternatives):
        yield other.text
