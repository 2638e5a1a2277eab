"""The tables of search, one file a family."""

from search.models.outbox import IndexEvent

__all__ = ["IndexEvent"]
