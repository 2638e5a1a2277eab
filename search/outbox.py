"""The way of a change into the index.

records_changed -> IndexEvent rows, in the same transaction -> after commit: drain -> read the records -> upsert or remove,
in the suggestions (search/suggest/tables.py) and in the index

An engine or a broker that is down delays this; it loses nothing, for the rows stay until the engine has taken them.
"""

import logging
import uuid
from collections.abc import Iterable

from search.documents import documents
from search.engine import Change, Remove, SearchUnavailable, Upsert
from search.engines import get_engine
from search.models import IndexEvent
from search.passages import forget
from search.suggest import tables

logger = logging.getLogger(__name__)
BATCH = 500


def record_change(keys: Iterable[uuid.UUID]) -> None:
    """Writes that the documents of `keys` are out of date; call it in the transaction that makes them so."""
    IndexEvent.objects.bulk_create(IndexEvent(key=key) for key in keys)


def drain() -> int:
    """Applies what waits; gives the number of events applied; stops, keeping the rest, where the engine does not answer."""
    applied = 0
    while events := list(IndexEvent.objects.all()[:BATCH]):
        keys = {event.key for event in events}
        # First, since they need no engine: what is not public any more is not suggested either, whatever the engine does.
        tables.follow(keys)
        try:
            get_engine().apply(changes(keys))
        except SearchUnavailable as error:
            logger.warning("The index takes no changes (%s); they wait in the outbox.", error)
            break
        IndexEvent.objects.filter(pk__in=[event.pk for event in events]).delete()
        applied += len(events)
    return applied


def changes(keys: Iterable[uuid.UUID]) -> list[Change]:
    """Reads what the records say now: a public note is written, any other removed; order and repetition do no harm."""
    wanted = {key.hex for key in keys}
    upserts = [Upsert(document) for document in documents(keys)]
    gone = wanted - {change.document.key for change in upserts}
    forget(map(uuid.UUID, gone))
    return [*upserts, *(Remove(key) for key in sorted(gone))]
