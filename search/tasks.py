"""Background work of search."""

import logging

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from search import consistency, outbox
from search.engine import SearchUnavailable
from search.engines import indexes
from search.following import digests

logger = logging.getLogger(__name__)


@shared_task
def drain() -> None:
    """Empties the outbox; idempotent."""
    outbox.drain()


@shared_task
def check() -> None:
    """Compares each index with the public records and mends it; what differs is logged, for nothing should."""
    for engine in indexes():
        try:
            found = consistency.compare(engine)
        except SearchUnavailable as error:
            logger.warning("The index cannot be compared with the records (%s).", error)
            continue
        if found.keys:
            logger.warning("The index differs from the records and is mended: %s", found)
            consistency.repair(found)


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
