"""A token that changes with what the public sees, so that what was worked out from it can be kept until it changes.

It lives in a cache of its own and is renewed after the commit that changes something. Should the process die between the two, or
the cache not answer, what was kept is at most KEPT_SECONDS old.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from django.apps import apps
from django.core.cache import caches
from django.db import connection, models, transaction
from django.utils.translation import get_language

KEPT_SECONDS = 60
#: So many things each process remembers.
MOST_REMEMBERED = 500
_KEY = "public-state"

Value = TypeVar("Value")
_remembered: dict[str, tuple[str, float, Any]] = {}


def kept(name: str, work_out: Callable[[], Value]) -> Value:
    """Gives what `work_out` gives, in this language, from the cache as long as nothing public has changed.

    What it gives must be the same for every reader, and never None. Inside a transaction nothing is kept: what that
    sees may never be committed.
    """
    if connection.in_atomic_block:
        return work_out()
    # The token is read first: what is worked out from an older state is kept under an older token.
    key = f"kept:{name}:{get_language()}:{_token()}"
    value = caches["kept"].get(key)
    if value is None:
        value = work_out()
        caches["kept"].set(key, value, KEPT_SECONDS)
    return value


def remembered(name: str, work_out: Callable[[], Value]) -> Value:
    """Does the same in the memory of this process, for what is small and asked for by nearly every request.

    It is the same object for all threads: nobody may change it. None is not remembered.
    """
    if connection.in_atomic_block:
        return work_out()
    key, token, now = f"{name}:{get_language()}", _token(), time.monotonic()
    known = _remembered.get(key)
    if known and known[0] == token and now - known[1] < KEPT_SECONDS:
        return known[2]
    value = work_out()
    if value is not None:
        if key not in _remembered and len(_remembered) >= MOST_REMEMBERED:
            _make_room(token)
        _remembered[key] = (token, now, value)
    return value


def _make_room(token: str) -> None:
    """Forgets what is out of date, or all where nothing is."""
    for key, (of_token, _since, _value) in list(_remembered.items()):
        if of_token != token:
            _remembered.pop(key, None)
    if len(_remembered) >= MOST_REMEMBERED:
        _remembered.clear()


def _token() -> str:
    token = caches["state"].get(_KEY)
    if token is None:
        token = uuid.uuid4().hex
        caches["state"].set(_KEY, token, None)
    return token


def changed() -> None:
    """Forgets what was kept, once this transaction is committed."""
    if not any(entry[1] is _renew for entry in connection.run_on_commit):
        transaction.on_commit(_renew)


def _renew() -> None:
    caches["state"].set(_KEY, uuid.uuid4().hex, None)


def watch(*watched: type[models.Model]) -> None:
    """Takes each saved or deleted row of these models, or of models that inherit from them, for a change.

    To be called when all models are known. Others are not listened to: rows with a listener are not deleted at once, but
    fetched first.
    """
    for model in apps.get_models():
        if issubclass(model, watched):
            for signal in (models.signals.post_save, models.signals.post_delete):
                signal.connect(_follow, sender=model, dispatch_uid="public state")


def watch_columns(model: type[models.Model], *columns: str) -> None:
    """Takes a saved row of `model` for a change where one of `columns` is another than before, and a deleted one.

    For rows that are saved often for reasons that nobody sees, and that show nothing before another row names them.
    """

    def compare(sender, instance, **kwargs) -> None:
        before = sender._base_manager.filter(pk=instance.pk).values(*columns).first() if instance.pk else None
        if before and any(getattr(instance, column) != value for column, value in before.items()):
            changed()

    models.signals.pre_save.connect(compare, sender=model, dispatch_uid="public state", weak=False)
    models.signals.post_delete.connect(_follow, sender=model, dispatch_uid="public state")


def _follow(**kwargs) -> None:
    changed()
