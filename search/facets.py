"""The facets as readers see them: what each is called and what its values are called. One entry adds a facet here;
its values come from search/documents.py and its field from the engines."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from portal import world
from portal.models import Country, Organisation
from portal.models.places import CitySize, IncomeLevel
from portal.public_state import remembered
from portal.regions import REGION_OF, REGIONS, SUBREGIONS
from practices import choices
from practices.models import Term, Vocabulary
from search.addresses import RequestedSearch, address_of, without
from search.branches import SHOWN, Branches, Value
from search.engine import FACETS, SearchQuery
from search.ranges import RANGES, bars, between, ends

Names = Callable[[Iterable[str]], dict[str, Value]]
Link = Callable[[tuple[str, ...]], str]


def _of_choices(options) -> Names:
    @lru_cache
    def all_names(language: str | None) -> dict[str, Value]:
        return {value: Value(str(label)) for value, label in options.choices}

    def names(values: Iterable[str]) -> dict[str, Value]:
        known = all_names(get_language())
        return {value: known[value] for value in values if value in known}

    return names


def _own_name() -> str:
    """Gives the field with a row's name in the reader's language."""
    language = get_language()
    return f"name_{language if language in settings.INTERFACE_LANGUAGES else 'en'}"


def _themes(values: Iterable[str]) -> dict[str, Value]:
    rows = Term.objects.of(Vocabulary.THEME).values_list("key", _own_name(), "parent__key")
    return remembered("facets:themes", lambda: {key: Value(name, family or "") for key, name, family in rows})


def _places(values: Iterable[str]) -> dict[str, Value]:
    """Gives all countries by their ISO code, in their subregion, in its region, by their M49 codes."""
    return remembered("facets:places", _all_places)


def _all_places() -> dict[str, Value]:
    rows = Country.objects.values_list("code", _own_name(), "region", "subregion")
    return {
        **{code: Value(str(name)) for code, name in REGIONS.items()},
        **{code: Value(str(name), REGION_OF[code]) for code, name in SUBREGIONS.items()},
        **{
            code: Value(name, subregion if subregion in SUBREGIONS else region if region in REGIONS else "")
            for code, name, region, subregion in rows
        },
    }


def _organisations(values: Iterable[str]) -> dict[str, Value]:
    """Gives the organisations that contributed notes, and those of `values` that do not any more."""
    rows = Organisation.objects.values_list("key", "name")
    known = remembered(
        "facets:organisations",
        lambda: {key: Value(name) for key, name in rows.filter(contributed_records__isnull=False).distinct()},
    )
    others = [value for value in values if value not in known]
    return {**known, **{key: Value(name) for key, name in rows.filter(key__in=others)}} if others else known


def _languages(values: Iterable[str]) -> dict[str, Value]:
    known = [value for value in values if value in LANG_INFO]
    return {value: Value(capfirst(get_language_info(value)["name_translated"])) for value in known}


@dataclass(frozen=True, slots=True)
class Facet:
    """`names` gives the words for values, in the reader's language, and what they are parts of; `order` how they stand."""

    name: str
    label: str | Promise
    names: Names
    order: str = "count"  # The most frequent first; "choices": as the choices stand.


BY_NAME = {
    facet.name: facet
    for facet in (
        Facet("type", _("Type"), _of_choices(choices.PracticeType)),
        Facet("theme", _("Theme"), _themes),
        Facet("place", _("Region and country"), _places),
        Facet("income_level", _("Income level of the country"), _of_choices(IncomeLevel), "choices"),
        Facet("city_size", _("Size of the city"), _of_choices(CitySize)),
        Facet("cost_band", _("Cost"), _of_choices(choices.CostBand)),
        Facet("status", _("Status"), _of_choices(choices.Status)),
        Facet("scale", _("Scale"), _of_choices(choices.Scale), "choices"),
        Facet("evidence", _("Evidence"), _of_choices(choices.EvidenceGrade), "choices"),
        Facet("language", _("Language of the note"), _languages),
        Facet("contributor", _("Contributed by"), _organisations),
        # Shown as a mark of the map and as a chip, which search/cells.py names.
        Facet("cell", _("Place on the map"), lambda values: {}),
        Facet("year", _("Year started"), lambda values: {value: Value(value) for value in values}),
    )
}
#: Facets whose values are fixed: an unknown one in an address is a mistake that can be said.
KNOWN_VALUES = {
    "type": set(choices.PracticeType.values),
    "income_level": set(IncomeLevel.values),
    "status": set(choices.Status.values),
    "scale": set(choices.Scale.values),
    "evidence": set(choices.EvidenceGrade.values),
    "cell": set(world.SQUARES),
}
_ORDERS = {
    "income_level": IncomeLevel.values,
    "scale": choices.Scale.values,
    "evidence": choices.EvidenceGrade.values,
}


