"""Notes in a list for readers: what is read of each, no more than its entry shows, and its years; cards.py shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from practices import choices
from practices.models import PublicRecord

if TYPE_CHECKING:
    from practices.models.record import PublicRecordQuerySet

#: What an entry of a list is made of; the other columns, of which some are long, would cost as much again.
LISTED = (
    *("translation_key", "language", "is_original", "path", "practice_type", "title", "one_line"),
    *("status", "evidence", "year", "end", "first_published_at"),
    *("city__name", "city__population", "organisation__name"),
    *("country__name_en", "country__name_fr", "country__name_es", "country__income_level"),
)
GOING_ON = (choices.Status.PILOT, choices.Status.RUNNING, choices.Status.SCALED_UP)


def for_list(records: PublicRecordQuerySet) -> PublicRecordQuerySet:
    """Gives records with what an entry of a list shows, in one query."""
    return records.select_related("city", "country", "organisation").only(*LISTED)


def years(record: PublicRecord) -> str:
    """Says from when to when, as a list shows it, "1981–2003"; what is not known is left out."""
    if not record.year:
        return ""
    end = record.end[:4]
    if end and end != str(record.year):
        return f"{record.year}–{end}"
    if record.status in GOING_ON and not end:
        return gettext("since %(year)d") % {"year": record.year}
    return str(record.year)
