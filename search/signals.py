"""Carries changes of the public records into the outbox, and the outbox into the index after the commit."""

from django.dispatch import receiver

from practices.records import records_changed
from search import outbox, tasks
from search.following import news


@receiver(records_changed)
def follow_records(keys, **kwargs) -> None:
    outbox.record_change(keys)
    news.record_change(keys)
    tasks.drain_soon()
