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
    *("city__name", "city__name_fr", "city__name_es", "city__population", "organisation__name"),
    *("country__name_en", "country__name_fr", "country__name_es", "country__income_level"),
)
GOING_ON = (choices.Status.PILOT, choices.Status.RUNNING, choices.Status.SCALED_UP)


def for_list(records: PublicRecordQuerySet) -> PublicRecordQuerySet:
    """Gives records with what an entry of a list shows, in one query."""
    return records.select_related("city", "country", "organisation").only(*LISTED)


def years(record: PublicRecord) -> str:
    """Says from when to when, as a list shows it, "1981–2003", without months and days."""
    return period(str(record.year or ""), record.end[:4], record.status)


def period(start: str, end: str, status: str) -> str:
    """Says from when to when; a practice whose end nobody knows must not look as if it had ended in its first year."""
    if start and end:
        return start if start == end else f"{start}–{end}"
    if end:
        return gettext("up to %(year)s") % {"year": end}
    if not start or status == choices.Status.PLANNED:
        return start
    said = gettext("since %(year)s") if status in GOING_ON else gettext("begun in %(year)s")
    return said % {"year": start}
