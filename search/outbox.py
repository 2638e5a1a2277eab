"""The way of a change into the index.

records_changed -> IndexEvent rows, in the same transaction -> after commit: drain -> read the records -> upsert or remove,
in the suggestions (search/suggest/tables.py) and in the index

An engine or a broker that is down delays this; it loses nothing, for the rows stay until the engine has taken them. However
many wait, whoever publishes meanwhile pays for their own change and for a few of those that wait: a drain begins with few.
"""

import logging
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.db.models import Max, QuerySet

from practices.models import PublicRecord
from search.documents import documents
from search.engine import Change, Engine, Remove, SearchUnavailable, Upsert
from search.engines import indexes
from search.models import IndexEvent
from search.passages import forget
from search.suggest import tables

logger = logging.getLogger(__name__)
BATCH = 500
#: So many are tried first; an engine that does not take them is not asked for more.
FIRST = 10
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def record_change(keys: Iterable[uuid.UUID]) -> None:
    """Writes that the documents of `keys` are out of date; call it in the transaction that makes them so."""
    IndexEvent.objects.bulk_create(IndexEvent(key=key) for key in keys)


def drain() -> int:
    """Applies what waits; gives the number of events applied; stops, keeping the rest, where the engine does not answer.

    What comes meanwhile is left to the drain that follows it: where much is published, this one would never end.
    """
    newest = IndexEvent.objects.values_list("pk", flat=True).last()
    waiting = IndexEvent.objects.filter(pk__lte=newest or 0)
    main, *reserves = indexes()
    follow(waiting, reserves)
    applied, size = 0, FIRST
    while events := list(waiting.filter(followed=True)[:size]):
        try:
            write(main, events)
        except SearchUnavailable as error:
            logger.warning("The index takes no changes (%s); they wait in the outbox.", error)
            break
        IndexEvent.objects.filter(pk__in=[event.pk for event in events]).delete()
        applied += len(events)
        size = BATCH
    return applied


def follow(waiting: QuerySet[IndexEvent], reserves: Iterable[Engine]) -> None:
    """Applies what is new to all that needs no cluster, once: what is not public any more is not suggested either."""
    while events := list(waiting.filter(followed=False)[:BATCH]):
        tables.follow({event.key for event in events})
        for reserve in reserves:
            try:
                write(reserve, events)
            except SearchUnavailable as error:
                logger.warning("The reserve's index takes no changes (%s); `search check --repair` mends it.", error)
        IndexEvent.objects.filter(pk__in=[event.pk for event in events]).update(followed=True)


def changes(events: Iterable[IndexEvent]) -> list[Change]:
    """Reads what the records say now: a public note is written, any other removed; order and repetition do no harm."""
    newest = {event.key: event for event in sorted(events, key=lambda event: event.created_at)}
    upserts = [Upsert(document) for document in documents(newest)]
    gone = newest.keys() - {uuid.UUID(change.document.key) for change in upserts}
    forget(gone)
    return [*upserts, *(Remove(key.hex, _version(newest[key])) for key in sorted(gone))]


def write(engine: Engine, events: list[IndexEvent]) -> None:
    """Applies events to an engine; what the records say otherwise by then is written again. Raises SearchUnavailable.

    Another process may have written a later change after this one had read, and the older one now stands in its place: an engine
    need not know the versions of what it has. Whoever writes last looks last, so what is right stands there in the end.
    """
    while events:
        made = changes(events)
        engine.apply(made)
        written = {change.document.key: change.document.version for change in made if isinstance(change, Upsert)}
        records = PublicRecord.objects.filter(translation_key__in={event.key for event in events})
        newest = dict(records.values_list("translation_key").annotate(Max("version")).order_by())
        events = [event for event in events if written.get(event.key.hex) != newest.get(event.key)]


def _version(event: IndexEvent) -> int:
    """Gives the time of an event as versions tell it: later than that of a record which was written just before."""
    return (event.created_at - _EPOCH) // timedelta(microseconds=1) * 1_000 + 1_000
