"""What /readyz reports beside the database: apps register a check that gives "ok" or "degraded: why"."""

from collections.abc import Callable

from django.conf import settings
from kombu.exceptions import OperationalError

_checks: dict[str, Callable[[], str]] = {}


def register(name: str, check: Callable[[], str]) -> None:
    _checks[name] = check


def report() -> dict[str, str]:
    return {name: check() for name, check in _checks.items()}


def cache() -> str:
    """A cache that is gone costs time, and limits of tries in common. It swallows its faults itself, so Redis is asked past it."""
    if not settings.REDIS_URL:
        return "ok"
    # Imported here: a portal without Redis is spared it.
    from redis import Redis
    from redis.exceptions import RedisError

    try:
        with Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1) as client:
            client.ping()
    except RedisError as error:
        return f"degraded: {type(error).__name__}"
    return "ok"


def broker() -> str:
    """Without a broker what should be done at once is done by the scheduler, somewhat later."""
    from portal.celery import app

    if settings.CELERY_TASK_ALWAYS_EAGER:
        return "ok"
    try:
        with app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, timeout=1)
    except (OperationalError, OSError) as error:
        return f"degraded: {type(error).__name__}"
    return "ok"


def register_all() -> None:
    register("cache", cache)
    register("broker", broker)
