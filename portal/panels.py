"""Slots of pages that higher apps fill: a template renders a slot and knows no contributor.

A contributor registers in its `ready()`: `panels.register("note.end", render, order=10)`, where `render(request, **subject)`
gives HTML or an empty string. What is the same for every reader of a language may be `kept` until something public changes.
"""

from collections import defaultdict
from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from portal.public_state import kept as keep

Renderer = Callable[..., str]
_slots: dict[str, list[tuple[int, str, Renderer, bool]]] = defaultdict(list)


def register(slot: str, render: Renderer, order: int = 100, kept: bool = False) -> None:
    """Adds a contributor to a slot; one registered twice counts once."""
    name = f"{render.__module__}.{render.__qualname__}"
    others = [entry for entry in _slots[slot] if entry[1] != name]
    _slots[slot] = sorted([*others, (order, name, render, kept)], key=lambda entry: entry[:2])


def render_slot(slot: str, request: HttpRequest, **subject) -> SafeString:
    """Gives the HTML of all contributors of a slot, in their order."""

    def html(name: str, render: Renderer, kept: bool) -> str:
        return keep(name, lambda: str(render(request, **subject))) if kept else render(request, **subject)

    return mark_safe("".join(html(name, render, kept) for _order, name, render, kept in _slots[slot]))