def shown(
    query: SearchQuery,
    counts: Mapping[str, Mapping[str, int]],
    requested: RequestedSearch | None = None,
    kept: Mapping[str, Any] | None = None,
) -> list[dict[str, Any]]:
    """Gives each facet with its values for a template; a chosen value that counts nothing is shown with 0.

    A facet has "values" and "more" (search/branches.py), one of a range "bars"; "chosen" says in words what it is
    narrowed by, with the filters that are left without. `requested` has what was typed into its fields, links keep what is
    `kept` beside the search.
    """
    requested = requested or RequestedSearch(query)
    facets = []
    for name in FACETS:
        found = counts.get(name, {})

        def link(values: tuple[str, ...], name: str = name) -> str:
            return address_of(query, filters={**query.filters, name: values}, **(kept or {}))

        if name in RANGES:
            details = _range(
                BY_NAME[name], query, found, link, requested.typed.get(name) or ends(name, query.filters.get(name, ()))
            )
        else:
            details = _values(BY_NAME[name], query, found, link, requested.finds.get(name, ""))
        if details:
            is_open = name in query.filters or name in requested.finds or name in requested.backwards
            facets.append({"name": name, "label": BY_NAME[name].label, "open": is_open, **details})
    return facets


def _values(facet: Facet, query: SearchQuery, counts: Mapping[str, int], link: Link, find: str) -> dict[str, Any]:
    chosen = query.filters.get(facet.name, ())
    words = facet.names([*counts, *chosen])
    words = {**words, **{value: Value(value) for value in chosen if value not in words}}
    # What a value is a part of is shown above it, whatever was counted.
    counts = {value: count for value, count in counts.items() if value in words}
    for value in [*chosen, *counts]:
        while value:
            counts.setdefault(value, 0)
            value = words[value].parent
    if not counts:
        return {}
    branches = Branches(words, counts, chosen, link, find)
    return {
        "chosen": [{"label": words[value].label, "filters": without(query, facet.name, value)} for value in chosen],
        "find": find,
        "is_long": len(counts) > SHOWN or bool(find),
        **branches.rows(partial(_ordered, facet, counts)),
    }


def _ordered(facet: Facet, counts: Mapping[str, int], values: Iterable[str]) -> list[str]:
    if facet.order == "choices":
        order = {value: position for position, value in enumerate(_ORDERS[facet.name])}
        return sorted(values, key=lambda value: order.get(value, len(order)))
    return sorted(values, key=lambda value: (-counts[value], value))


def _range(
    facet: Facet, query: SearchQuery, counts: Mapping[str, int], link: Link, typed: tuple[str, str]
) -> dict[str, Any]:
    """Gives the fields of a range and its histogram, of which each bar narrows to itself."""
    name, chosen = facet.name, query.filters.get(facet.name, ())
    found = bars(name, counts)
    highest = max((count for _start, _end, count in found), default=0)
    if not highest and not any(typed):
        return {}
    is_year = name == "year"  # Years are typed, classes are chosen.
    words = facet.names([start for start, _end, _count in found] if is_year else RANGES[name])
    return {
        "chosen": [{"label": range_label(facet, chosen), "filters": _without_all(query, name)}] if chosen else [],
        "start": typed[0],
        "end": typed[1],
        "options": [] if is_year else [(value, word.label) for value, word in words.items()],
        "bars": [
            {
                "value": start,
                "label": words[start].label if start == end else f"{start}–{end}",
                "count": count,
                "width": round(100 * count / highest) if highest else 0,
                "address": link(values) if count else "",
                "selected": not set(values).isdisjoint(chosen),
            }
            for start, end, count in found
            for values in [between(name, start, end)]
        ],
    }


def _without_all(query: SearchQuery, facet: str) -> dict[str, tuple[str, ...]]:
    return {name: values for name, values in query.filters.items() if name != facet}


def range_label(facet: Facet, values: tuple[str, ...]) -> str:
    """Says a range in words: years by its ends, classes by their names."""
    if facet.name != "year":
        return " · ".join(str(word.label) for word in facet.names(values).values())
    start, end = ends(facet.name, values)
    if start and end:
        return start if start == end else gettext("%(start)s to %(end)s") % {"start": start, "end": end}
    return gettext("from %(year)s") % {"year": start} if start else gettext("up to %(year)s") % {"year": end}


def backwards(requested: RequestedSearch) -> list[dict[str, Any]]:
    """Gives the ranges that end before they begin: what each is called, and its ends in words."""
    return [
        {"label": BY_NAME[name].label, "start": words[start].label, "end": words[end].label}
        for name in requested.backwards
        for start, end in [requested.typed[name]]
        for words in [BY_NAME[name].names((start, end))]
    ]
