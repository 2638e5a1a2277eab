"""Answers what somebody has typed so far with names that begin so: places, topics, notes and building blocks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.addresses import address
from portal.models import City, Country
from portal.text import clean
from practices.models import PublicRecord, Term, Vocabulary
from practices.presentation import city_paths
from search.addresses import address_of
from search.engine import SearchQuery
from search.models import Suggestion
from search.suggest.tables import names_in
from search.suggest.words import folded_name

SHORTEST = 2
AT_MOST = 8
#: So many of a kind at most, so that a few letters show what there is to find.
OF_A_KIND = 3
#: From so many Latin letters on, a name in another language than the reader's counts.
OTHER_NAMES_FROM = 4
#: So many names of places and terms are read to have enough different ones of each kind.
_ROWS = 100
#: More is not compared, whatever is sent.
_READ = 100

Kind = Suggestion.Kind
LABELS: dict[str, str | Promise] = {
    Kind.CITY: _("Cities"),
    Kind.COUNTRY: _("Countries"),
    Kind.TERM: _("Topics"),
    Kind.NOTE: _("Notes"),
    Kind.BLOCK: _("Building blocks"),
}
#: The kinds that have names in tables of their own.
NAMED = (Kind.CITY, Kind.COUNTRY, Kind.TERM)


@dataclass(frozen=True, slots=True)
class Found:
    """A name that begins as typed; `label` and `language` are those of notes' own words."""

    kind: str
    value: str
    start: int
    weight: int
    label: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """`language` is set where the label is in another language than the page; `under` says more, or nothing."""

    label: str
    address: str
    under: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    label: str | Promise
    items: list[Shown] = field(default_factory=list)


def suggest(text: str) -> list[Group]:
    """Gives at most 8 suggestions in the reader's language, by kind; none for less than two characters."""
    typed = folded_name(clean(text[:_READ]))
    if len(typed) < SHORTEST:
        return []
    language = get_language() or ""
    found = [
        *_names(typed, language),
        *_own_words(Kind.NOTE, typed, language),
        *_own_words(Kind.BLOCK, typed, language),
    ]
    found.sort(key=lambda one: (one.start, -one.weight))
    shown = _shown(found, language)
    groups: dict[str, Group] = {}
    for one in [one for one in found if one in shown][:AT_MOST]:
        groups.setdefault(one.kind, Group(LABELS[one.kind])).items.append(shown[one])
    return list(groups.values())


def _names(typed: str, language: str) -> list[Found]:
    """Gives places and terms: by their names in the reader's language or else, of a kind of which there are none, by others."""
    rows = Suggestion.objects.filter(kind__in=NAMED, folded__prefix=typed).order_by("start", "-weight", "value")
    columns = rows.values_list("kind", "value", "start", "weight")
    usual = columns.filter(start__in=[Suggestion.Start.NAME, Suggestion.Start.LATER_WORD], language__in=["", language])
    chosen = _chosen(Found(*row) for row in usual[:_ROWS])
    missing = set(NAMED) - {one.kind for one in chosen}
    # A few Latin letters begin some name of nearly every city in some language.
    if missing and (len(typed) >= OTHER_NAMES_FROM or not typed.isascii()):
        others = columns.filter(kind__in=missing)[:_ROWS]
        chosen += _chosen(
            Found(name, value, Suggestion.Start.OTHER_NAME, weight) for name, value, _start, weight in others
        )
    return chosen


def _own_words(kind: str, typed: str, language: str) -> list[Found]:
    """Gives titles of notes or building blocks: in the reader's language or else, if those are too few, in any."""
    rows = Suggestion.objects.filter(kind=kind, folded__prefix=typed)
    # In the order of the index: SQLite reads no further than needed, PostgreSQL keeps the first of those that begin so.
    columns = rows.order_by("folded").values_list("kind", "value", "start", "weight", "label", "language")
    found: list[Found] = []
    for narrowed in (columns.filter(language=language), columns):
        for start in (Suggestion.Start.NAME, Suggestion.Start.LATER_WORD):
            found += [Found(*row) for row in narrowed.filter(start=start)[: 4 * OF_A_KIND]]
            if len(chosen := _chosen(found)) == OF_A_KIND:
                return chosen
    return chosen


def _chosen(found: Iterable[Found]) -> list[Found]:
    """Gives the first three of each kind; a note in several languages is one, and so is a title that several have."""
    chosen: dict[str, list[Found]] = {}
    seen: set[tuple[str, str]] = set()
    for one in found:
        of_kind = chosen.setdefault(one.kind, [])
        # Two building blocks of a note may both begin so.
        own = {(one.kind, one.label)} if one.kind == Kind.BLOCK else {(one.kind, one.value), (one.kind, one.label)}
        own.discard((one.kind, ""))
        if len(of_kind) < OF_A_KIND and not own & seen:
            of_kind.append(one)
            seen |= own
    return [one for of_kind in chosen.values() for one in of_kind]


def _shown(found: Iterable[Found], language: str) -> dict[Found, Shown]:
    """Joins what was found with the tables that know it now; what is no longer public is left out."""
    values: dict[str, list[str]] = {kind: [] for kind in LABELS}
    for one in found:
        values[one.kind].append(one.value)
    places = _places(values, language)
    records = _records([*values[Kind.NOTE], *values[Kind.BLOCK]])
    shown = {}
    for one in found:
        record = records.get((one.value, one.language))
        if (one.kind, one.value) in places:
            shown[one] = places[one.kind, one.value]
        elif record and (one.kind, one.label) in set(names_in(record)):
            shown[one] = Shown(
                one.label,
                address(record.path, language),
                under=record.title if one.kind == Kind.BLOCK else _place_of(record),
                language=one.language if one.language != language else "",
            )
    return shown


def _places(values: dict[str, list[str]], language: str) -> dict[tuple[str, str], Shown]:
    """Gives cities with their page, countries and themes with the search for their notes, other terms with their page."""
    found: dict[tuple[str, str], Shown] = {}
    if values[Kind.CITY]:
        paths = city_paths(map(int, values[Kind.CITY]))
        for city in City.objects.filter(pk__in=paths).select_related("country"):
            page = address(paths[city.pk], language)
            found[Kind.CITY, str(city.pk)] = Shown(city.shown_name, page, under=city.country.name)
    if values[Kind.COUNTRY]:
        for country in Country.objects.filter(pk__in=values[Kind.COUNTRY]):
            found[Kind.COUNTRY, country.pk] = Shown(country.name, _filtered("place", country.pk))
    if values[Kind.TERM]:
        for term in Term.objects.filter(pk__in=values[Kind.TERM]):
            is_theme = term.vocabulary == Vocabulary.THEME
            page = _filtered("theme", term.key) if is_theme else term.get_absolute_url()
            found[Kind.TERM, str(term.pk)] = Shown(
                term.name, page, under=str(Vocabulary(term.vocabulary).label) if not is_theme else ""
            )
    return found


def _filtered(facet: str, value: str) -> str:
    return reverse("search:search") + address_of(SearchQuery(filters={facet: (value,)}))


def _records(keys: list[str]) -> dict[tuple[str, str], PublicRecord]:
    if not keys:
        return {}
    records = PublicRecord.objects.filter(translation_key__in=keys).select_related("city", "country", "organisation")
    return {(record.translation_key.hex, record.language): record for record in records}


def _place_of(record: PublicRecord) -> str:
    if record.city:
        return record.city.shown_name
    where = record.country or record.organisation
    return where.name if where else ""
