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
    """Sends `drain` once after the current transaction; a broker that is gone delays, it never fails a save."""
    connection = transaction.get_connection()
    if connection.in_atomic_block:
        waiting = {function for _ids, function, *_rest in connection.run_on_commit}
        if send_drain in waiting:
            return
    transaction.on_commit(send_drain)


def send_drain() -> None:
    try:
        drain.delay()
    except OperationalError as error:
        logger.warning("The broker does not answer (%s); the scheduler drains the outbox.", error)
