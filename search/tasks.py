"""Background work of search."""

import logging

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from search import consistency, outbox
from search.engine import SearchUnavailable
from search.following import digests
from search.models import SearchCount

logger = logging.getLogger(__name__)


@shared_task
def drain() -> None:
    """Empties the outbox; idempotent."""
    outbox.drain()


@shared_task
def check() -> None:
    """Compares indexes and suggestions with the public records and mends them; what differs is logged, for nothing should."""
    for name, copy in consistency.copies():
        try:
            found = consistency.compare(copy)
        except SearchUnavailable as error:
            logger.warning("What %s has cannot be compared with the records (%s).", name, error)
            continue
        if found.keys:
            logger.warning("What %s has differs from the records and is mended: %s", name, found)
            consistency.repair(found)


@shared_task
def forget_searches() -> None:
    """Drops the counts of searches that need not be known any longer; idempotent."""
    SearchCount.objects.forget(timezone.now().date())


@shared_task
def tell_at_once() -> None:
    """Tells of notes that are new or have changed; by the clock, so that publishing waits for nobody's saved searches."""
    digests.tell_at_once()


@shared_task
def tell_due() -> None:
    """Sends the daily and weekly digests that are due; idempotent."""
    digests.tell_due()


def drain_soon() -> None:
    """Sends `drain` after the current transaction; a broker that is gone delays, it never fails a save."""
    transaction.on_commit(send_drain)


def send_drain() -> None:
    try:
        drain.delay()
    except OperationalError as error:
        logger.warning("The broker does not answer (%s); the scheduler drains the outbox.", error)
