"""The download of a whole result."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from portal.request_types import PortalRequest
from search import facets
from search.addresses import read_search
from search.columns import Row
from search.engine import SearchQuery, SearchUnavailable
from search.engines import get_engine
from search.export import FORMATS, batches_of
from search.finding import find


@require_safe
def download(request: PortalRequest, name: str) -> HttpResponseBase:
    """Answers with all notes that a search finds, in its order, as the file format called `name`.

    404 for an unknown format; 503 with a page where no engine answers. Where one fails later, the connection breaks.
    """
    if name not in FORMATS:
        raise Http404(name)
    file_format = FORMATS[name]
    query = read_search(request.GET, get_language(), facets.KNOWN_VALUES).query
    try:
        batches = found_batches(query)
        if request.method == "HEAD":
            response: HttpResponseBase = HttpResponse(content_type=file_format.content_type)
        else:
            body = file_format.write(batches, query.language)
            response = StreamingHttpResponse(body, content_type=file_format.content_type)
    except SearchUnavailable as error:
        context = {"query": query, "reason": error.reason}
        return TemplateResponse(request, "search/unavailable.html", context, status=503)
    # Nothing of the address is in the name.
    filename = f"city-practices-{timezone.localdate().isoformat()}.{file_format.name}"
    response["Content-Disposition"] = content_disposition_header(True, filename)
    response["X-Robots-Tag"] = "noindex"
    return response


def found_batches(query: SearchQuery) -> Iterator[list[Row]]:
    """Gives the notes that the search page shows for a query, on all its pages; raises SearchUnavailable at once.

    The first batch is read here: what cannot even begin is said on a page.
    """
    counted = replace(query, facets=tuple(query.filters), page=1, page_size=0)
    _results, is_loose = find(counted)
    batches = batches_of(get_engine().keys(replace(query, loose=is_loose)), query.language)
    return chain([next(batches, [])], batches)
