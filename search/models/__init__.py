"""The tables of search, one file a family."""

from search.models.outbox import IndexEvent
from search.models.seeking import SearchCount
from search.models.subscriptions import Frequency, NewsItem, SavedSearch, Subscription, ToldNote, Watch
from search.models.suggestions import SuggestedNote, Suggestion, VocabularyState, VocabularyWord
from search.models.synonyms import SynonymList
from search.models.vectors import NoteVectors

__all__ = [
    "Frequency",
    "IndexEvent",
    "NewsItem",
    "NoteVectors",
    "SavedSearch",
    "SearchCount",
    "Subscription",
    "SuggestedNote",
    "Suggestion",
    "SynonymList",
    "ToldNote",
    "VocabularyState",
    "VocabularyWord",
    "Watch",
]
