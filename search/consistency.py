"""Compares what is made of the public records with them, and mends it through the outbox."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from django.db.models import Max

from practices.models import PublicRecord
from search import outbox
from search.engines import indexes
from search.models import IndexEvent
from search.suggest import tables


class Copy(Protocol):
    """What is made of the public records: an index, or the tables of suggestions."""

    def versions(self) -> Iterator[tuple[str, int]]:
        """Key and version of every note in it; may raise SearchUnavailable."""


def copies() -> list[tuple[str, Copy]]:
    """Gives everything that is made of the records, each with what it is called."""
    return [*((index.status().engine, index) for index in indexes()), ("suggestions", tables)]


@dataclass(frozen=True, slots=True)
class Differences:
    """Keys of notes: not in the copy, there in another version, or there and not public."""

    missing: tuple[str, ...]
    changed: tuple[str, ...]
    surplus: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return (*self.missing, *self.changed, *self.surplus)

    def __str__(self) -> str:
        return f"{len(self.missing)} missing, {len(self.changed)} in another version, {len(self.surplus)} not public"


def compare(copy: Copy) -> Differences:
    """Gives what differs by key and version; what waits in the outbox is not counted. Raises SearchUnavailable."""
    indexed = dict(copy.versions())
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
    """Writes or removes anew what differs; gives the number of changes that were applied."""
    outbox.record_change(map(uuid.UUID, differences.keys))
    return outbox.drain()
