"""The tables of search, one file a family."""

from search.models.outbox import IndexEvent
from search.models.seeking import SearchCount

__all__ = ["IndexEvent", "SearchCount"]
