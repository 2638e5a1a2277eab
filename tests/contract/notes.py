"""Notes for the contract suite, made on the spot, and searches by what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from search.engine import Engine, Results, SearchDocument, SearchQuery, Texts

Fill = Callable[[Iterable[SearchDocument]], Engine]

_FIELDS = SearchDocument.__dataclass_fields__


def note(key: str, text: str = "", code: str = "en", **values: object) -> SearchDocument:
    """Gives a note with one text, as its summary in a language; `values` are other fields, and facets by name."""
    given = {name: value for name, value in values.items() if name in _FIELDS}
    facets = {
        name: (value,) if isinstance(value, str) else tuple(value)
        for name, value in values.items()
        if name not in _FIELDS
    }
    return SearchDocument(
        **{"key": key, "version": 1, "texts": {code: Texts(title="", summary=text)}, "facets": facets, **given}
    )


def search(engine: Engine, text: str = "", **values: object) -> Results:
    return engine.search(SearchQuery(text=text, **values))


def keys(engine: Engine, text: str = "", **values: object) -> list[str]:
    """Gives the keys of a page, in its order."""
    return [hit.key for hit in search(engine, text, **values).hits]


def found(engine: Engine, text: str = "", **values: object) -> set[str]:
    """Gives the keys of a page where their order does not matter."""
    return set(keys(engine, text, **values))


def counts(results: Results, facet: str) -> dict[str, int]:
    return dict(results.facets[facet])
