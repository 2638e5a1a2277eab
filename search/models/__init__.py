"""The tables of search, one file a family."""

from search.models.outbox import IndexEvent
from search.models.seeking import SearchCount
from search.models.subscriptions import Frequency, NewsItem, SavedSearch, Subscription, ToldNote, Watch
from search.models.suggestions import SuggestedNote, Suggestion, VocabularyState, VocabularyWord
from search.models.synonyms import SynonymList

__all__ = [
    "Frequency",
    "IndexEvent",
    "NewsItem",
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
