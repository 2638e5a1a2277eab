"""Makes search documents of public records: nothing else ever reaches an index."""

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby, islice

from django.utils.html import strip_tags

from portal import world
from practices.choices import AdoptionDirection, CostBand
from practices.models import PublicRecord, Term, Vocabulary
from search.engine import SearchDocument, Texts
from search.fields import OFTEN
from search.passages import Vectors, kept_vectors, vectors_of

#: Texts that a reader searches by weight; what is in none of them (licences, sources) is not searched.
SUMMARY = ("summary", "questions_answered")
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
#: So many notes are looked up at a time.
TOGETHER = 200
Values = Callable[[PublicRecord, list[str]], Iterable[str | None]]


def documents(keys: Iterable[uuid.UUID] | None = None) -> Iterator[SearchDocument]:
    """Yields the document of each public note, or of those of `keys` that are public."""
    records = PublicRecord.objects.select_related("city", "country", "organisation", "contributor")
    if keys is not None:
        records = records.filter(translation_key__in=list(keys))
    families = theme_families()
    ordered = records.order_by("translation_key").iterator(chunk_size=500)
    notes = ((key, list(group)) for key, group in groupby(ordered, key=lambda record: record.translation_key))
    while some := dict(islice(notes, TOGETHER)):
        known = kept_vectors(some)
        for key, of_note in some.items():
            yield document(key, of_note, families, vectors_of(of_note, known.get(key)))


def theme_families() -> dict[str, str]:
    """Gives the family of each theme that has one, both by key."""
    themes = Term.objects.of(Vocabulary.THEME).filter(parent__isnull=False)
    return dict(themes.values_list("key", "parent__key"))


def document(
    key: uuid.UUID, records: list[PublicRecord], families: Mapping[str, str], vectors: Vectors = ()
) -> SearchDocument:
    """Gives the document of a note from the records of all its languages; `families` are those of the themes."""
    original = next((record for record in records if record.is_original), records[0])
    return SearchDocument(
        key=key.hex,
        version=max(record.version for record in records),
        texts={record.language: texts_of(record) for record in records},
        facets=facets_of(original, [record.language for record in records], families),
        names=names_of(original),
        published=int(original.first_published_at.timestamp()),
        verified=original.last_verified.toordinal() if original.last_verified else 0,
        signals=signals_of(original),
        location=(original.city.latitude, original.city.longitude) if original.city else None,
        vectors=vectors,
    )


def signals_of(record: PublicRecord) -> tuple[str, ...]:
    """Gives what moves a note among its like: its evidence, how often it was taken up, the year of its last check."""
    signals = [f"evidence:{record.data['facts']['evidence']}"]
    adoptions = record.data["parts"].get("adoptions", [])
    if taken_up := sum(each["direction"] == AdoptionDirection.BY for each in adoptions):
        signals.append("adopted:often" if taken_up >= OFTEN else "adopted:once")
    if record.last_verified:
        signals.append(f"verified:{record.last_verified.year}")
    return tuple(signals)


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
        found += [record.city.name, record.city.name_fr, record.city.name_es, record.city.ascii_name]
    if record.country:
        found += [record.country.name_en, record.country.name_fr, record.country.name_es]
    if record.organisation:
        found.append(record.organisation.name)
    return tuple(dict.fromkeys(name for name in found if name))


def facets_of(record: PublicRecord, languages: list[str], families: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Gives the values of each facet; where values have families or regions, these are values of the note too."""
    found = {
        name: tuple([value for value in values(record, languages) if value]) for name, values in FACET_VALUES.items()
    }
    above = dict.fromkeys(families[theme] for theme in found["theme"] if theme in families)
    return {**found, "theme": (*found["theme"], *above)}


def _fact(name: str) -> Values:
    return lambda record, languages: [record.data["facts"].get(name)]


def _places(record: PublicRecord, languages: list[str]) -> list[str]:
    country = record.country
    return [country.region, country.subregion, country.code] if country else []


def _cost_band(record: PublicRecord, languages: list[str]) -> list[str | None]:
    """Gives the band that was chosen, or that of an amount in dollars; other money would need the rate of its year."""
    facts = record.data["facts"]
    if not facts.get("cost_band") and facts.get("cost_amount") and facts.get("cost_currency") == "USD":
        return [CostBand.of(float(facts["cost_amount"])).value]
    return [facts.get("cost_band")]


#: The values of each facet, from the record of the original and the languages of all records.
FACET_VALUES: dict[str, Values] = {
    "type": _fact("practice_type"),
    "status": _fact("status"),
    "scale": _fact("scale"),
    "evidence": _fact("evidence"),
    "theme": lambda record, languages: record.data["terms"]["themes"],
    "place": _places,
    "income_level": lambda record, languages: [record.country.income_level if record.country else None],
    "city_size": lambda record, languages: [record.city.size.value if record.city else None],
    "cost_band": _cost_band,
    "city": lambda record, languages: [str(record.city_id) if record.city_id else None],
    "cell": lambda record, languages: [
        world.square(record.city.latitude, record.city.longitude) if record.city else None
    ],
    "language": lambda record, languages: languages,
    "contributor": lambda record, languages: [record.contributor.key if record.contributor else None],
    "year": lambda record, languages: [str(record.year) if record.year else None],
}
