"""What the standing portal holds: real notes of the demo, few enough to load in seconds, and one read from right to left."""

import shutil
from pathlib import Path

from django.core.management import call_command

from networks.demo import NOTES
from networks.intake.notes import load_folder
from networks.parties import party_page
from portal import gazetteer
from portal.management.commands.load_gazetteer import load_cities, load_countries
from portal.models import Organisation
from portal.standard_pages import load_pages
from practices.models import Term
from practices.taxonomy import load_terms

#: A note of each type, of a city and of a country, first written in English, French and Spanish, three of them
#: translated into both other languages, one not translated at all.
CHOSEN = (
    "karachi-orangi-low-cost-sanitation",
    "karachi-citizens-police-liaison",
    "medellin-social-urbanism-safety",
    "thailand-baan-mankong",
    "venice-anti-trafficking-service",
    "douala-strategie-developpement",
)
CITIES = (
    (1174872, "Karachi", "Karachi", "PK", "Sindh", 11_624_219, 24.8608, 67.0104),
    (1179400, "Faisalabad", "Faisalabad", "PK", "Punjab", 3_800_193, 31.41554, 73.08969),
    (2232593, "Douala", "Douala", "CM", "Littoral", 1_338_082, 4.04827, 9.70428),
    (3164603, "Venice", "Venice", "IT", "Veneto", 51_298, 45.43713, 12.33265),
    (3674962, "Medellín", "Medellin", "CO", "Antioquia", 1_999_979, 6.245, -75.57151),
    (360630, "Cairo", "Cairo", "EG", "Cairo", 9_606_916, 30.06263, 31.24967),
)
ORGANISATIONS = (
    ("cities-alliance", "Cities Alliance", "network"),
    ("world-bank", "World Bank", "funder"),
)
ARABIC = """---
original: true
type: other_practice
title: أكشاك مياه يديرها السكان
one_line: يدير السكان أكشاك المياه بعقد مع شركة المياه.
slug: water-kiosks
city: 360630
status: running
start: "2012"
themes: [water-sanitation]
building_blocks:
  - {key: kiosks, title: أكشاك, what_it_does: تبيع المياه بالصفيحة.}
sources:
  - {key: report, title: التقرير السنوي, publisher: شركة المياه, year: 2014}
last_verified: "2026-01-15"
---

## situation_before

كانت الأسر تشتري المياه من الباعة.

## barriers

كسر بعض الباعة الأنابيب.
"""


def _city_row(geonames_id: int, name: str, *facts: object) -> gazetteer.CityRow:
    own_names = {"Venice": ("Venise", "Venecia"), "Cairo": ("Le Caire", "El Cairo")}.get(name, ("", ""))
    return gazetteer.CityRow(geonames_id, name, *own_names, *facts, time_zone="", alternative_names=())  # type: ignore[arg-type]


def fill(folder: Path) -> None:
    """Loads places, organisations, pages of text and notes into an empty portal, and writes the index; `folder` is free."""
    if not Term.objects.exists():
        load_terms()
    load_countries(gazetteer.countries())
    list(load_cities(_city_row(*facts) for facts in CITIES))
    for key, name, kind in ORGANISATIONS:
        party_page(Organisation.objects.create(key=key, name=name, kind=kind, contributor=True))
    load_pages()
    for path in NOTES.glob("*.md"):
        if path.name.split(".")[0] in CHOSEN:
            shutil.copy(path, folder)
    (folder / "cairo-water-kiosks.ar.md").write_text(ARABIC, encoding="utf-8")
    load_folder(folder)
    call_command("search", "rebuild", verbosity=0)
