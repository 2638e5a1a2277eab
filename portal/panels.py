"""Slots of pages that higher apps fill: a template renders a slot and knows no contributor.

A contributor registers in its `ready()`: `panels.register("note.aside", render, order=10)`, where `render(request, **subject)`
gives HTML or an empty string. Slots: "head", "home.new", "home.search", "note.aside", "note.end", "list.search", "nothing.here".
"""

from collections import defaultdict
from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

Renderer = Callable[..., str]
_slots: dict[str, list[tuple[int, str, Renderer]]] = defaultdict(list)


def register(slot: str, render: Renderer, order: int = 100) -> None:
    """Adds a contributor to a slot; one registered twice counts once."""
    name = f"{render.__module__}.{render.__qualname__}"
    _slots[slot] = sorted([entry for entry in _slots[slot] if entry[1] != name] + [(order, name, render)])


def render_slot(slot: str, request: HttpRequest, **subject) -> SafeString:
    """Gives the HTML of all contributors of a slot, in their order."""
    return mark_safe("".join(render(request, **subject) for _order, _name, render in _slots[slot]))
