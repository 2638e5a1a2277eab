"""Makes search documents of public records: nothing else ever reaches an index."""

import uuid
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from django.utils.html import strip_tags

from practices.models import PublicRecord
from search.engine import SearchDocument, Texts
from search.passages import vectors_of

#: Texts that a reader searches by weight; what is in none of them (licences, sources) is not searched.
SUMMARY = ("summary",)
BODY = (
    "situation_before",
    "objectives",
    "methods_and_tools",
    "why_stopped",
    "unintended_effects",
    "barriers",
    "what_failed",
    "would_do_differently",
    "must_stay",
    "can_adapt",
    "residents_role",
    "referral_mechanism",
    "data_protection",
    "participants",
    "police_arrangement",
    "legal_basis",
)
BLOCKS = ("title", "what_it_does", "what_made_it_possible", "lesson")
NAMES = ("area", "lead_body", "settlement", "adopted_by_whom")
Values = Callable[[PublicRecord, list[str]], Iterable[str | None]]


def documents(keys: Iterable[uuid.UUID] | None = None) -> Iterator[SearchDocument]:
    """Yields the document of each public note, or of those of `keys` that are public."""
    records = PublicRecord.objects.select_related("city__country", "country", "organisation", "contributor")
    if keys is not None:
        records = records.filter(translation_key__in=list(keys))
    ordered = records.order_by("translation_key").iterator(chunk_size=500)
    for key, group in groupby(ordered, key=lambda record: record.translation_key):
        yield document(key, list(group))


def document(key: uuid.UUID, records: list[PublicRecord]) -> SearchDocument:
    """Gives the document of a note from the records of all its languages."""
    original = next((record for record in records if record.is_original), records[0])
    return SearchDocument(
        key=key.hex,
        version=max(record.version for record in records),
        texts={record.language: texts_of(record) for record in records},
        facets=facets_of(original, [record.language for record in records]),
        names=names_of(original),
        published=int(original.first_published_at.timestamp()),
        verified=original.last_verified.toordinal() if original.last_verified else 0,
        vectors=vectors_of(key, records),
    )


def texts_of(record: PublicRecord) -> Texts:
    texts = record.data["texts"]
    blocks = record.data["parts"].get("building_blocks", [])
    story = (block["value"] for block in record.data["narrative"] if block["type"] in ("heading", "text"))
    return Texts(
        title=record.title,
        one_line=record.one_line,
        summary=_joined(texts.get(name) for name in SUMMARY),
        blocks=_joined(block.get(name) for block in blocks for name in BLOCKS),
        body=_joined([*(texts.get(name) for name in BODY), *(strip_tags(value) for value in story)]),
    )


def _joined(values: Iterable[str | None]) -> str:
    return "\n".join(value for value in values if value)


def names_of(record: PublicRecord) -> tuple[str, ...]:
    """Gives proper names: of the city in every script would be too many, so its name, its ASCII name and its country's."""
    texts, parts = record.data["texts"], record.data["parts"]
    found = [texts.get(name) for name in NAMES]
    found += [row.get("name") for name in ("partners", "funders") for row in parts.get(name, [])]
    if record.city:
        found += [record.city.name, record.city.ascii_name]
    if record.country:
        found += [record.country.name_en, record.country.name_fr, record.country.name_es]
    if record.organisation:
        found.append(record.organisation.name)
    return tuple(dict.fromkeys(name for name in found if name))


def facets_of(record: PublicRecord, languages: list[str]) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple([value for value in values(record, languages) if value]) for name, values in FACET_VALUES.items()
    }


def _fact(name: str) -> Values:
    return lambda record, languages: [record.data["facts"].get(name)]


def _of_country(name: str) -> Values:
    return lambda record, languages: [getattr(record.country, name) if record.country else None]


#: The values of each facet, from the record of the original and the languages of all records.
FACET_VALUES: dict[str, Values] = {
    "type": _fact("practice_type"),
    "status": _fact("status"),
    "scale": _fact("scale"),
    "evidence": _fact("evidence"),
    "theme": lambda record, languages: record.data["terms"]["themes"],
    "region": _of_country("region"),
    "country": _of_country("code"),
    "income_level": _of_country("income_level"),
    "city_size": lambda record, languages: [record.city.size.value if record.city else None],
    "city": lambda record, languages: [str(record.city_id) if record.city_id else None],
    "language": lambda record, languages: languages,
    "contributor": lambda record, languages: [record.contributor.key if record.contributor else None],
    "year": lambda record, languages: [str(record.year) if record.year else None],
}
