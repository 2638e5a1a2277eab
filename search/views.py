"""The search page."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import islice

from django.db.models import Q
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect, push_url

from portal.context_processors import language_links, sign_in_address
from portal.paging import pager
from portal.request_types import PortalRequest
from practices.listing import for_list
from practices.models import PublicRecord, shown_of
from search import cells, facets, seeking, why
from search.addresses import RequestedSearch, address_of, read_search
from search.deadline import shared_deadline
from search.engine import (
    CELL_FACET,
    FACETS,
    MAP_FACET,
    MAX_PAGE,
    PAGE_SIZE,
    Hit,
    Results,
    SearchQuery,
    SearchUnavailable,
)
from search.finding import find, ways_out
from search.meaning import Found, combine, meaning_of
from search.parse import parse
from search.question import read
from search.suggest.did_you_mean import did_you_mean
from search.suggest.offers import offers
from search.synonyms import added
from search.table import read_columns, table_of
from search.wording import NAMES

#: How a result can be shown.
VIEWS = ("list", "map", "table")
#: So many of the expressions that mean the same are named.
ALSO = 6


@shared_deadline()
@vary_on_headers("HX-Request", "HX-Trigger-Name")  # One address: a page, and the parts of it that htmx replaces.
def search(request: PortalRequest) -> HttpResponse:
    """Answers a search: list, map and table are views of one result; 503 with a helpful page where no engine answers."""
    requested = read_search(request.GET, get_language(), facets.KNOWN_VALUES)
    # While somebody types into the field of a long facet, its values alone are replaced.
    is_finding = bool(request.htmx) and (request.htmx.trigger_name or "").startswith("find_")
    view = view if (view := request.GET.get("view")) in VIEWS else "list"
    # Cities are thousands: they are counted where the map is shown, or has narrowed the search.
    on_map = (MAP_FACET, CELL_FACET) if view == "map" or CELL_FACET in requested.query.filters else ()
    query = replace(requested.query, facets=(*FACETS, *on_map), page_size=0 if is_finding else PAGE_SIZE)
    try:
        results, is_loose = find(query, meaning_of(query) if view == "list" and not is_finding else None)
    except SearchUnavailable as error:
        if request.htmx:  # A part of a page has no room to say this.
            return HttpResponseClientRedirect(request.get_full_path())
        context = {"query": requested.query, "reason": error.reason}
        return TemplateResponse(request, "search/unavailable.html", context, status=503)
    kept: dict = {"view": view}
    if view == "table":
        kept["column"], all_known = read_columns(request.GET)
        requested = requested if all_known else replace(requested, notices=(*requested.notices, "column"))
    if is_finding:
        return TemplateResponse(request, "search/_facets.html", context_of(requested, results, Found(()), kept))
    answered = replace(requested.query, loose=is_loose, synonyms=None if results.without_synonyms else query.synonyms)
    found = combine(query, results, is_loose)
    may_explain = view == "list" and request.user.has_perm(why.PERMISSION)
    explained = None
    if may_explain and request.GET.get("explain") == "1":
        kept["explain"] = True
        explained = why.explain(answered, found)
    else:
        seeking.searched(request, requested.query, results.total)
    context = {
        **context_of(requested, results, found, kept, explained),
        "may_explain": may_explain,
        "explain_address": address_of(requested.query, page=requested.query.page, explain=not explained),
        "is_loose": is_loose,
        "best_first": address_of(requested.query, sort="relevance", **kept)
        if requested.query.sort != "relevance"
        else "",
        "did_you_mean": did_you_mean(requested.query, results, is_loose, kept=kept),
        "offers": offers(requested.query, results, is_loose, kept=kept),
    }
    state = address_of(requested.query, page=requested.query.page, **kept)
    if request.htmx:  # The page's other languages lead to what it shows now, and so does signing in.
        context["language_links"] = language_links("search/", state[1:])
        context["sign_in_address"] = sign_in_address(request.path + state)
    response = TemplateResponse(request, "search/_results.html" if request.htmx else "search/search.html", context)
    return push_url(response, request.path + state)


def context_of(
    requested: RequestedSearch, results: Results, found: Found, kept: dict, explained: why.Explained | None = None
) -> dict:
    """Gives what the templates of a result show; what one view needs is fetched for it alone.

    `kept` is what every address of the page keeps beside the search: the "view", the "column" names of the table, and
    whether to "explain" the list.
    """
    query, view = requested.query, kept["view"]
    shown_facets = facets.shown(query, results.facets, requested, kept)
    squares = cells.chosen(query, results, kept)
    cell_label = facets.BY_NAME[CELL_FACET].label
    by_meaning = {hit.key for hit in found.meant}
    marks = cells.marks(query, results) if view == "map" else []
    listed = hits_shown((*(found.words if view == "list" else ()), *found.meant), explained)
    meant = [{**hit, "by_meaning": hit["key"] not in found.by_words} for hit in listed if hit["key"] in by_meaning]
    return {
        "query": query,
        "view": view,
        "notices": [str(NAMES[name]) for name in requested.notices],
        "backwards": facets.backwards(requested),
        "shortened": parse(query.text).shortened,
        "also": [] if results.without_synonyms else list(islice(added(read(query)), ALSO)),
        "results": results,
        "hits": [hit for hit in listed if hit["key"] not in by_meaning],
        "meant": meant,
        "meant_first": found.meant_first,
        "some_by_words": not all(hit["by_meaning"] for hit in meant),
        "explained": explained,
        "table": table_of([hit.key for hit in results.hits], kept["column"], query.language)
        if view == "table"
        else None,
        "facets": shown_facets,
        "chips": [*chips(query, shown_facets, kept), *({**square, "facet": cell_label} for square in squares)],
        "ways_out": ways_out(query, results, kept),
        "marks": marks,
        "off_map": results.total - sum(mark["count"] for mark in marks),
        "squares": squares,
        "pages": pages(query, results.total, kept),
        "sorts": sorts(query),
        "first_address": address_of(query, **kept),
        "views": views(query, kept),
        "search_address": address_of(query),
        "clear_address": address_of(query, **kept, filters={}),
    }


def views(query: SearchQuery, kept: dict) -> list[dict]:
    """Gives the ways to look at a result, with their addresses; the map alone has no pages, the table its columns."""
    names = {"list": _("List"), "map": _("Map"), "table": _("Table")}
    return [
        {
            "label": label,
            "address": address_of(
                query,
                view=name,
                page=1 if name == "map" else query.page,
                column=kept.get("column", ()) if name == "table" else (),
            ),
            "selected": name == kept["view"],
        }
        for name, label in names.items()
    ]


def hits_shown(hits: Iterable[Hit], explained: why.Explained | None = None) -> list[dict]:
    """Joins hits with the public records: what is no longer public is not shown, whatever the index still says."""
    hits = list(hits)
    language = get_language()
    records: dict[str, dict[str, PublicRecord]] = {}
    # Of a note in many languages, only what may be shown: made into objects, each costs as much as finding it.
    wanted = Q(is_original=True) | Q(language__in={language, *(hit.language for hit in hits)})
    for record in for_list(PublicRecord.objects.filter(wanted, translation_key__in=[hit.key for hit in hits])):
        records.setdefault(record.translation_key.hex, {})[record.language] = record
    shown = []
    for hit in hits:
        versions = records.get(hit.key)
        if not versions:
            continue
        # A sentence that matched in another language than the one shown is marked with its language. Where the index is
        # behind the record it is left out: it may have been withheld since.
        is_current = hit.language in versions and versions[hit.language].version <= hit.version
        shown.append(
            {
                "key": hit.key,
                "record": shown_of(versions.values(), language),
                "highlight": _marked(hit) if is_current else "",
                "highlight_language": hit.language,
                "why": explained.reasons.get(hit.key) if explained else None,
            }
        )
    return shown


def _marked(hit: Hit) -> SafeString:
    """The engine has escaped the sentence; `<mark>` is the only markup in it (contract suite)."""
    return mark_safe(hit.highlight)


def chips(query: SearchQuery, shown_facets: list[dict], kept: Mapping) -> list[dict]:
    """Gives the active filters with the address of the search without each."""
    return [
        {
            "facet": facet["label"],
            "label": chosen["label"],
            "address": address_of(query, **kept, filters=chosen["filters"]),
        }
        for facet in shown_facets
        for chosen in facet["chosen"]
    ]


def pages(query: SearchQuery, total: int, kept: Mapping) -> dict:
    """Gives the pager of a result; past the last page that can be asked for there is none."""
    last = min(max(1, -(-total // PAGE_SIZE)), MAX_PAGE)
    return pager(query.page, last, lambda number: address_of(query, page=number, **kept))


def sorts(query: SearchQuery) -> list[dict]:
    names = {"relevance": _("Best match"), "newest": _("Newest"), "verified": _("Last verified")}
    return [{"value": value, "label": label, "selected": value == query.sort} for value, label in names.items()]
