"""The search page."""

from collections.abc import Iterable
from dataclasses import replace

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_htmx.http import HttpResponseClientRedirect, push_url

from portal.addresses import address
from portal.models import City
from portal.paging import pager
from portal.requests import PortalRequest
from practices.models import PublicRecord
from practices.presentation import for_list, parent_path
from search import facets
from search.engine import FACETS, MAP_FACET, MAX_PAGE, PAGE_SIZE, Engine, Hit, Results, SearchQuery, SearchUnavailable
from search.engines import get_engine
from search.forms import SearchForm, address_of, read_search, without
from search.meaning import Found, combine
from search.parse import parse
from search.question import loosened

#: What the parts of an address are called where one of them was not understood.
NAMES = {**{name: facet.label for name, facet in facets.BY_NAME.items()}, "sort": _("Sort by"), "page": _("Page")}
#: A search of so few telling words means them all; a longer one is a question, and fewer results than these are few.
SHORT = 2
FEW = 3


def search(request: PortalRequest) -> HttpResponse:
    """Answers a search: list, facets and map are views of one result; 503 with a helpful page where no engine answers."""
    form = read_search(request.GET, get_language(), facets.KNOWN_VALUES)
    try:
        results, is_loose = find(replace(form.query, facets=(*FACETS, MAP_FACET)))
    except SearchUnavailable as error:
        if request.htmx:  # A part of a page has no room to say this.
            return HttpResponseClientRedirect(request.get_full_path())
        context = {"query": form.query, "reason": error.reason}
        return TemplateResponse(request, "search/unavailable.html", context, status=503)
    view = "map" if request.GET.get("view") == "map" else "list"
    found = combine(form.query, results, is_loose) if view == "list" else Found(results.hits)
    template = "search/_results.html" if request.htmx else "search/search.html"
    response = TemplateResponse(request, template, {**context_of(form, results, found, view), "is_loose": is_loose})
    # One address, two answers: a page, and the part of it that htmx replaces.
    patch_vary_headers(response, ["HX-Request"])
    return push_url(response, request.path + address_of(form.query, page=form.query.page, view=view))


def find(query: SearchQuery, engine: Engine | None = None) -> tuple[Results, bool]:
    """Gives what a search finds, and whether it had to be content with some of the words; raises SearchUnavailable.

    Only where all of them find nothing, and would find nothing without one of the filters either; a question of many words
    also where all of them find hardly anything.
    """
    engine = engine or get_engine()
    results = engine.search(query)
    loose = loosened(parse(query.text), query.language)
    few = FEW if loose and len(loose.wanted) > SHORT else 1
    if loose is None or results.total >= few or openers(query, results):
        return results, False
    found = engine.search(replace(query, loose=True))
    return (found, True) if found.total > results.total else (results, False)


def context_of(form: SearchForm, results: Results, found: Found, view: str) -> dict:
    """Gives what the templates of a result show; places are fetched for the map alone, notes for the list alone."""
    query = form.query
    shown_facets = facets.shown(query, dict(results.facets))
    return {
        "query": query,
        "view": view,
        "notices": [str(NAMES[name]) for name in form.notices],
        "shortened": parse(query.text).shortened,
        "results": results,
        "hits": hits_shown(found.words) if view == "list" else [],
        "meant": hits_shown(found.meant),
        "meant_first": found.meant_first,
        "facets": shown_facets,
        "chips": chips(query, shown_facets),
        "openers": openers(query, results),
        "marks": marks(results) if view == "map" else [],
        "pages": pages(query, results.total),
        "sorts": sorts(query),
        "first_address": address_of(query),
        "list_address": address_of(query, page=query.page),
        "map_address": address_of(query, view="map"),
        "clear_address": address_of(query, filters={}),
    }


def openers(query: SearchQuery, results: Results) -> list[dict]:
    """Gives the facets without whose filter something would be found: a facet's counts ignore its own filter."""
    return [
        {
            "label": facets.BY_NAME[name].label,
            "address": address_of(
                query, filters={other: values for other, values in query.filters.items() if other != name}
            ),
        }
        for name in query.filters
        if any(count.count for count in results.facets.get(name, ()))
    ]


def hits_shown(hits: Iterable[Hit]) -> list[dict]:
    """Joins hits with the public records: what is no longer public is not shown, whatever the index still says."""
    hits = list(hits)
    records: dict[str, dict[str, PublicRecord]] = {}
    for record in for_list(PublicRecord.objects.filter(translation_key__in=[hit.key for hit in hits])):
        records.setdefault(record.translation_key.hex, {})[record.language] = record
    language = get_language()
    shown = []
    for hit in hits:
        versions = records.get(hit.key)
        if not versions:
            continue
        original = next((record for record in versions.values() if record.is_original), None)
        record = versions.get(language) or original or next(iter(versions.values()))
        # A sentence that matched in another language than the one shown is marked with its language.
        shown.append(
            {
                "record": record,
                "highlight": _marked(hit) if hit.language in versions else "",
                "highlight_language": hit.language,
            }
        )
    return shown


def _marked(hit: Hit) -> SafeString:
    """The engine has escaped the sentence; `<mark>` is the only markup in it (contract suite)."""
    return mark_safe(hit.highlight)


def chips(query: SearchQuery, shown_facets: list[dict]) -> list[dict]:
    """Gives the active filters with the address of the search without each."""
    return [
        {
            "facet": facet["label"],
            "label": value["label"],
            "address": address_of(query, filters=without(query, facet["name"], value["value"])),
        }
        for facet in shown_facets
        for value in facet["values"]
        if value["selected"]
    ]


def marks(results: Results) -> list[dict]:
    """Gives the places of the whole result, for the map: a link to the city's page with the number of its notes."""
    counts = {int(count.value): count.count for count in results.facets.get(MAP_FACET, ())}
    paths = dict(
        PublicRecord.objects.originals().filter(city_id__in=counts).values_list("city_id", "path").order_by("pk")
    )
    language = get_language()
    return [
        {
            "latitude": city.latitude,
            "longitude": city.longitude,
            "label": f"{city.name}, {city.country.name}",
            "count": counts[city.pk],
            "url": address(parent_path(paths[city.pk]), language),
        }
        for city in City.objects.filter(pk__in=paths).select_related("country")
    ]


def pages(query: SearchQuery, total: int) -> dict:
    """Gives the pager of a result; past the last page that can be asked for there is none."""
    last = min(max(1, -(-total // PAGE_SIZE)), MAX_PAGE)
    return pager(query.page, last, lambda number: address_of(query, page=number))


def sorts(query: SearchQuery) -> list[dict]:
    names = {"relevance": _("Best match"), "newest": _("Newest"), "verified": _("Last verified")}
    return [{"value": value, "label": label, "selected": value == query.sort} for value, label in names.items()]
