"""The facets as readers see them: what each is called and what its values are called. One entry adds a facet here;
its values come from search/documents.py and its field from the engines."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf.locale import LANG_INFO
from django.utils.functional import Promise
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from portal.models import Country, Organisation
from portal.models.places import CitySize, IncomeLevel
from portal.regions import region_name
from practices import choices
from practices.models import Term, Vocabulary
from search.engine import FACETS, FacetCount, SearchQuery

Names = Callable[[Iterable[str]], dict[str, str]]


def _of_choices(options) -> Names:
    names = dict(options.choices)
    return lambda values: {value: names[value] for value in values if value in names}


def _themes(values: Iterable[str]) -> dict[str, str]:
    return {term.key: term.name for term in Term.objects.of(Vocabulary.THEME).filter(key__in=values)}


def _countries(values: Iterable[str]) -> dict[str, str]:
    return {country.code: country.name for country in Country.objects.filter(code__in=values)}


def _organisations(values: Iterable[str]) -> dict[str, str]:
    return dict(Organisation.objects.filter(key__in=values).values_list("key", "name"))


def _languages(values: Iterable[str]) -> dict[str, str]:
    return {value: get_language_info(value)["name_translated"].capitalize() for value in values if value in LANG_INFO}


@dataclass(frozen=True, slots=True)
class Facet:
    """`names` gives the words for values, in the reader's language; `order` says how they stand."""

    name: str
    label: str | Promise
    names: Names
    order: str = "count"  # or "value": as the values sort, for years and classes


BY_NAME = {
    facet.name: facet
    for facet in (
        Facet("type", _("Type"), _of_choices(choices.PracticeType)),
        Facet("theme", _("Theme"), _themes),
        Facet("region", _("Region"), lambda values: {value: region_name(value) for value in values}),
        Facet("country", _("Country"), _countries),
        Facet("income_level", _("Income level of the country"), _of_choices(IncomeLevel), "choices"),
        Facet("city_size", _("Size of the city"), _of_choices(CitySize), "choices"),
        Facet("status", _("Status"), _of_choices(choices.Status)),
        Facet("scale", _("Scale"), _of_choices(choices.Scale), "choices"),
        Facet("evidence", _("Evidence"), _of_choices(choices.EvidenceGrade), "choices"),
        Facet("language", _("Language of the note"), _languages),
        Facet("contributor", _("Contributed by"), _organisations),
        Facet("year", _("Year started"), lambda values: {value: value for value in values}, "newest"),
    )
}
#: Facets whose values are fixed: an unknown one in an address is a mistake that can be said.
KNOWN_VALUES = {
    "type": set(choices.PracticeType.values),
    "income_level": set(IncomeLevel.values),
    "city_size": set(CitySize.values),
    "status": set(choices.Status.values),
    "scale": set(choices.Scale.values),
    "evidence": set(choices.EvidenceGrade.values),
}
_ORDERS = {
    "income_level": IncomeLevel.values,
    "city_size": CitySize.values,
    "scale": choices.Scale.values,
    "evidence": choices.EvidenceGrade.values,
}


def shown(query: SearchQuery, counts: dict[str, tuple[FacetCount, ...]]) -> list[dict]:
    """Gives each facet with its values for a template; a chosen value that counts nothing is shown with 0."""
    facets = []
    for name in FACETS:
        facet = BY_NAME[name]
        found = {count.value: count.count for count in counts.get(name, ())}
        for value in query.filters.get(name, ()):
            found.setdefault(value, 0)
        names = facet.names(list(found))
        values = [
            {"value": value, "label": names[value], "count": count, "selected": value in query.filters.get(name, ())}
            for value, count in _ordered(facet, found)
            if value in names
        ]
        if values:
            facets.append({"name": name, "label": facet.label, "values": values, "open": name in query.filters})
    return facets


def _ordered(facet: Facet, found: dict[str, int]) -> list[tuple[str, int]]:
    if facet.order == "choices":
        order = {value: position for position, value in enumerate(_ORDERS[facet.name])}
        return sorted(found.items(), key=lambda item: order.get(item[0], len(order)))
    if facet.order == "newest":
        return sorted(found.items(), reverse=True)
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))
