"""The Atom feed of a search: its newest notes, in the reader's language where a note has it."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.addresses import full_address
from practices.feeds import NEWEST, NewNotes
from practices.models import PublicRecord
from search import facets
from search.addresses import address_of, read_search
from search.deadline import shared_deadline
from search.engine import SearchQuery, SearchUnavailable
from search.finding import find
from search.wording import in_words


class SearchFeed(NewNotes):
    """The feed of one search with the notes it has found."""

    def __init__(self, query: SearchQuery, records: Sequence[PublicRecord]) -> None:
        self.query = query
        self.records = records

    def title(self) -> str:
        return _("City Practice Exchange: %(search)s") % {"search": in_words(self.query)}

    def subtitle(self) -> str:
        return _("What this search finds, newest first")

    def link(self) -> str:
        return full_address(reverse("search:search") + address_of(self.query))

    def feed_url(self) -> str:
        return full_address(reverse("search:feed") + address_of(self.query))

    def items(self):
        return self.records


@shared_deadline()
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Answers with the newest notes of a search, or that nothing has changed; 503 where no engine answers."""
    language = get_language()
    # The order is the feed's own, so that one search has one address, whatever it was sorted by.
    query = replace(read_search(request.GET, language, facets.KNOWN_VALUES).query, sort="relevance", page=1)
    try:
        records = newest_found(query)
    except SearchUnavailable:
        response = HttpResponse(_("Search is not available now"), content_type="text/plain; charset=utf-8", status=503)
        response["Retry-After"] = "60"
        return response
    etag = etag_of(query, records)
    answer = get_conditional_response(request, etag=etag) or SearchFeed(query, records)(request)
    answer["ETag"] = etag
    return answer


def newest_found(query: SearchQuery) -> list[PublicRecord]:
    """Gives the newest public notes of a search in its language; raises SearchUnavailable."""
    found, _is_loose = find(replace(query, sort="newest", page_size=NEWEST, facets=tuple(query.filters)))
    wanted = {hit.key: position for position, hit in enumerate(found.hits)}
    records = PublicRecord.objects.for_reader(query.language).filter(translation_key__in=list(wanted))
    of_list = records.select_related("city__country", "country", "organisation").defer("data")
    return sorted(of_list, key=lambda record: wanted[record.translation_key.hex])


def etag_of(query: SearchQuery, records: Sequence[PublicRecord]) -> str:
    """Gives what changes when the feed does: the search, its language, and which version of which notes it holds."""
    parts = [query.language, address_of(query), *(f"{record.pk} {record.version}" for record in records)]
    return f'"{sha256("|".join(parts).encode(errors="replace")).hexdigest()[:32]}"'
