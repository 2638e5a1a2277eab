"""The tables of search, one file a family."""

from search.models.outbox import IndexEvent
from search.models.vectors import NoteVectors

__all__ = ["IndexEvent", "NoteVectors"]
