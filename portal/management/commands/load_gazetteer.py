"""`manage.py load_gazetteer`: countries and cities of the world into the database."""

import sys
import time
from collections.abc import Iterable, Iterator
from itertools import islice

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection, transaction

from portal import gazetteer
from portal.models import City, CityName, Country
from portal.models.places import GazetteerLoad
from portal.signals import cities_changed
from portal.text import fold

#: Cities written in one transaction: about a second, so that on SQLite no other writer waits long.
CHUNK = 3000
_COUNTRY_FACTS = gazetteer.CountryRow._fields[1:]
_CITY_FACTS = (
    *("name", "name_fr", "name_es", "ascii_name", "country_id"),
    *("division", "population", "latitude", "longitude", "time_zone"),
)

# It holds no input: the table is the model's own, and values are parameters.
_INSERT_NAMES = (
    f"INSERT INTO {CityName._meta.db_table} (city_id, folded, population, later_word) {{source}} "
    "ON CONFLICT (city_id, folded) DO UPDATE SET population = excluded.population, later_word = excluded.later_word"
)


class Command(BaseCommand):
    help = (
        "Loads countries, and cities with their names, from the installed packages' data. Repeatable: it adds and updates, "
        "and never deletes. Does nothing where the same edition is loaded already."
    )
    requires_system_checks = []  # they take longer than to see that there is nothing to do

    def add_arguments(self, parser):
        parser.add_argument(
            "--min-population",
            type=int,
            choices=gazetteer.MIN_POPULATIONS,
            default=settings.GAZETTEER_MIN_POPULATION,
            help="load places of this population and more (%(default)s)",
        )
        parser.add_argument("--force", action="store_true", help="load even what is loaded already")

    def handle(self, *, min_population: int, force: bool, **options):
        edition = gazetteer.edition()
        if not force and is_loaded(edition, min_population):
            self.stdout.write("The gazetteer is loaded already.")
            return
        # It is marked as loaded at the end alone: a load that was interrupted is taken up by the next.
        GazetteerLoad.objects.all().delete()
        progress = Progress(self.stderr)
        load_countries(gazetteer.countries())
        total = changed = 0
        for count, changes in load_cities(gazetteer.cities(min_population)):
            total += count
            changed += changes
            progress.show(f"{total:,} places read, {changed:,} added or changed")
        progress.end()
        GazetteerLoad.objects.create(edition=edition, min_population=min_population, cities=total)
        self.stdout.write(f"Loaded {total:,} places, {changed:,} of them new or changed.")


def is_loaded(edition: str, min_population: int) -> bool:
    """Says whether this edition was loaded to its end, and its cities are still there."""
    load = GazetteerLoad.objects.filter(edition=edition, min_population=min_population).first()
    return load is not None and City.objects.filter(geonames_id__isnull=False).count() >= load.cities


@transaction.atomic
def load_countries(rows: Iterable[gazetteer.CountryRow]) -> None:
    """Adds and updates countries; the cities of a country that changes are told as changed, since they show its facts."""
    known = {facts[0]: facts for facts in Country.objects.values_list("code", *_COUNTRY_FACTS)}
    wanted = [row for row in rows if known.get(row.code) != tuple(row)]
    Country.objects.bulk_create(
        [Country(**row._asdict()) for row in wanted],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=_COUNTRY_FACTS,
    )
    if codes := [row.code for row in wanted if row.code in known]:
        ids = list(City.objects.filter(country__in=codes).values_list("pk", flat=True))
        cities_changed.send(City, ids=ids, countries=codes)


def load_cities(rows: Iterable[gazetteer.CityRow]) -> Iterator[tuple[int, int]]:
    """Adds and updates cities and adds their names; yields for each chunk its size and how many are new or changed."""
    known = {facts[0]: facts[1:] for facts in City.objects.values_list("geonames_id", "pk", *_CITY_FACTS)}
    rows = iter(rows)
    while chunk := list(islice(rows, CHUNK)):
        yield len(chunk), _load_chunk(chunk, known)


@transaction.atomic
def _load_chunk(chunk: list[gazetteer.CityRow], known: dict[int, tuple]) -> int:
    facts = {row.geonames_id: _facts(row) for row in chunk}
    changed = [
        City(geonames_id=key, **dict(zip(_CITY_FACTS, values, strict=True)))
        for key, values in facts.items()
        if known.get(key, ())[1:] != values
    ]
    City.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["geonames_id"],
        update_fields=["country" if field == "country_id" else field for field in _CITY_FACTS],
    )
    keys = {key: known[key][0] for key in facts if key in known}
    keys |= {city.geonames_id: city.pk for city in changed if city.geonames_id}
    _load_names(chunk, keys)
    if ids := [city.pk for city in changed if city.geonames_id in known]:
        cities_changed.send(City, ids=ids, countries=[])
    return len(changed)


def _facts(row: gazetteer.CityRow) -> tuple:
    return tuple(getattr(row, "country" if field == "country_id" else field) for field in _CITY_FACTS)


def _load_names(chunk: list[gazetteer.CityRow], keys: dict[int, int]) -> None:
    """Adds the names that cities of the chunk lack, and gives all their names their population.

    Names that the source no longer has stay: they harm nobody, and somebody may have added them by hand.
    """
    there: dict[tuple[int, str], tuple[int, bool]] = {}
    names = CityName.objects.filter(city__geonames_id__in=list(keys))
    for city, folded, population, later_word in names.values_list("city_id", "folded", "population", "later_word"):
        there[city, folded] = population, later_word
    wanted = [
        (keys[row.geonames_id], folded, row.population, later_word)
        for row in chunk
        for folded, later_word in _names(row).items()
        if there.get((keys[row.geonames_id], folded)) != (row.population, later_word)
    ]
    _insert_names(wanted)


def _insert_names(rows: list[tuple[int, str, int, bool]]) -> None:
    """Adds rows of city, name, population and whether it is a later word; one that is there is updated.

    bulk_create takes three times as long for the 500,000 names of the world, since it makes an object of each. PostgreSQL
    takes columns as arrays, as Django's own bulk_create gives them to it; SQLite is fastest row by row.
    """
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            source = "SELECT * FROM unnest(%s::bigint[], %s::text[], %s::integer[], %s::boolean[])"
            cursor.execute(_INSERT_NAMES.format(source=source), [list(column) for column in zip(*rows, strict=True)])
        else:
            cursor.executemany(_INSERT_NAMES.format(source="VALUES (%s, %s, %s, %s)"), rows)


def _names(row: gazetteer.CityRow) -> dict[str, bool]:
    """Gives each folded name of a place once, with whether it is but the end of its name from a later word on."""
    own = dict.fromkeys(fold(name) for name in (row.name, row.ascii_name))
    names = [*own, *(fold(name) for name in row.alternative_names)]
    ends = [end for name in own for end in gazetteer.later_words(name)]
    return {name[:200]: True for name in ends} | {name[:200]: False for name in names if name}


class Progress:
    """Says how far a long command is: in one line on a terminal, else in a new line every few seconds."""

    EVERY = 3.0

    def __init__(self, stream):
        self.stream = stream
        self.terminal = sys.stderr.isatty()
        self.last = time.monotonic()

    def show(self, text: str) -> None:
        if self.terminal:
            self.stream.write(f"\r{text}", ending="")
            self.stream.flush()
        elif time.monotonic() - self.last >= self.EVERY:
            self.stream.write(text)
            self.last = time.monotonic()

    def end(self) -> None:
        if self.terminal:
            self.stream.write("")
