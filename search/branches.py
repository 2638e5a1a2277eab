"""The values of a facet as a reader goes through them: below each other where they have a parent, the many behind a button.

A value with a parent is a part of it: what is narrowed to a region and then to one of its countries is narrowed to the
country, and the other way round. So a value never stands in a search beside what it is a part of.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from portal.text import fold

#: How many values of one list are seen before a reader asks for all.
SHOWN = 12


class Value(NamedTuple):
    """What a value is called in the reader's language, and the value that it is a part of, if any."""

    label: str
    parent: str = ""


class Branches:
    """The values of one facet: `words` names them, `counts` has at least what is shown, `chosen` are those searched by.

    With `find`, only values that have this text in their name are shown, and what stands above them or is chosen.
    `link` gives the address of the search by other values of the facet.
    """

    def __init__(
        self,
        words: Mapping[str, Value],
        counts: Mapping[str, int],
        chosen: tuple[str, ...],
        link: Callable[[tuple[str, ...]], str],
        find: str = "",
    ) -> None:
        self._words, self._counts, self._chosen, self._link = words, counts, chosen, link
        self._finds = bool(find)
        self._on_the_way = {above for value in chosen for above in self._above(value)}
        self._kept = set(words)
        if find:
            wanted = fold(find)
            found = {value for value, word in words.items() if wanted in fold(word.label)} | set(chosen)
            self._kept = found | {above for value in found for above in self._above(value)}
        self._below: dict[str, list[str]] = {}
        for value in counts:
            self._below.setdefault(words[value].parent, []).append(value)

    def _above(self, value: str) -> Iterator[str]:
        while parent := self._words[value].parent if value in self._words else "":
            yield parent
            value = parent

    def rows(self, order: Callable[[Iterable[str]], list[str]], parent: str = "", in_chosen: bool = False) -> dict:
        """Gives the values below `parent`: "values" that are seen and "more" that wait behind a button."""
        kept = [value for value in order(self._below.get(parent, ())) if value in self._kept]
        shown = kept if len(kept) <= SHOWN else [*kept[:SHOWN], *filter(self._is_open, kept[SHOWN:])]
        rows = {value: self._row(value, order, in_chosen) for value in kept}
        seen = set(shown)
        return {
            "values": [rows[value] for value in shown],
            "more": [row for value, row in rows.items() if value not in seen],
        }

    def _is_open(self, value: str) -> bool:
        return value in self._chosen or value in self._on_the_way

    def _row(self, value: str, order: Callable[[Iterable[str]], list[str]], in_chosen: bool) -> dict[str, Any]:
        selected = value in self._chosen
        row = {
            "value": value,
            "label": self._words[value].label,
            "count": self._counts[value],
            "selected": selected,
            # A tick would add it to what it is a part of, or has as a part: a link takes that one's place.
            "address": "" if selected or not (in_chosen or value in self._on_the_way) else self._instead(value),
            "below": None,
        }
        if value in self._below and (in_chosen or self._is_open(value) or self._finds):
            row["below"] = self.rows(order, value, in_chosen or selected)
        return row

    def _instead(self, value: str) -> str:
        """Gives the address with the value in the place of what it is a part of and of its own parts."""
        related = set(self._above(value))
        others = [other for other in self._chosen if other not in related and value not in self._above(other)]
        return self._link((*others, value))
