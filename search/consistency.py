"""Compares an index with the public records, and mends it through the outbox."""

import uuid
from dataclasses import dataclass

from django.db.models import Max

from practices.models import PublicRecord
from search import outbox
from search.engine import Engine
from search.models import IndexEvent


@dataclass(frozen=True, slots=True)
class Differences:
    """Keys of notes: not in the index, there in another version, or there and not public."""

    missing: tuple[str, ...]
    changed: tuple[str, ...]
    surplus: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return (*self.missing, *self.changed, *self.surplus)

    def __str__(self) -> str:
        return f"{len(self.missing)} missing, {len(self.changed)} in another version, {len(self.surplus)} not public"


def compare(engine: Engine) -> Differences:
    """Gives what differs by key and version; what waits in the outbox is not counted. Raises SearchUnavailable."""
    indexed = dict(engine.versions())
    # Read in this order, so that what changes meanwhile stands in one of the two.
    waiting = {key.hex for key in IndexEvent.objects.values_list("key", flat=True)}
    records = PublicRecord.objects.values_list("translation_key").annotate(Max("version")).order_by()
    public = {key.hex: version for key, version in records.iterator()}
    return Differences(
        missing=tuple(sorted(public.keys() - indexed.keys() - waiting)),
        changed=tuple(
            sorted(
                key for key, version in public.items() if indexed.get(key, version) != version and key not in waiting
            )
        ),
        surplus=tuple(sorted(indexed.keys() - public.keys() - waiting)),
    )


def repair(differences: Differences) -> int:
    """Writes or removes anew what differs; gives the number of changes that the index took."""
    outbox.record_change(map(uuid.UUID, differences.keys))
    return outbox.drain()
