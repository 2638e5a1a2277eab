"""What a draft or an older version of a note refers to may be gone by the time somebody opens it.

The database keeps a person, an organisation or a picture for as long as a page's own row refers to it, and knows nothing
of what stands in versions alone. Without this, nobody could open, compare, publish or restore such a version any more.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db import models
from modelcluster.models import get_all_child_relations


def without_what_is_gone(model: type[models.Model], data: dict[str, Any]) -> dict[str, Any]:
    """Gives a version's data without its references to what has been deleted, and without rows that are nothing without.

    References that the database protects alone: of all others, what is gone is left out already where versions are read.
    """
    relations = {relation.get_accessor_name(): relation.related_model for relation in get_all_child_relations(model)}
    rows = {name: list(data[name]) for name in relations if data.get(name)}
    referred: dict[type[models.Model], set] = defaultdict(set)
    for of, row in [(model, data), *((relations[name], row) for name in rows for row in rows[name])]:
        for field in _protected(of):
            if row.get(field.name) is not None:
                referred[field.related_model].add(row[field.name])
    known = {of: set(of._default_manager.in_bulk(keys)) for of, keys in referred.items()}
    gone = {of: {key for key in keys if of._meta.pk.to_python(key) not in known[of]} for of, keys in referred.items()}
    if not any(gone.values()):
        return data
    whole = _checked(model, data, gone) or data
    return {
        **whole,
        **{
            name: [kept for row in rows[name] if (kept := _checked(relations[name], row, gone)) is not None]
            for name in rows
        },
    }


def _protected(model: type[models.Model]) -> Iterator[models.ForeignKey]:
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.PROTECT:
            yield field


def _checked(model: type[models.Model], row: dict[str, Any], gone: dict[type[models.Model], set]) -> dict | None:
    """Gives a row without its references to what is gone, None where it cannot be without one."""
    empty: dict[str, None] = {}
    for field in _protected(model):
        if row.get(field.name) in gone.get(field.related_model, ()):
            if not field.null:
                return None
            empty[field.name] = None
    return {**row, **empty}
