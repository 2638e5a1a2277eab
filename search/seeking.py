"""Which searches are counted, and as what; without a person, an address or a time of day (decision 10).

`tally.py` keeps the counts for a few seconds, `models/seeking.py` for up to a year, `gaps.py` reports them to the secretariat.

A search counts where it begins: a first page, without filters. That a note was opened from what it found is known from
the address that the browser says it came from: same site, no cookie, no script and no other request.
"""

import re
import unicodedata
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from portal.addresses import address
from portal.text import clean
from search import tally
from search.engine import SearchQuery
from search.languages import fold, visible
from search.models.seeking import MAX_TEXT, Key
from search.parse import Kind, Term, parse

#: Browsers send no more than this of the address that somebody came from.
MAX_REFERER = 4_096
# "Cubot" makes telephones.
_ROBOTS = re.compile(
    r"(?<!cu)bot|crawl|spider|slurp|scrap|curl|wget|python|java/|libwww|httpclient|go-http|monitor|preview|lighthouse|headless",
    re.IGNORECASE,
)
# An address of mail or of the web, which may hold a key; a number by which somebody can be called or is registered.
_ADDRESS = re.compile(r"@|[(\[]\s*at\s*[)\]]|://|\bwww\.", re.IGNORECASE)
_NUMBER = re.compile(r"\d{6,}|\d(?:[\s().,+/\-‐-―]*\d){6,}")
_YEARS = re.compile(r"(?:19|20)\d\d\D{1,3}(?:19|20)\d\d")


def searched(request: HttpRequest, query: SearchQuery, total: int) -> None:
    """Counts a search that found `total` notes, if it is one to be counted; never fails and never waits."""
    if not query.text or query.filters or query.page != 1:
        return
    text = counted_text(query.text)
    # From the page of the same search, it goes on: a filter was removed, notes were sorted, the first page came back.
    if text and is_counted(request) and search_before(request) != (query.language, text):
        tally.count_search(Key(timezone.now().date(), query.language, text), total)


def opened(request: HttpRequest) -> None:
    """Counts that a note was opened from a search, if it was; never fails and never waits."""
    if "referer" not in request.headers or not is_counted(request):
        return
    before = search_before(request)
    if before:
        tally.count_opened(Key(timezone.now().date(), *before))


def counted_text(text: str) -> str:
    """Gives what a text is counted as: its parsed words in their order, folded; empty where it is not counted.

    That is a text without a wanted word, a long one, and one that looks personal.
    """
    parsed = parse(text)
    if parsed.shortened or not parsed.wanted or looks_personal(text):
        return ""
    counted = " ".join(map(_written, parsed.terms))
    return counted if len(counted) <= MAX_TEXT else ""


def _written(term: Term) -> str:
    words = " ".join(fold(" ".join(term.words)).split())
    if term.kind is Kind.PHRASE:
        words = f'"{words}"'
    return f"{'-' if term.excluded else ''}{words}{'*' if term.kind is Kind.PREFIX else ''}"


def looks_personal(text: str) -> bool:
    """Says whether a text has an address of mail or of the web, or a long number other than two years."""
    text = unicodedata.normalize("NFKC", visible(text))
    if _ADDRESS.search(text):
        return True
    return any(not _YEARS.fullmatch(number.group()) for number in _NUMBER.finditer(text))


def is_counted(request: HttpRequest) -> bool:
    """Says whether a reader asks, who has not asked to be left out: no robot, no browser ahead of its reader, no editor."""
    headers = request.headers
    agent = headers.get("user-agent", "")[:500]
    if request.method != "GET" or not agent or _ROBOTS.search(agent):
        return False
    if headers.get("dnt") == "1" or headers.get("sec-gpc") == "1":
        return False
    if any("prefetch" in headers.get(name, "") for name in ("sec-purpose", "purpose", "x-moz")):
        return False
    return not request.user.has_perm("wagtailadmin.access_admin")


def search_before(request: HttpRequest) -> tuple[str, str] | None:
    """Gives language and counted text of the search that the reader comes from; None where they come from elsewhere."""
    try:
        before = urlsplit(request.headers.get("referer", "")[:MAX_REFERER])
    except ValueError:
        return None
    language = next((code for code in settings.INTERFACE_LANGUAGES if before.path == address("search/", code)), None)
    if language is None or before.netloc != request.get_host():
        return None
    text = counted_text(clean(QueryDict(before.query).get("q", "")).strip())
    return (language, text) if text else None
