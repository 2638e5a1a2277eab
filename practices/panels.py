"""What notes contribute to pages of the portal."""

from itertools import chain

from django.db.models import Count
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal import panels
from portal.public_state import kept
from practices import jsonld
from practices.listing import for_list
from practices.models import PublicRecord, ReadingListEntry
from practices.reading.lists import lists_of
from practices.similar import similar_to

NEWEST = 6


def feed_link(request: HttpRequest, **subject) -> SafeString:
    """Lets browsers and readers of feeds find the feed of new notes."""
    return format_html(
        '<link rel="alternate" type="application/atom+xml" title="{}" href="{}">',
        _("City Practice Exchange: new notes"),
        reverse("practices:feed"),
    )


def machine_data(request: HttpRequest, note=None, record=None, languages=(), **subject) -> str:
    """A note as schema.org data; a preview and a restricted note have no public record, so nothing to say."""
    return (
        kept(f"jsonld:{record.pk}", lambda: jsonld.script(jsonld.article(record, note, languages))) if record else ""
    )


def similar(request: HttpRequest, note=None, record=None, **subject) -> str:
    """What to read next; a preview and a restricted note have no record to compare."""
    if not record:
        return ""

    def render() -> str:
        terms = chain.from_iterable(note.terms.values())
        alike, others = similar_to(record, terms, get_language() or "")
        lists = ((_("Similar notes"), alike), (_("The same problem, another way"), others))
        return render_to_string("practices/_similar.html", {"lists": lists}, request)

    return kept(f"similar:{record.pk}", render)


def figures(request: HttpRequest, **subject) -> str:
    """How much there is to read."""
    counts = PublicRecord.objects.originals().aggregate(
        notes=Count("pk"), cities=Count("city", distinct=True), countries=Count("country", distinct=True)
    )
    return render_to_string("practices/_figures.html", counts, request)


def newest(request: HttpRequest, **subject) -> str:
    """The latest notes."""
    records = for_list(PublicRecord.objects.for_reader(get_language())).newest()[:NEWEST]
    return render_to_string("practices/_newest.html", {"notes": list(records)}, request)


def keep(request: HttpRequest, record=None, **subject) -> str:
    """Keeps a note on a reading list; a preview and a restricted note have no record to keep."""
    if not record:
        return ""
    found = list(lists_of(request.user)) if request.user.is_authenticated else []
    entries = ReadingListEntry.objects.filter(reading_list__in=found, note=record.translation_key)
    kept_in = set(entries.values_list("reading_list_id", flat=True)) if found else set()
    context = {
        "record": record,
        "lists": [each for each in found if each.pk not in kept_in],
        "kept_in": [each for each in found if each.pk in kept_in],
        "path": request.get_full_path(),
    }
    return render_to_string("practices/reading/_keep.html", context, request)


def reading_link(request: HttpRequest, **subject) -> str:
    """The way from the account to reading lists."""
    return render_to_string("practices/reading/_account.html", {}, request)


def register_all() -> None:
    panels.register("head", feed_link)
    panels.register("note.head", machine_data)
    panels.register("note.end", similar)
    panels.register("home.figures", figures, kept=True)
    panels.register("home.new", newest, kept=True)
    panels.register("note.actions", keep, order=10)
    panels.register("account.links", reading_link, order=200)
