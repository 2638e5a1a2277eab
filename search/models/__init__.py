"""The tables of search, one file a family."""

from search.models.outbox import IndexEvent
from search.models.seeking import SearchCount
from search.models.suggestions import SuggestedNote, Suggestion, VocabularyState, VocabularyWord
from search.models.synonyms import SynonymList

__all__ = [
    "IndexEvent",
    "SearchCount",
    "SuggestedNote",
    "Suggestion",
    "SynonymList",
    "VocabularyState",
    "VocabularyWord",
]
