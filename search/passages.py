"""Which passages of a note say what it means; each becomes a vector (docs/decisions/0012-meaning.md says why these)."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable
from hashlib import sha256
from struct import iter_unpack

from portal import encoder
from practices.models import PublicRecord
from search.fields import DIMENSIONS
from search.models import NoteVectors

logger = logging.getLogger(__name__)
Vectors = tuple[tuple[float, ...], ...]
PROBLEM = ("situation_before", "objectives")
BLOCK = ("title", "what_it_does", "what_made_it_possible", "lesson")
#: Of a longer passage the beginning: the encoder's time grows with every word, and its sense blurs.
MAX_CHARACTERS = 2_000


def passages_of(record: PublicRecord) -> list[str]:
    """Gives the passages of a note in one language: what it calls itself, its summary, the problem, each building block."""
    texts = record.data["texts"]
    head = f"{record.title}. {record.one_line}".strip()
    found = [
        head,
        f"{head} {texts.get('summary') or ''}",
        " ".join(filter(None, map(texts.get, PROBLEM))),
        *(" ".join(filter(None, map(block.get, BLOCK))) for block in record.data["parts"].get("building_blocks", [])),
    ]
    return list(dict.fromkeys(passage[:MAX_CHARACTERS] for passage in map(str.strip, found) if passage))


def kept_vectors(keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, NoteVectors]:
    """Gives what was encoded before, by note; nothing where the encoder is not installed."""
    return NoteVectors.objects.in_bulk(keys) if encoder.available() else {}


def vectors_of(records: list[PublicRecord], kept: NoteVectors | None = None) -> Vectors:
    """Gives the vectors of a note from the records of all its languages; none where the encoder is not installed or fails.

    They are encoded once for the same texts and kept in a table; `kept` is its row of this note.
    """
    if not encoder.available():
        return ()
    in_order = sorted(records, key=lambda record: record.language)
    passages = [passage for record in in_order for passage in passages_of(record)]
    digest = sha256("\0".join([encoder.VERSION, *passages]).encode(errors="ignore")).hexdigest()
    if kept is None or kept.digest != digest:
        key = records[0].translation_key
        try:
            packed = encoder.encode(passages).astype("<f2").tobytes()
        except Exception:
            # A note that is found by its words alone is better than one that no index takes.
            logger.exception("The passages of the note %s could not be encoded.", key)
            return ()
        kept, _created = NoteVectors.objects.update_or_create(key=key, defaults={"digest": digest, "vectors": packed})
    return tuple(iter_unpack(f"<{DIMENSIONS}e", kept.vectors))


def forget(keys: Iterable[uuid.UUID]) -> None:
    """Removes the vectors of notes that are no longer public."""
    NoteVectors.objects.filter(key__in=list(keys)).delete()
