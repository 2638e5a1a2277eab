"""Caches that may be gone: what cannot be read from them was not there, and what cannot be written is worked out again."""

import logging
from functools import wraps

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def _or_instead(name: str):
    """Gives the backend's method `name`, which another cache answers where Redis does not."""
    method = getattr(RedisCache, name)

    @wraps(method)
    def call(self, *args, **kwargs):
        try:
            return method(self, *args, **kwargs)
        except RedisError as error:
            logger.warning("The cache does not answer (%s); going on without it.", error)
            return getattr(self.instead, name)(*args, **kwargs)

    return call


class OptionalRedisCache(RedisCache):
    """Redis as a cache that pages can do without: where it is gone, nothing is kept."""

    instead: BaseCache = DummyCache("", {})

    get = _or_instead("get")
    get_many = _or_instead("get_many")
    has_key = _or_instead("has_key")
    add = _or_instead("add")
    set = _or_instead("set")
    set_many = _or_instead("set_many")
    touch = _or_instead("touch")
    delete = _or_instead("delete")
    delete_many = _or_instead("delete_many")
    incr = _or_instead("incr")
    clear = _or_instead("clear")


class RedisOrOwnCache(OptionalRedisCache):
    """Redis for what must not be forgotten with it, as limits of tries: where it is gone, each process keeps its own."""

    instead = LocMemCache("instead-of-redis", {"OPTIONS": {"MAX_ENTRIES": 3000}})
