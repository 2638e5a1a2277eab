"""Notes that mean what a question means, in whatever language and words: they join what words find, and never count.

Words decide total, facets, order and export. Up to ten notes by meaning follow on page one; they lead where all the words of
the search are found in few notes or none. What a question is about (`search/topics.py`) puts them in order: the nearest are
looked at, and those on its themes and of its type move up. The figures below were measured (docs/decisions/0012-meaning.md).
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace

from portal import encoder
from practices.models import PublicRecord, Vocabulary
from search.engine import Engine, Hit, Meaning, Results, SearchQuery, SearchUnavailable
from search.engines import get_engine
from search.parse import MAX_CHARACTERS, Kind, parse
from search.topics import lexicon, nearness

logger = logging.getLogger(__name__)
#: How many notes by meaning a page shows at most, and how near they must be: a cosine. Below lies what merely is no nonsense.
SIZE = 10
AT_LEAST = 0.15
#: So many are looked at for them, and what being about the question adds to a similarity (`topics.nearness` times this).
CANDIDATES = 50
TOPIC_WEIGHT = 0.1
#: Where words find fewer notes than these, those by meaning stand first.
FEW = 5


@dataclass(frozen=True, slots=True)
class Found:
    """What a page lists: the hits of its words, those by meaning, and which of both stand first. None is in both lists.

    `by_words` are the keys of those by meaning that words find too, on this page of the result or on another.
    """

    words: tuple[Hit, ...]
    meant: tuple[Hit, ...] = ()
    meant_first: bool = False
    by_words: frozenset[str] = frozenset()

    @property
    def in_order(self) -> tuple[Hit, ...]:
        return self.meant + self.words if self.meant_first else self.words + self.meant


def meaning_of(query: SearchQuery) -> Meaning | None:
    """Gives what to look for besides a search's words; None where that is nothing, or nobody can tell.

    That is on later pages, without plain words, without the encoder, and where it fails: words are shown then.
    """
    text = plain_text(query.text)
    if not text or query.page != 1 or not encoder.available():
        return None
    try:
        (vector,) = encoder.encode([text]).tolist()
    except Exception:
        logger.exception("Nothing is found by meaning.")
        return None
    return Meaning(vector, CANDIDATES, AT_LEAST)


def combine(query: SearchQuery, results: Results, is_loose: bool, engine: Engine | None = None) -> Found:
    """Puts what words have found and the notes that mean the same in one list.

    A loose search is one whose words, all together, found next to nothing. Meaning leads there, and where words find few
    notes: one that they find as well stands where its meaning puts it, unless the reader has asked for another order.
    Elsewhere it follows, with notes that words do not find on any page.
    """
    gains = topic_gains(query, [hit.key for hit in results.meant])
    meant = tuple(sorted(results.meant, key=lambda hit: -hit.score - gains.get(hit.key, 0.0))[:SIZE])
    by_words = _found_by_words(query, results, is_loose, meant, engine)
    if is_loose or (results.total < FEW and query.sort == "relevance"):
        first = {hit.key for hit in meant}
        words = tuple(hit for hit in results.hits if hit.key not in first)
        meant = tuple(_with_sentence(hit, by_words.get(hit.key)) for hit in meant)
        return Found(words, meant, meant_first=True, by_words=frozenset(first & by_words.keys()))
    return Found(results.hits, tuple(hit for hit in meant if hit.key not in by_words), results.total < FEW)


def _found_by_words(
    query: SearchQuery, results: Results, is_loose: bool, meant: Iterable[Hit], engine: Engine | None
) -> dict[str, Hit]:
    """Gives the hits of words by key: those of this page, and those of `meant` that stand on another one."""
    hits = {hit.key: hit for hit in results.hits}
    others = tuple(hit.key for hit in meant if hit.key not in hits)
    if others and results.total > len(hits):
        asked = replace(query, loose=is_loose, keys=others, facets=(), page=1, page_size=len(others))
        try:
            hits |= {hit.key: hit for hit in (engine or get_engine()).search(asked).hits}
        except SearchUnavailable:  # The page is answered; that words found some of them too is left unsaid.
            logger.warning("It is not known which notes by meaning words find too.")
    return hits


def _with_sentence(hit: Hit, by_words: Hit | None) -> Hit:
    return replace(hit, language=by_words.language, highlight=by_words.highlight) if by_words else hit


def topic_gains(query: SearchQuery, keys: Iterable[str]) -> dict[str, float]:
    """Gives what the notes of these keys gain by being about what is asked; notes without gain are left out."""
    asked = lexicon(query.language).topics_of(query.text)
    keys = list(keys)
    if not asked or not keys:
        return {}
    themes: dict[str, dict[str, str]] = {}
    types: dict[str, str] = {}
    rows = PublicRecord.objects.originals().filter(terms__vocabulary=Vocabulary.THEME, translation_key__in=keys)
    columns = ("translation_key", "practice_type", "terms__key", "terms__parent__key")
    for key, practice_type, theme, family in rows.values_list(*columns):
        themes.setdefault(key.hex, {})[theme] = family or ""
        types[key.hex] = practice_type
    gains = {key: TOPIC_WEIGHT * nearness(asked, themes[key], types[key]) for key in themes}
    return {key: gain for key, gain in gains.items() if gain}


def plain_text(text: str) -> str:
    """Gives what of a search can be understood: its text, without what it excludes; empty without any plain word.

    Who searches for phrases or beginnings alone means these letters.
    """
    parsed = parse(text)
    if not any(term.kind is Kind.WORD for term in parsed.wanted):
        return ""
    if len(parsed.wanted) == len(parsed.terms):
        return text[:MAX_CHARACTERS]
    return " ".join(" ".join(term.words) for term in parsed.wanted)
