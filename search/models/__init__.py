"""The tables of search, one file a family."""

from search.models.outbox import IndexEvent
from search.models.synonyms import SynonymList

__all__ = ["IndexEvent", "SynonymList"]
