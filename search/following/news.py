"""What is new of a subscription, and what its owner knows already.

New is a note that became public after the subscription was made, that it finds now, and that its owner was not told of.
What was public before counts as known, also where it is rewritten so that it is found only now; a note that came later
counts the first time that it is found, however often it changed until then. Withdrawn and published again is no news.

Times are compared with an hour to spare (`SLACK`), since a transaction that began earlier may end later: what such an
hour brings twice is left out by `ToldNote`, which holds for ever.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.http import QueryDict
from django.utils import timezone

from portal.models import User
from practices.models import PublicRecord
from search import facets
from search.addresses import RequestedSearch, read_search
from search.engine import FILTERS, Hit, SearchQuery
from search.engines import get_engine
from search.models import Frequency, IndexEvent, NewsItem, SavedSearch, Subscription, ToldNote, Watch

SLACK = timedelta(hours=1)
#: How many notes an engine is asked about at a time.
MOST_KEYS = 500


@dataclass(frozen=True, slots=True)
class News:
    """A note that is new to a subscription; `hit` says which sentence matched, where words were searched."""

    key: uuid.UUID
    hit: Hit | None = None


def record_change(keys: Iterable[uuid.UUID]) -> None:
    """Notes which notes are public and have changed; call it in the transaction that changes them."""
    now = timezone.now()
    public = PublicRecord.objects.filter(translation_key__in=list(keys)).values_list("translation_key", flat=True)
    NewsItem.objects.bulk_create(
        [NewsItem(key=key, first_public_at=now, changed_at=now) for key in set(public)],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["changed_at", "is_pending"],
    )


def horizon(now: datetime) -> datetime:
    """Gives the time up to which the index has what is public: `now`, unless something waits for it."""
    oldest = IndexEvent.objects.order_by("created_at").values_list("created_at", flat=True).first()
    return min(now, oldest) if oldest else now


def read_saved(search: SavedSearch) -> RequestedSearch:
    """Gives the search that was saved, and notices about what of it is not known any more."""
    requested = read_search(QueryDict(search.address), search.language, facets.KNOWN_VALUES)
    return replace(requested, query=replace(requested.query, loose=search.is_loose))


def since_last_look(subscription: Subscription) -> list[uuid.UUID]:
    """Gives the notes that changed since the last digest of a subscription."""
    items = NewsItem.objects.filter(changed_at__gte=subscription.looked_at - SLACK)
    return list(items.values_list("key", flat=True))


def new_of(subscription: Subscription, keys: Collection[uuid.UUID]) -> list[News]:
    """Gives what is new of a saved search, a watched city or a watched term among `keys`; raises SearchUnavailable."""
    found: list[News] = []
    for some in _chunks(keys):
        came_later = NewsItem.objects.filter(key__in=some, first_public_at__gt=subscription.created_at - SLACK)
        told = ToldNote.objects.filter(subscription_id=subscription.pk, key__in=some)
        wanted = list(came_later.exclude(key__in=told.values("key")).values_list("key", flat=True))
        found += matching(subscription, wanted) if wanted else []
    return found


def matching(subscription: Subscription, keys: Collection[uuid.UUID]) -> Iterator[News]:
    """Yields those of `keys` that a subscription is about, and that are public; raises SearchUnavailable."""
    if isinstance(subscription, SavedSearch):
        yield from _searched(read_saved(subscription), keys)
    elif isinstance(subscription, Watch):
        records = PublicRecord.objects.originals().filter(translation_key__in=keys)
        if subscription.city_id:
            records = records.filter(city_id=subscription.city_id)
        else:
            records = records.about(subscription.term_id) if subscription.term_id else records.none()
        yield from (News(key) for key in records.newest().values_list("translation_key", flat=True))


def _searched(requested: RequestedSearch, keys: Collection[uuid.UUID]) -> Iterator[News]:
    # A filter of which no value is left would narrow nothing, and everything would be news.
    if any(name in FILTERS and name not in requested.query.filters for name in requested.notices):
        return
    query: SearchQuery = replace(
        requested.query, sort="newest", page_size=MOST_KEYS, facets=(), keys=tuple([key.hex for key in keys])
    )
    for hit in get_engine().search(query).hits:
        yield News(uuid.UUID(hit.key), hit)


def remember_what_is_known(subscription: Subscription) -> None:
    """Writes down what a new subscription finds of the last hour: its owner has seen it. Raises SearchUnavailable.

    What is older needs no row, for it became public before the subscription was made.
    """
    if isinstance(subscription, Watch) and subscription.note:
        return
    recent = NewsItem.objects.filter(first_public_at__gt=subscription.created_at - SLACK)
    for keys in _chunks(recent.values_list("key", flat=True)):
        remember(subscription, [news.key for news in matching(subscription, keys)], by_mail=False)


def _chunks(keys: Iterable[uuid.UUID]) -> Iterator[list[uuid.UUID]]:
    keys = list(keys)
    return (keys[start : start + MOST_KEYS] for start in range(0, len(keys), MOST_KEYS))


def remember(subscription: Subscription, keys: Iterable[uuid.UUID], by_mail: bool) -> None:
    """Writes down that the owner of a subscription knows notes; once more does no harm."""
    ToldNote.objects.bulk_create(
        [ToldNote(subscription_id=subscription.pk, key=key, by_mail=by_mail) for key in keys], ignore_conflicts=True
    )


def told_by_mail(user: User, keys: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Gives those of `keys` of which a mail told, for whichever subscription.

    One that was stopped does not count: what was stopped with it may have been a mail that still waited.
    """
    told = ToldNote.objects.filter(subscription__user=user, by_mail=True, key__in=list(keys))
    return set(told.exclude(subscription__frequency=Frequency.NEVER).values_list("key", flat=True))


def forget(subscription: Subscription, keys: Iterable[uuid.UUID]) -> None:
    """Takes back that the owner of a subscription was told of notes: they were left out when the mail was sent."""
    ToldNote.objects.filter(subscription_id=subscription.pk, key__in=list(keys)).delete()
