"""How a search is read from an address, whatever stands there, and written to one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.timezone import localdate

from portal.text import clean
from search.engine import FILTERS, MAX_PAGE, SORTS, SearchQuery
from search.models import SynonymList
from search.ranges import RANGES, between, ends, is_value

MAX_VALUES = 50
MAX_VALUE_LENGTH = 80


@dataclass(frozen=True, slots=True)
class RequestedSearch:
    """A search and what was wrong with its address: `notices` holds "sort", "page" or the name of a facet.

    `typed` maps range facets to their ends as they were typed, `backwards` names those that end before they begin and
    therefore narrow nothing. `finds` maps facets to a text that the values to be shown have to contain.
    """

    query: SearchQuery
    notices: tuple[str, ...] = field(default=())
    typed: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    backwards: tuple[str, ...] = field(default=())
    finds: Mapping[str, str] = field(default_factory=dict)


def read_search(parameters: QueryDict, language: str, known: dict[str, set[str]] | None = None) -> RequestedSearch:
    """Gives the search that an address asks for; `known` maps facets with fixed values to them, others take anything."""
    notices = []
    filters = {}
    typed, backwards, finds = {}, [], {}
    for name in FILTERS:
        if name in RANGES:
            typed[name] = (_short(parameters, f"{name}_from"), _short(parameters, f"{name}_to"))
            start, end = (value if is_value(name, value) else "" for value in typed[name])
            if (start, end) != typed[name]:
                notices.append(name)
            if start or end:
                filters[name] = between(name, start, end)
                if not filters[name]:
                    backwards.append(name)
                    del filters[name]
            continue
        if find := _short(parameters, f"find_{name}"):
            finds[name] = find
        given = dict.fromkeys(clean(value)[:MAX_VALUE_LENGTH] for value in parameters.getlist(name)[:MAX_VALUES])
        values = tuple(value for value in given if value and (not known or name not in known or value in known[name]))
        if len(values) < len([value for value in given if value]):
            notices.append(name)
        if values:
            filters[name] = values
    sort = parameters.get("sort") or "relevance"
    if sort not in SORTS:
        notices.append("sort")
        sort = "relevance"
    page = parameters.get("page") or "1"
    number = int(page) if page.isdecimal() and len(page) < 10 else 0
    if not 1 <= number <= MAX_PAGE:
        notices.append("page")
        number = min(max(number, 1), MAX_PAGE)
    text = clean(parameters.get("q", "")).strip()
    query = SearchQuery(
        text=text,
        language=language,
        filters=filters,
        sort=sort,
        page=number,
        synonyms=SynonymList.objects.for_reader(language) if text else None,
        year=localdate().year,
    )
    return RequestedSearch(query, tuple(notices), typed, tuple(backwards), finds)


def _short(parameters: QueryDict, name: str) -> str:
    return clean(parameters.get(name, "")).strip()[:MAX_VALUE_LENGTH]


def address_of(query: SearchQuery, **changes) -> str:
    """Gives the query string of a search with changes, the default values left out; `filters` replaces all filters."""
    parameters = []
    text, filters = changes.get("text", query.text), changes.get("filters", query.filters)
    if text:
        parameters.append(("q", text))
    for name in FILTERS:
        if name not in filters:
            continue
        if name in RANGES:
            given = zip((f"{name}_from", f"{name}_to"), ends(name, filters[name]), strict=True)
            parameters += [(end, value) for end, value in given if value]
        else:
            parameters += [(name, value) for value in filters[name]]
    for name, default in (("sort", "relevance"), ("page", 1), ("view", "list")):
        value = changes.get(name, getattr(query, name, default) if name != "page" else 1)
        if value != default:
            parameters.append((name, str(value)))
    parameters += [("column", column) for column in changes.get("column", ())]
    if changes.get("explain"):
        parameters.append(("explain", "1"))
    return "?" + "&".join([_quoted(name, value) for name, value in parameters])


@lru_cache(maxsize=2000)
def _quoted(name: str, value: str) -> str:
    """Gives a parameter as an address has it; most of them stand in dozens of addresses of a page."""
    return urlencode([(name, value)])


def without(query: SearchQuery, facet: str, value: str) -> dict[str, tuple[str, ...]]:
    """Gives the filters of a search without one value."""
    filters = {
        name: tuple(item for item in values if (name, item) != (facet, value))
        for name, values in query.filters.items()
    }
    return {name: values for name, values in filters.items() if values}
