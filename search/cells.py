"""The whole result on the map: a mark for each square of a fixed grid, which opens to the notes in it.

Squares and cities are counted by the engine. Notes of a square are counted exactly; of cities, the engine counts the most
frequent ones alone (`MAP_SIZE`), so that beyond these the number of cities is not told.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from django.utils.translation import get_language, gettext, ngettext

from portal import world
from portal.addresses import address
from portal.models import City
from practices.presentation import city_paths
from practices.templatetags.notes import number
from search.addresses import address_of, without
from search.engine import CELL_FACET, MAP_FACET, Results, SearchQuery
from search.fields import MAP_SIZE

#: So many cities of a square are told by name.
NAMED = 12


def marks(query: SearchQuery, results: Results) -> list[dict]:
    """Gives a mark for each square with notes: place, size, words, how many notes, and where it leads.

    Several cities lead to a search among the notes of their square, a city alone to its own page.
    """
    chosen = query.filters.get(CELL_FACET)
    counts = results.facets.get(CELL_FACET, {})
    found = {square: count for square, count in counts.items() if chosen is None or square in chosen}
    cities = cities_by_square(results)
    paths = city_paths([of_square[0].pk for of_square in cities.values() if len(of_square) == 1])
    are_all = len(results.facets.get(MAP_FACET, {})) < MAP_SIZE
    made = []
    for square, count in sorted(found.items(), key=lambda item: [int(part) for part in reversed(item[0].split("-"))]):
        of_square = cities.get(square, [])
        if not of_square:
            continue
        radius = min(5 + 0.35 * math.log2(count), world.SQUARE / 2 - 1)
        x, y = world.spot(square, of_square[0].latitude, of_square[0].longitude, radius)
        path = paths.get(of_square[0].pk) if are_all and len(of_square) == 1 else None
        inside = address_of(query, filters={**query.filters, CELL_FACET: (square,)})
        made.append(
            {
                "x": f"{x:.1f}",
                "y": f"{y:.1f}",
                "radius": f"{radius:.1f}",
                "several": len(of_square) > 1,
                "count": count,
                "label": _label(count, of_square, are_all),
                "url": address(path, get_language()) if path else inside,
            }
        )
    return made


def cities_by_square(results: Results) -> dict[str, list[City]]:
    """Gives the cities of a result by square, those with most notes first; each has the number in `notes`."""
    counts = {int(city): count for city, count in results.facets.get(MAP_FACET, {}).items()}
    found = City.objects.filter(pk__in=counts).select_related("country")
    squares: dict[str, list[City]] = {}
    for city in sorted(found, key=lambda city: (-counts[city.pk], -city.population, city.pk)):
        city.notes = counts[city.pk]  # type: ignore[attr-defined]
        squares.setdefault(world.square(city.latitude, city.longitude), []).append(city)
    return squares


def _label(count: int, cities: list[City], are_all: bool) -> str:
    words = {"count": number(count), "city": cities[0].shown_name, "country": cities[0].country.name}
    if not are_all:
        return (
            ngettext(
                "%(count)s note around %(city)s, %(country)s", "%(count)s notes around %(city)s, %(country)s", count
            )
            % words
        )
    if len(cities) == 1:
        return (
            ngettext("%(count)s note in %(city)s, %(country)s", "%(count)s notes in %(city)s, %(country)s", count)
            % words
        )
    return gettext("%(count)s notes in %(cities)s cities, %(city)s (%(country)s) among them") % {
        **words,
        "cities": number(len(cities)),
    }


def chosen(query: SearchQuery, results: Results, kept: Mapping) -> list[dict]:
    """Gives the squares that a search is filtered by: a name, the cities that were found there, and the address without."""
    if CELL_FACET not in query.filters:
        return []
    cities = cities_by_square(results)
    squares = []
    for square in query.filters[CELL_FACET]:
        found = cities.get(square, [])
        paths = city_paths([city.pk for city in found[:NAMED]])
        squares.append(
            {
                "value": square,
                "label": gettext("Around %(city)s") % {"city": found[0].shown_name}
                if found
                else gettext("A part of the map"),
                "address": address_of(query, **kept, filters=without(query, CELL_FACET, square)),
                "cities": [
                    {"name": city.shown_name, "count": city.notes, "url": address(paths[city.pk], get_language())}  # type: ignore[attr-defined]
                    for city in found[:NAMED]
                    if city.pk in paths
                ],
                "more": max(len(found) - NAMED, 0),
            }
        )
    return squares
