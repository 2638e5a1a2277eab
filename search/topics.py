"""What a question is about: themes and types of practice, told by the words in which people speak of them.

Who is thrown out of a house does not say "land tenure", and a note on land tenure need not say "bailiff". The lexicons in
`search/data/topics/` list, for each interface language by itself, what residents and officials say of the problem and what the
field calls the solution. A topic is a facet and its value, "theme/land-tenure". Topics move notes; they find and filter none:
those that some of the words find (`topic_boosts`), and those found by meaning (`nearness`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from math import sqrt

from search.engine import SearchQuery
from search.languages import fold
from search.parse import ParsedQuery, parse
from search.question import STOP_WORDS
from search.stems import stems_of_word

#: What a word brings that a topic's expressions have, but not whole, shared among the topics that have it so.
PART = 0.5
#: Of one topic's expressions, so many with a word count; and all that speaks for a topic counts up to so much.
OFTEN = 3
ENOUGH = 2.0
#: What the family of a note's theme brings beside the theme, and its type beside its themes.
FAMILY = 0.5
TYPE = 0.5
#: What a note of a topic gains, for each unit of the topic's strength and each word, where some of the words are enough. By the
#: word, since the score grows with their number, too: topics weigh alike in short questions and long ones.
LOOSE_WEIGHT = 2.0
#: Topics that are spoken of less add nothing there: one word that several topics share tells little, and each clause costs.
CLEAR = 0.5


class LexiconError(ValueError):
    """A line that is not "facet/value: expression, expression, …"."""


class Lexicon:
    """The expressions of one language, each known by the stems of its words; `lines` as the files have them."""

    def __init__(self, lines: Iterable[str], language: str) -> None:
        self._language = language
        self._stop_words = STOP_WORDS.get(language, frozenset())
        self._expressions: dict[frozenset[str], set[str]] = defaultdict(set)
        self._words: dict[str, Counter[str]] = defaultdict(Counter)
        self.topics: set[str] = set()
        for number, line in enumerate(lines, 1):
            if not line.strip() or line.startswith("#"):
                continue
            topic, colon, expressions = line.partition(":")
            if not colon or "/" not in topic or not expressions.strip():
                raise LexiconError(f"line {number}: {line[:60]}")
            self.topics.add(topic)
            for expression in expressions.split(","):
                self._add(topic, frozenset(self._forms(expression.split())))

    def _add(self, topic: str, forms: frozenset[str]) -> None:
        if not forms or topic in self._expressions[forms]:
            return
        self._expressions[forms].add(topic)
        for form in forms:
            self._words[form][topic] += 1

    def _forms(self, words: Iterable[str]) -> Iterable[str]:
        for word in map(fold, words):
            if word not in self._stop_words:
                yield (stems_of_word(self._language, word) or [word])[0]

    def topics_of(self, text: str) -> dict[str, float]:
        """Gives how strongly each topic is spoken of in a question, above 0 and up to ENOUGH; excluded words do not count."""
        asked = set(self._forms(word for term in parse(text).wanted for word in term.words))
        found: dict[str, float] = defaultdict(float)
        for form in asked:
            having = self._words.get(form, Counter())
            for topic, count in having.items():
                found[topic] += PART * min(count, OFTEN) / len(having)
        for forms, topics in self._expressions.items():
            if forms <= asked:
                for topic in topics:
                    found[topic] += sqrt(len(forms))
        return {topic: min(strength, ENOUGH) for topic, strength in found.items()}


@lru_cache(maxsize=8)
def lexicon(language: str) -> Lexicon:
    """Gives the lexicon of an interface language, an empty one for another; raises LexiconError."""
    path = files("search").joinpath("data", "topics", f"{language}.txt")
    return Lexicon(path.read_text(encoding="utf-8").splitlines() if path.is_file() else (), language)


def facet_of(topic: str) -> tuple[str, str]:
    """Gives the facet and the value that a topic is."""
    facet, _slash, value = topic.partition("/")
    return facet, value


def topic_boosts(query: SearchQuery, parsed: ParsedQuery) -> dict[str, float]:
    """Gives what a note's score gains by each topic of the question, of which `parsed` is what is searched.

    Nothing where all words are required: who types three words means these.
    """
    if parsed.at_least is None:
        return {}
    weight = LOOSE_WEIGHT * len(parsed.wanted)
    asked = lexicon(query.language).topics_of(query.text)
    return {topic: weight * strength for topic, strength in asked.items() if strength >= CLEAR}


def nearness(asked: Mapping[str, float], themes: Mapping[str, str], practice_type: str) -> float:
    """Says how much a note is about what is asked, from 0 to ENOUGH; `themes` maps its themes to their families, or "".

    A note of many themes is less about each of them.
    """
    spoken = sum(
        asked.get(f"theme/{theme}", 0.0) + FAMILY * asked.get(f"theme/{family}", 0.0)
        for theme, family in themes.items()
    )
    return min(ENOUGH, spoken / sqrt(len(themes) or 1) + TYPE * asked.get(f"type/{practice_type}", 0.0))
