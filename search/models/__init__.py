"""The tables of search, one file a family."""

from search.models.outbox import IndexEvent
from search.models.subscriptions import Frequency, NewsItem, SavedSearch, Subscription, ToldNote, Watch

__all__ = ["Frequency", "IndexEvent", "NewsItem", "SavedSearch", "Subscription", "ToldNote", "Watch"]
