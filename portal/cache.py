"""A cache that may be gone: what cannot be read from it was not there, and what cannot be written is worked out again."""

import logging
from functools import wraps

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def _or_else(name: str, answer):
    """Gives the backend's method `name`, which answers as an empty cache does where Redis does not."""
    method = getattr(RedisCache, name)

    @wraps(method)
    def call(self, *args, **kwargs):
        try:
            return method(self, *args, **kwargs)
        except RedisError as error:
            logger.warning("The cache does not answer (%s); going on without it.", error)
            return answer(*args, **kwargs)

    return call


class OptionalRedisCache(RedisCache):
    """Redis as a cache that pages can do without."""

    get = _or_else("get", lambda key, default=None, version=None: default)
    get_many = _or_else("get_many", lambda *args, **kwargs: {})
    has_key = _or_else("has_key", lambda *args, **kwargs: False)
    add = _or_else("add", lambda *args, **kwargs: True)
    set = _or_else("set", lambda *args, **kwargs: None)
    set_many = _or_else("set_many", lambda *args, **kwargs: [])
    touch = _or_else("touch", lambda *args, **kwargs: False)
    delete = _or_else("delete", lambda *args, **kwargs: False)
    delete_many = _or_else("delete_many", lambda *args, **kwargs: None)
    incr = _or_else("incr", lambda key, delta=1, version=None: delta)
    clear = _or_else("clear", lambda: False)
