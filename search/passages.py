"""Which passages of a note say what it means; each becomes a vector (docs/decisions/0106-meaning.md says why these)."""

from __future__ import annotations

import logging

from portal import encoder
from practices.models import PublicRecord

logger = logging.getLogger(__name__)
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


def vectors_of(records: list[PublicRecord]) -> tuple[tuple[float, ...], ...]:
    """Gives the vectors of a note from the records of all its languages; none where the encoder is not installed or fails."""
    if not encoder.available():
        return ()
    passages = [passage for record in records for passage in passages_of(record)]
    try:
        return tuple(map(tuple, encoder.encode(passages).tolist()))
    except Exception:
        # A note that is found by its words alone is better than one that no index takes.
        logger.exception("The passages of a note could not be encoded.")
        return ()
