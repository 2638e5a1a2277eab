"""Facets that are narrowed from one value to another: years and classes that have an order.

A range is kept as all the values between its ends, so that engines filter by it as by any other facet. Addresses hold the
ends alone: `year_from=2001&year_to=2010`.
"""

from collections.abc import Iterable, Mapping

from portal.models.places import CitySize
from practices.choices import CostBand

#: The values of each range facet in their order. No practice is older or further away than these years.
RANGES: dict[str, tuple[str, ...]] = {
    "year": tuple(str(year) for year in range(1800, 2101)),
    "cost_band": tuple(CostBand.values),
    "city_size": tuple(CitySize.values),
}
_POSITIONS = {name: {value: position for position, value in enumerate(values)} for name, values in RANGES.items()}
#: A histogram of more bars is no longer seen at a glance.
MAX_BARS = 12
_STEPS = (1, 2, 5, 10, 20, 50)


def is_value(name: str, value: str) -> bool:
    """Says whether a range facet knows the value."""
    return value in _POSITIONS[name]


def between(name: str, start: str, end: str) -> tuple[str, ...]:
    """Gives the values from `start` to `end`, both among them; an end that is empty is open.

    Nothing is between ends that are the wrong way round. Raises KeyError for ends that the facet does not know.
    """
    values, positions = RANGES[name], _POSITIONS[name]
    return values[positions[start] if start else 0 : positions[end] + 1 if end else len(values)]


def ends(name: str, values: Iterable[str]) -> tuple[str, str]:
    """Gives the ends of a range of values, an open one as an empty text; a range of all values keeps its first."""
    positions = sorted(_POSITIONS[name][value] for value in values if value in _POSITIONS[name])
    if not positions:
        return "", ""
    order = RANGES[name]
    first, last = order[positions[0]], order[positions[-1]]
    is_open = last == order[-1]
    return "" if first == order[0] and not is_open else first, "" if is_open else last


def bars(name: str, counts: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """Gives a histogram as (first value, last value, number of notes): each class, or years in steps that stay few."""
    if name != "year":
        return [(value, value, counts.get(value, 0)) for value in RANGES[name]]
    years = sorted(int(value) for value in counts if value in _POSITIONS[name])
    if not years:
        return []
    step = next(step for step in _STEPS if years[-1] // step - years[0] // step < MAX_BARS)
    starts = range(years[0] // step * step, years[-1] + 1, step)
    return [
        (str(start), str(min(start + step - 1, 2100)), sum(counts.get(str(start + year), 0) for year in range(step)))
        for start in starts
    ]
