"""Background work of search."""

import logging

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from search import outbox

logger = logging.getLogger(__name__)


@shared_task
def drain() -> None:
    """Empties the outbox; idempotent."""
    outbox.drain()


def drain_soon() -> None:
    """Sends `drain` after the current transaction; a broker that is gone delays, it never fails a save."""
    transaction.on_commit(send_drain)


def send_drain() -> None:
    try:
        drain.delay()
    except OperationalError as error:
        logger.warning("The broker does not answer (%s); the scheduler drains the outbox.", error)
