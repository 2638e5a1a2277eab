"""Loads the demo's organisations and gives each its page."""

from django.db import transaction

from networks.demo import FOLDER
from networks.parties import party_page
from portal import yaml_files
from portal.models import Country, Organisation

FILE = FOLDER / "organisations.yaml"


def load_organisations() -> int:
    """Writes every organisation of the file, by key, and its page; gives their number."""
    entries = yaml_files.load(FILE.read_text(encoding="utf-8"))
    countries = Country.objects.in_bulk()
    with transaction.atomic():
        for entry in entries:
            source = entry.get("source", {})
            organisation, _created = Organisation.objects.update_or_create(
                key=entry["key"],
                defaults={
                    "name": entry["name"],
                    "acronym": entry.get("acronym", ""),
                    "kind": entry["kind"],
                    "country": countries.get(entry.get("country")),
                    "contributor": entry.get("contributor", False),
                    "website": entry.get("website", ""),
                    **{f"description_{language}": text for language, text in entry["description"].items()},
                    "source_title": ", ".join(filter(None, (source.get("title"), source.get("publisher")))),
                    "source_url": source.get("url", ""),
                },
            )
            party_page(organisation)
    return len(entries)
