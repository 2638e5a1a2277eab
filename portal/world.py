"""The world drawn by its cities: projection, grid, drawing and marks. Pure: knows no Django and no database.

The drawing is `WIDTH` by `HEIGHT` units; a cell of the grid is one unit, so a dot's place is a whole number. Whatever lies
on top of the drawing (marks) has its place from `place()` in the same units.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

WIDTH = 640
HEIGHT = 281
#: A mark takes in the marks that lie nearer than this to it: their circles would cover each other.
MARK_CELL = 9.0

#: The side of a square of the fixed grid by which the places of many things are told together: 25 pixels where the map is
#: widest, so that each mark can be hit. Another size makes every search index outdated: notes are kept there by square.
SQUARE = 18
COLUMNS, ROWS = math.ceil(WIDTH / SQUARE), math.ceil(HEIGHT / SQUARE)

# Equal Earth by Bojan Šavrič, Tom Patterson and Bernhard Jenny, "The Equal Earth map projection", International Journal of
# Geographical Information Science 33(3), 2019 (online 2018), doi:10.1080/13658816.2018.1504949, equations 8 to 10.
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = math.sqrt(3) / 2
# The meridian in the middle: the map is then cut at 169° W, in the Bering Strait, and through no town.
_MIDDLE = 11.0
# What is drawn: the whole width, and in height from beyond the northernmost town (78° N) to beyond the southernmost (55° S).
_HALF_WIDTH = 2.70663
_SCALE = WIDTH / (2 * _HALF_WIDTH)
_TOP = 1.312


def equal_earth(latitude: float, longitude: float) -> tuple[float, float]:
    """Gives x to the east and y to the north of a place given in degrees, on a sphere of radius 1."""
    away = math.radians((longitude - _MIDDLE + 180) % 360 - 180)
    theta = math.asin(_M * math.sin(math.radians(latitude)))
    t2 = theta * theta
    t6 = t2**3
    x = away * math.cos(theta) / (_M * (_A1 + 3 * _A2 * t2 + t6 * (7 * _A3 + 9 * _A4 * t2)))
    y = theta * (_A1 + _A2 * t2 + t6 * (_A3 + _A4 * t2))
    return x, y


def place(latitude: float, longitude: float) -> tuple[float, float]:
    """Gives a place's distance from the drawing's left and top edge, in units of the drawing."""
    x, y = equal_earth(latitude, longitude)
    return (x + _HALF_WIDTH) * _SCALE, (_TOP - y) * _SCALE


def square(latitude: float, longitude: float) -> str:
    """Gives the square of the grid that a place lies in, by column and row from the left and top: "17-4"."""
    x, y = place(latitude, longitude)
    return f"{_within(x // SQUARE, COLUMNS)}-{_within(y // SQUARE, ROWS)}"


def _within(number: float, most: int) -> int:
    return min(max(int(number), 0), most - 1)


#: The names of all squares.
SQUARES = frozenset(f"{column}-{row}" for column in range(COLUMNS) for row in range(ROWS))


def cells(places: Iterable[tuple[float, float]]) -> set[tuple[int, int]]:
    """Snaps places (latitude, longitude) to the grid; gives each cell that holds one."""
    return {(round(x), round(y)) for x, y in (place(*degrees) for degrees in places)}


def path(dots: set[tuple[int, int]]) -> str:
    """Gives the data of an SVG path of a line without length at each cell: round line caps make it a dot.

    Moves are from dot to dot along the rows, so that nearly all are alike and the file compresses well.
    """
    parts = []
    before = (0, 0)
    for y, x in sorted((y, x) for x, y in dots):
        parts.append(f"m{x - before[0]} {y - before[1]}h0")
        before = (x, y)
    return "".join(parts)


def draw(places: Iterable[tuple[float, float]]) -> str:
    """Draws the world by its places, as an SVG file of its own.

    It is shown as an image, which the page's sheet does not reach: the file has its own colours for light and dark, the
    same as the sheet's `--land`.
    """
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        "<desc>Places of 5,000 people and more. Data: GeoNames (geonames.org), CC BY 4.0. Projection: Equal Earth.</desc>"
        "<style>path{stroke:#c9c5b8}@media(prefers-color-scheme:dark){path{stroke:#414b54}}</style>"
        f'<path fill="none" stroke-width=".8" stroke-linecap="round" d="{path(cells(places))}"/>'
        "</svg>\n"
    )


@dataclass
class Mark:
    """What is marked at one spot of the drawing: one place, or several that lie too near to each other."""

    x: float
    y: float
    entries: list[dict]

    @property
    def radius(self) -> float:
        """Grows with the number of notes, slowly, and never beyond half a cell: marks do not cover each other."""
        count = sum(entry.get("count") or 1 for entry in self.entries)
        return min(2.6 + 0.5 * math.log2(count), MARK_CELL / 2)


def merge(entries: Iterable[dict]) -> list[Mark]:
    """Makes marks of entries with `latitude` and `longitude`; those nearer than a cell to a mark join it.

    Entries with the highest `count` come first, so the place with most notes keeps its spot.
    """
    marks: list[Mark] = []
    at: dict[tuple[int, int], list[Mark]] = {}
    for entry in sorted(entries, key=lambda entry: -(entry.get("count") or 1)):
        x, y = place(entry["latitude"], entry["longitude"])
        column, row = int(x // MARK_CELL), int(y // MARK_CELL)
        near = [
            mark
            for side in (-1, 0, 1)
            for level in (-1, 0, 1)
            for mark in at.get((column + side, row + level), ())
            if math.hypot(mark.x - x, mark.y - y) < MARK_CELL
        ]
        if near:
            min(near, key=lambda mark: math.hypot(mark.x - x, mark.y - y)).entries.append(entry)
        else:
            mark = Mark(x, y, [entry])
            marks.append(mark)
            at.setdefault((column, row), []).append(mark)
    return sorted(marks, key=lambda mark: (mark.y // MARK_CELL, mark.x))


def spot(name: str, latitude: float, longitude: float, radius: float) -> tuple[float, float]:
    """Gives where the mark of a square goes: at a place of it, but so far from its edges that no two marks touch."""
    column, row = (int(number) * SQUARE for number in name.split("-"))
    x, y = place(latitude, longitude)
    return (
        min(max(x, column + radius), column + SQUARE - radius),
        min(max(y, row + radius), row + SQUARE - radius),
    )


def crop(latitude: float, longitude: float, width: float, height: float) -> tuple[float, float]:
    """Gives the left and top of a part of the drawing that has a place in its middle, but never leaves the drawing."""
    x, y = place(latitude, longitude)
    return min(max(x - width / 2, 0), WIDTH - width), min(max(y - height / 2, 0), HEIGHT - height)
