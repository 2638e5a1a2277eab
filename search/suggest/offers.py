"""Offers as filters what words of a search name: a country, a region, a type, a theme; of a city, its page.

Nothing is narrowed by itself: "Kenya" may be meant as a word, and a note of Uganda may have it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from portal.addresses import address
from portal.models import City
from portal.public_state import remembered
from portal.regions import REGIONS, SUBREGIONS
from practices.choices import PracticeType
from practices.models import Term, Vocabulary
from practices.presentation import city_paths
from search import facets
from search.addresses import address_of
from search.engine import Engine, Results, SearchQuery, SearchUnavailable
from search.engines import get_engine
from search.models import Suggestion
from search.parse import Kind, parse
from search.parse import Term as Word
from search.stems import stems_of_word
from search.suggest.spelling import written
from search.suggest.words import ALL_STOP_WORDS, folded_name

AT_MOST = 3
#: Of more names the first are looked at: each may cost a question to the engine.
CONSIDERED = 5
#: The longest name that is looked for, in words.
LONGEST = 6
#: Another name of a city, in whatever language, counts from so many letters on: shorter ones are words elsewhere.
OTHER_NAMES_FROM = 4

#: Facet and value by a name's stems in an interface language.
Names = dict[tuple[str, str], list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Offer:
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Named:
    """What the words from `begin` to before `end` of a search name; the facet "city" has no filter, but pages."""

    facet: str
    value: str
    begin: int
    end: int


def offers(
    query: SearchQuery,
    results: Results,
    is_loose: bool = False,
    engine: Engine | None = None,
    kept: Mapping[str, Any] | None = None,
) -> list[Offer]:
    """Gives at most 3 links to the search without a name's words and with its filter, or to a city's page.

    Each leads to at least one note; `results` are those of the search as it is, `is_loose` says that they have only some
    of its words. `kept` is what the address keeps beside the search, such as the view.
    """
    terms = parse(query.text).terms
    # A loose search may have found its notes by the name alone: what it counts says nothing of the other words.
    counts = {} if is_loose else results.facets
    found = []
    for named in names_in(terms)[:CONSIDERED]:
        if named.value in query.filters.get(named.facet, ()):
            continue
        if named.facet == "city":
            offer = _city_page(named.value)
        else:
            offer = _narrowed(query, counts, terms, named, engine, kept or {})
        if offer:
            found.append(offer)
        if len(found) == AT_MOST:
            break
    return found


def names_in(terms: tuple[Word, ...]) -> list[Named]:
    """Gives what is named by words that stand side by side and are wanted as they are; of names within names the longest."""
    spans = sorted(_spans(terms), key=lambda span: (span[0] - span[1], span[0]))
    texts = {span: " ".join(word for term in terms[slice(*span)] for word in term.words) for span in spans}
    if not texts:
        return []
    fixed = remembered("search.names", _fixed_names)
    places = _places({folded_name(text) for text in texts.values()})
    named: list[Named] = []
    taken: set[int] = set()
    for begin, end in spans:
        if taken & set(range(begin, end)):
            continue
        text = texts[begin, end]
        keys = [(language, _stems(language, text)) for language in settings.INTERFACE_LANGUAGES]
        known = [name for key in keys for name in fixed.get(key, ())] + places.get(folded_name(text), [])
        named += [Named(facet, value, begin, end) for facet, value in dict.fromkeys(known)]
        if known:
            taken |= set(range(begin, end))
    return sorted(named, key=lambda one: one.begin)


def _spans(terms: tuple[Word, ...]) -> Iterator[tuple[int, int]]:
    for begin in range(len(terms)):
        for end in range(begin + 1, min(begin + LONGEST, len(terms)) + 1):
            if terms[end - 1].kind is not Kind.WORD or terms[end - 1].excluded:
                break
            yield begin, end


def _stems(language: str, text: str) -> str:
    """Gives a name in a form that is the same for one and many: "safety plans" names a safety plan."""
    return " ".join(next(iter(stems_of_word(language, word)), word) for word in folded_name(text).split())


def _fixed_names() -> Names:
    """Gives types, themes and regions by their names in all interface languages."""
    names: Names = {}
    for language in settings.INTERFACE_LANGUAGES:
        with translation.override(language):
            known = [
                *(("type", value, str(label)) for value, label in PracticeType.choices),
                *(("theme", term.key, term.name) for term in Term.objects.of(Vocabulary.THEME)),
                *(("place", code, str(name)) for code, name in (REGIONS | SUBREGIONS).items()),
            ]
        for facet, value, name in known:
            names.setdefault((language, _stems(language, name)), []).append((facet, value))
    return names


def _places(names: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Gives the countries and cities with notes that have these names, in any language."""
    rows = Suggestion.objects.filter(
        kind__in=[Suggestion.Kind.COUNTRY, Suggestion.Kind.CITY],
        start__in=[Suggestion.Start.NAME, Suggestion.Start.OTHER_NAME],  # All of the index, or it reads every place.
        folded__in=names,
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for kind, value, start, folded in rows.order_by("-kind", "start", "-weight").values_list(
        "kind", "value", "start", "folded"
    ):
        if start == Suggestion.Start.NAME or len(folded) >= OTHER_NAMES_FROM:
            facet = "city" if kind == Suggestion.Kind.CITY else "place"
            found.setdefault(folded, []).append((facet, value))
    return found


def _city_page(value: str) -> Offer | None:
    city = City.objects.filter(pk=value).first()
    path = city_paths([int(value)]).get(int(value))
    if city is None or path is None:
        return None
    return Offer(_("City page: %(name)s") % {"name": city.shown_name}, address(path, translation.get_language()))


def _narrowed(
    query: SearchQuery,
    counts: Mapping[str, Mapping[str, int]],
    terms: tuple[Word, ...],
    named: Named,
    engine: Engine | None,
    kept: Mapping[str, Any],
) -> Offer | None:
    begin = named.begin
    while begin and terms[begin - 1].kind is Kind.WORD and folded_name(terms[begin - 1].words[0]) in ALL_STOP_WORDS:
        begin -= 1  # "in" of "water in Kenya" would be looked for by itself
    text = " ".join(written(term) for term in (*terms[:begin], *terms[named.end :]))
    filters = {**query.filters, named.facet: (named.value,)}
    if not counts.get(named.facet, {}).get(named.value) and not _finds(
        replace(query, text=text, filters=filters), engine
    ):
        return None
    name = facets.BY_NAME[named.facet].names([named.value]).get(named.value)
    if name is None:
        return None
    labels = {
        "type": _("Only notes of the type “%(name)s”"),
        "theme": _("Only notes on “%(name)s”"),
        "place": _("Only notes of %(name)s"),
    }
    return Offer(labels[named.facet] % {"name": name.label}, address_of(query, text=text, filters=filters, **kept))


def _finds(query: SearchQuery, engine: Engine | None) -> bool:
    # With some of the words, which finds all that all of them find.
    asked = replace(query, page=1, page_size=0, facets=(), loose=True)
    try:
        return (engine or get_engine()).search(asked).total > 0
    except SearchUnavailable:
        return False
