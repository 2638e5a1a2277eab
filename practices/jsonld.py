"""A note as schema.org data for machines, from what its public record holds and nothing else."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portal.addresses import address, full_address
from portal.models import City, Country, Organisation
from practices.models import PublicRecord
from practices.presentation import Note

LICENCES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}
#: Inside a script element these could end it, or begin a comment; JSON may write them so.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


def article(record: PublicRecord, note: Note, languages: list[dict[str, str]]) -> dict[str, Any]:
    """Gives a schema.org Article; `languages` are the note's as presentation.languages_of gives them.

    `note` only lends names that its page has fetched already: it may hold more than everybody may read, so every value
    is taken from the record, or from a part that no visibility withholds (themes, authors).
    """
    facts, texts = record.data["facts"], record.data["texts"]
    here = _full(record.language, languages, record.path)
    data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": here,
        "url": here,
        "headline": texts["title"],
        "description": texts["one_line"],
        "abstract": texts["summary"],
        "genre": str(record.get_practice_type_display()),
        "inLanguage": record.language,
        "datePublished": record.first_published_at,
        "dateModified": record.published_at,
        "temporalCoverage": _period(facts),
        "contentLocation": _place(record),
        "about": [
            {"@type": "DefinedTerm", "name": term.name, "url": full_address(term.get_absolute_url())}
            for term in note.terms.get("themes", [])
        ],
        "author": [
            {"@type": "Person", "name": row["person"].name} for row in note.parts.get("authors", []) if row["person"]
        ],
        "sourceOrganization": _organisation(note.contributor),
        "publisher": {"@type": "Organization", "name": settings.WAGTAIL_SITE_NAME, "url": full_address("/")},
        "license": LICENCES.get(facts["licence"], ""),
        "isAccessibleForFree": True,
        "citation": [_source(row) for row in record.data["parts"].get("sources", [])],
        "translationOfWork" if not record.is_original else "workTranslation": [
            {"@type": "Article", "@id": full_address(other["address"]), "inLanguage": other["language"]}
            for other in languages
            if (other["language"] == facts["original_language"]) != record.is_original
        ],
    }
    return _without_empty(data)


def script(data: dict[str, Any]) -> SafeString:
    """Gives `data` as a data block: browsers do not run it, and no text in it can end it."""
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))


def _full(language: str, languages: list[dict[str, str]], path: str) -> str:
    known = next((entry["address"] for entry in languages if entry["language"] == language), None)
    return full_address(known or address(path, language))


def _period(facts: dict[str, Any]) -> str:
    """Gives an ISO 8601 interval, open at the end while the practice goes on."""
    if not facts["start"]:
        return ""
    return f"{facts['start']}/{facts['end'] or '..'}"


def _place(record: PublicRecord) -> dict[str, Any] | None:
    if record.city:
        return _city(record.city)
    return _country(record.country) if record.country else None


def _city(city: City) -> dict[str, Any]:
    return {
        "@type": "City",
        "name": city.shown_name,
        "sameAs": f"https://www.geonames.org/{city.geonames_id}/" if city.geonames_id else "",
        "geo": {"@type": "GeoCoordinates", "latitude": city.latitude, "longitude": city.longitude},
        "containedInPlace": _country(city.country),
    }


def _country(country: Country) -> dict[str, str]:
    return {"@type": "Country", "name": country.name, "identifier": country.code}


def _organisation(organisation: Organisation | None) -> dict[str, str] | None:
    if organisation is None:
        return None
    return {"@type": "Organization", "name": organisation.name, "url": organisation.website}


def _source(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "@type": "CreativeWork",
        "name": row["title"],
        "publisher": {"@type": "Organization", "name": row["publisher"]} if row["publisher"] else None,
        "datePublished": str(row["year"]) if row["year"] else "",
        "url": row["url"],
    }


def _without_empty(value: Any) -> Any:
    """Leaves out what is not known: an empty value would be read as a statement."""
    if isinstance(value, dict):
        cleaned = {key: _without_empty(item) for key, item in value.items()}
        return {key: item for key, item in cleaned.items() if item not in ("", None, [])}
    if isinstance(value, list):
        return [_without_empty(item) for item in value]
    return value
