"""The rows of a note's repeated parts, from its file: facts and texts in the original, texts in a translation."""

import uuid
from collections.abc import Iterable

from wagtail.models import Orderable

from networks.intake import fields
from networks.intake.fields import KEYED, Register, converted
from networks.intake.files import NoteFile
from practices import models as practices
from practices.choices import AdoptionDirection

#: Keys of files become translation keys under this name, so that loading again finds what was loaded.
NAMESPACE = uuid.UUID("5c1d2c0e-6a0f-5a35-9d9e-0d5a0c7f2b11")
PART_MODELS = {
    "building_blocks": practices.BuildingBlock,
    "indicators": practices.Indicator,
    "prerequisites": practices.Prerequisite,
    "functions": practices.FunctionCovered,
    "links": practices.NoteLink,
    "funders": practices.Funder,
    "sources": practices.Source,
}


def fill(page: practices.PracticePage, key: str, note: NoteFile, register: Register) -> None:
    """Gives the original's page the rows of the file, in the file's order."""
    parts = {name: _rows(note, name, register) for name in fields.PARTS}
    titles = {row["key"]: row["title"] for row in parts["sources"] if "key" in row and "title" in row}
    for number, row in enumerate(parts["indicators"], 1):
        if row.get("source"):
            if row["source"] not in titles:
                note.fault(f"indicators[{number}]", f"No source has the key “{row['source']}”.")
            row["source"] = titles.get(row["source"], "")[:255]
    for row in parts["sources"]:
        row.pop("key", None)
    if parts["functions"] and not hasattr(page, "functions"):
        note.fault("functions", "A note of this type has no functions.")
        del parts["functions"]
    for name, model in PART_MODELS.items():
        if name in parts and hasattr(page, name):
            setattr(page, name, _numbered(model(**_identified(row, key, name, page)) for row in parts[name]))
    page.adoptions = _numbered(
        practices.Adoption(direction=direction, **_identified(row, key, name, page))
        for direction, name in ((AdoptionDirection.FROM, "adopted_from"), (AdoptionDirection.BY, "adopted_by"))
        for row in parts[name]
    )
    page.partners = _numbered(_partner(row) for row in parts["partners"])
    if note.facts.get("further_cities") and not note.list_of("further_cities"):
        note.fault("further_cities", "takes a list of cities")
    cities = [
        converted(note, "further_cities", fields.city, value, register) for value in note.list_of("further_cities")
    ]
    page.further_cities = _numbered(practices.FurtherCity(city=city) for city in cities if city)


def translate(page: practices.PracticePage, key: str, note: NoteFile, register: Register) -> None:
    """Gives the rows of a translation's page the file's texts; their facts and places are the original's."""
    for name in KEYED:
        rows = {
            uuid.uuid5(NAMESPACE, f"{key}/{name}/{row.get('key')}"): (number, row)
            for number, row in enumerate(note.list_of(name), 1)
            if isinstance(row, dict)
        }
        relation = "adoptions" if name.startswith("adopted") else name
        if not rows:
            continue
        if not hasattr(page, relation):
            note.fault(name, "A note of this type has no such rows.")
            continue
        children = {child.translation_key: child for child in getattr(page, relation).all()}
        for identity, (number, row) in rows.items():
            child = children.get(identity)
            if child is None:
                note.fault(f"{name}[{number}]", f"The original has no row “{row.get('key')}”.")
                continue
            _translate_row(note, f"{name}[{number}]", child, row, fields.PARTS[name], register)
        setattr(page, relation, list(children.values()))


def _numbered(rows: Iterable[Orderable]) -> list[Orderable]:
    """Gives rows their places: without them each database orders as it likes, and the editor would shuffle them."""
    numbered = list(rows)
    for place, row in enumerate(numbered):
        row.sort_order = place
    return numbered


def _rows(note: NoteFile, name: str, register: Register) -> list[dict]:
    """Gives a part's rows, converted; rows of keyed parts keep their key."""
    rows: list[dict] = []
    columns = fields.PARTS[name]
    known = {column.rstrip("*") for column in columns} | ({"key"} if name in KEYED else set())
    given = note.facts.get(name) or []
    if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
        note.fault(name, "takes a list of rows")
        return rows
    seen = set()
    for number, row in enumerate(given, 1):
        place = f"{name}[{number}]"
        for column in row.keys() - known:
            note.fault(place, f"Unknown column “{column}”.")
        values = {}
        for column, convert in columns.items():
            value = row.get(column.rstrip("*"))
            if value not in (None, ""):
                values[column.rstrip("*")] = converted(note, place, convert, value, register)
            elif column.endswith("*"):
                note.fault(place, f"“{column.rstrip('*')}” is missing.")
        if name in KEYED:
            key = str(row.get("key") or "")
            if not key or key in seen:
                note.fault(place, "Each row has a key of its own.")
            seen.add(key)
            values["key"] = key
        rows.append(values)
    return rows


def _identified(row: dict, key: str, part: str, page: practices.PracticePage) -> dict:
    """Gives a row's columns with the identity that joins translations in place of its key."""
    if part not in KEYED:
        return row
    columns = {name: value for name, value in row.items() if name != "key"}
    return {
        **columns,
        "translation_key": uuid.uuid5(NAMESPACE, f"{key}/{part}/{row['key']}"),
        "locale_id": page.locale_id,
    }


def _partner(row: dict) -> practices.PartnerSupport:
    support = row.pop("support", None) or []
    return practices.PartnerSupport(**row, **{name: name in support for name in practices.PartnerSupport.SUPPORT})


def _translate_row(note, place: str, child, row: dict, columns: dict, register: Register) -> None:
    for column, value in row.items():
        if column == "key":
            continue
        if column not in child.TEXTS:
            note.fault(place, f"“{column}” is a fact and stands in the original alone.")
            continue
        convert = columns.get(column) or columns[f"{column}*"]
        setattr(child, column, converted(note, place, convert, value, register) if value else "")
