"""Why notes stand where they do, in words (`search/_why.html`), for those who steer relevance: the secretariat."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from practices.choices import EvidenceGrade
from search.engine import SearchQuery, SearchUnavailable
from search.engines import get_engine
from search.explanation import Explanation, Match
from search.facets import BY_NAME
from search.fields import ALTERNATIVE_WEIGHT, OFTEN, TIE_BREAKER, WEIGHTS, boosts
from search.meaning import AT_LEAST, Found, topic_gains
from search.parse import Kind, ParsedQuery, Term
from search.question import read
from search.stems import stems_of_word
from search.topics import ENOUGH, LOOSE_WEIGHT, facet_of

logger = logging.getLogger(__name__)
#: Who may see what people seek and miss may see why they find what they find.
PERMISSION = "search.view_searchcount"
#: What the parts of a note that are searched are called.
PARTS: dict[str, str | Promise] = {
    "title": _("title"),
    "names": _("names of places and bodies"),
    "one_line": _("one line"),
    "blocks": _("building blocks"),
    "summary": _("summary"),
    "body": _("longer text"),
}


@dataclass(frozen=True, slots=True)
class Explained:
    """Why the hits of a page stand where they do, by their keys, for `search/_why.html`; and what that is reckoned from.

    Hits without a score have no reason; none has where the engine could not say (`failed`). `enough` of the `wanted` words
    are enough, if not all are required.
    """

    reasons: Mapping[str, dict[str, Any]]
    figures: Mapping[str, Any]
    wanted: int
    enough: int | None
    failed: bool = False


def explain(query: SearchQuery, found: Found) -> Explained:
    """Explains what a page lists; `query` is the one that was answered, loose or not."""
    parsed = read(query)
    about = figures(query), len(parsed.wanted), parsed.at_least
    gains = topic_gains(query, [hit.key for hit in found.meant])
    reasons = {
        hit.key: {
            "similarity": _figure(hit.score),
            "at_least": _figure(AT_LEAST),
            "topics": _figure(gains[hit.key]) if hit.key in gains else "",
        }
        for hit in found.meant
    }
    try:
        explained = get_engine().explain(query, [hit.key for hit in found.words])
    except SearchUnavailable as error:
        logger.warning("Nothing is explained: %s", error)
        return Explained(reasons, *about, failed=True)
    return Explained(reasons | {key: _reason(parsed, each) for key, each in explained.items()}, *about)


def _reason(parsed: ParsedQuery, explanation: Explanation) -> dict[str, Any]:
    # An alternative of an expression of several words counts for each of them, and is named once for all.
    found: dict[tuple[Term, bool], list[Match]] = {}
    for match in explanation.matches:
        found.setdefault((match.place.found, match.place.found == match.place.term), []).append(match)
    had = {match.place.term for match in explanation.matches}
    return {
        "words": [
            {
                "found": _written(looked_for),
                "typed": "" if as_typed else " ".join(dict.fromkeys(_written(match.place.term) for match in matches)),
                "gain": _figure(sum(match.gain for match in matches)),
                "parts": " · ".join(_parts(matches)),
            }
            for (looked_for, as_typed), matches in found.items()
        ],
        "additions": [
            {"label": _addition_label(name), "gain": _figure(gain)} for name, gain in explanation.additions.items()
        ],
        "missing": [_written(term) for term in parsed.wanted if term not in had],
        "score": _figure(explanation.score),
    }


def _parts(matches: list[Match]) -> list[str]:
    """Says in which parts a term was found and what each brought, the best first; as written counts before by its stem."""
    by_part: dict[str, list[Match]] = {}
    for match in sorted(matches, key=lambda match: -match.gain):
        by_part.setdefault(match.place.part, []).append(match)
    said = []
    for part, of_part in by_part.items():
        line = f"{PARTS[part]} {_figure(sum(match.gain for match in of_part))}"
        places = [match.place for match in of_part]
        if all(place.language for place in places):
            stems = dict.fromkeys(stem for at in places for stem in stems_of_word(at.language, at.found.words[0])[:1])
            line = gettext("%(line)s (by its stem “%(stem)s”)") % {"line": line, "stem": ", ".join(stems)}
        said.append(line)
    return said


def _written(term: Term) -> str:
    return term.text + ("*" if term.kind is Kind.PREFIX else "")


def _figure(value: float) -> str:
    return number_format(round(value, 2), decimal_pos=2)  # Which by itself cuts off.


def _addition_label(name: str) -> str:
    """Says why something was added: a signal of the note, or a topic of the question that it is on."""
    facet, value = facet_of(name)
    if not value:
        return signal_label(name)
    # A theme may have gone since the lexicon was written, or the note.
    known = BY_NAME[facet].names([value]).get(value)
    return gettext("The question speaks of “%(topic)s”") % {"topic": known.label if known else value}


def signal_label(name: str) -> str:
    """Says what a signal of a note (`SearchDocument.signals`) means."""
    kind, _colon, value = name.partition(":")
    if kind == "evidence":
        return gettext("Evidence: %(grade)s") % {"grade": EvidenceGrade(value).label}
    if kind == "verified":
        return gettext("Last verified in %(year)s") % {"year": value}
    if value == "often":
        return gettext("Adopted by other cities %(number)s times or more") % {"number": OFTEN}
    return gettext("Adopted by other cities")


def figures(query: SearchQuery) -> dict[str, Any]:
    """Gives the figures by which relevance is steered (`search/fields.py`), in words."""
    return {
        "weights": [(PARTS[part], number_format(weight)) for part, weight in WEIGHTS.items()],
        "signals": [(signal_label(name), _figure(gain)) for name, gain in boosts(query.year).items()],
        "tie_breaker": number_format(TIE_BREAKER),
        "alternative": number_format(ALTERNATIVE_WEIGHT),
        "topic": number_format(LOOSE_WEIGHT * ENOUGH),
        "at_least": number_format(AT_LEAST),
    }
