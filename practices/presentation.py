"""Turns a record's plain data into what templates show: names for keys, labels for choices, in the reader's language.

All names that a note refers to are fetched together, so a page costs the same few queries however long it is.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypedDict, cast

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Min, OuterRef, Subquery, TextChoices
from django.utils.functional import Promise, cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamValue
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from portal.addresses import address
from portal.fields import names_in
from portal.models import City, Organisation, Person
from practices import choices, rules
from practices.models import PRACTICE_MODELS, PublicRecord, Term
from practices.sections import sections_of

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

#: Which choices name the values of a fact.
CHOICES: dict[str, type[TextChoices] | dict[str, str | Promise]] = {
    "practice_type": choices.PracticeType,
    "scale": choices.Scale,
    "status": choices.Status,
    "participation": choices.Participation,
    "cost_band": choices.CostBand,
    "evaluation": choices.Evaluation,
    "evidence": choices.EvidenceGrade,
    "licence": choices.Licence,
    "tenure_approach": choices.Tenure,
    "coverage": choices.Coverage,
    "stage": choices.StrategyStage,
    "investment_plan": choices.InvestmentPlan,
    "kind": {**dict(choices.PartnerKind.choices), **dict(choices.PrerequisiteKind.choices)},
    "role": choices.ContactRole,
    "outcome": choices.AdoptionOutcome,
}
#: What the repeated parts of a note are called where a source says which of them it supports.
PART_NAMES = {
    "building_blocks": _("building blocks"),
    "indicators": _("results"),
    "prerequisites": _("prerequisites"),
    "adoptions": _("adoptions"),
    "adopted_from": _("adopted from"),
    "adopted_by": _("adopted by"),
    "functions": _("functions"),
    "partners": _("partners"),
    "funders": _("funders"),
    "cost": _("cost"),
    "further_cities": _("further cities"),
}

SUPPORT = {
    "administrative": _("administrative"),
    "financial": _("financial"),
    "political": _("political"),
    "technical": _("technical"),
}


def names_of_languages(codes: str) -> list[str]:
    """Gives the names of languages, in the reader's, for "en, fr, pt"; a code that Django does not know stays."""
    names = []
    for code in filter(None, (code.strip() for code in codes.split(","))):
        try:
            names.append(get_language_info(code)["name_translated"])
        except KeyError:
            names.append(code)
    return names


def label(name: str, value: str) -> str:
    """Gives the words for a choice's value, the value itself where it is no choice any more."""
    if not value:
        return ""
    known = CHOICES[name]
    return str(dict(known if isinstance(known, dict) else known.choices).get(value, value))


@dataclass(frozen=True, slots=True)
class Change:
    """What an indicator shows: `share` is the difference in per cent of the baseline, None where that says nothing.

    `is_better` is None where nothing has changed.
    """

    difference: Decimal
    share: Decimal | None
    is_better: bool | None


def change_in(indicator: dict[str, Any]) -> Change | None:
    """Gives the change from baseline to value; of two percentages the difference alone, in points."""
    baseline, value = indicator["baseline"], indicator["value"]
    if baseline is None or value is None:
        return None
    difference = Decimal(value) - Decimal(baseline)
    is_percentage = indicator.get("is_percentage")
    if is_percentage is None:  # A record of an older version: of its unit there are its own language's words alone.
        is_percentage = rules.is_percentage(indicator["unit"])
    share = None if is_percentage else rules.change_of(baseline, value)
    rising_is_better = indicator["better"] == choices.Better.HIGHER
    return Change(difference, share, (difference > 0) == rising_is_better if difference else None)


class OfItsNotes(TypedDict):
    """What a city brings from the notes about it: the path of one, which gives the city's own."""

    a_note: str | None


@dataclass(frozen=True, slots=True)
class Things:
    """What a note's parts refer to, by key or id."""

    cities: dict[int, WithAnnotations[City, OfItsNotes]]
    organisations: dict[str, Organisation]
    people: dict[str, Person]
    images: dict[int, Any]
    documents: dict[int, Any]
    notes: dict[str, PublicRecord]

    @classmethod
    def fetch(cls, cities: set, organisations: set, people: set, images: set, documents: set, notes: set) -> Things:
        """Asks once a kind, and only for kinds that the note refers to."""
        paths = PublicRecord.objects.originals().filter(city=OuterRef("pk")).order_by().values("path")
        of_cities = City.objects.filter(pk__in=cities).select_related("country").annotate(a_note=Subquery(paths[:1]))
        of_people = Person.objects.filter(key__in=people).select_related("organisation")
        of_notes = (
            PublicRecord.objects.for_reader(get_language() or "").filter(translation_key__in=notes).defer("data")
        )
        return cls(
            cities={city.pk: city for city in of_cities} if cities else {},
            organisations=Organisation.objects.in_bulk(organisations, field_name="key") if organisations else {},
            people={str(person.key): person for person in of_people} if people else {},
            images=get_image_model().objects.in_bulk(images) if images else {},
            documents=get_document_model().objects.in_bulk(documents) if documents else {},
            notes={str(note.translation_key): note for note in of_notes} if notes else {},
        )

    def join(self, row: dict[str, Any]) -> None:
        """Puts the things that a row refers to beside or in place of their keys."""
        if "city_id" in row:
            row["city"] = city = self.cities.get(row["city_id"])
            row["city_path"] = parent_path(city.a_note) if city and city.a_note else ""
        if "image_id" in row:
            row["image"] = self.images.get(row["image_id"])
        if "document_id" in row:
            row["document"] = self.documents.get(row["document_id"])
        if "practice_key" in row:
            row["note"] = self.notes.get(row["practice_key"])
        if "organisation" in row:
            row["organisation"] = self.organisations.get(row["organisation"])
        if "person" in row:
            row["person"] = self.people.get(row["person"])


class Note:
    """A note as its page shows it, from a record's data and, for those who may, its restricted groups."""

    def __init__(
        self, data: dict[str, Any] | None, *, language: str, path: str = "", city=None, country=None, organisation=None
    ):
        self._data = data
        self.language = language
        self.path = path
        self.city, self.country, self.organisation = city, country, organisation
        self.record: PublicRecord | None = None

    @classmethod
    def of_record(cls, record: PublicRecord, data: dict[str, Any] | None = None) -> Note:
        """Gives the note of a record; `data` is what a reader may read who may read more than the record holds."""
        note = cls(
            data,
            language=record.language,
            path=record.path,
            city=record.city,
            country=record.country,
            organisation=record.organisation,
        )
        note.record = record
        return note

    @property
    def data(self) -> dict[str, Any]:
        """The data of the record, read when it is asked for, or what was given instead."""
        return cast("PublicRecord", self.record).data if self._data is None else self._data

    @property
    def is_public(self) -> bool:
        """Says whether this is what everybody reads, and no more."""
        return self._data is None

    @property
    def title(self) -> str:
        return self.record.title if self.record else self.texts["title"]

    @property
    def one_line(self) -> str:
        return self.record.one_line if self.record else self.texts["one_line"]

    @property
    def facts(self) -> dict[str, Any]:
        return self.data["facts"]

    @property
    def texts(self) -> dict[str, str]:
        return self.data["texts"]

    @cached_property
    def labels(self) -> dict[str, str]:
        """The words for each fact that is a choice."""
        return {name: label(name, value) for name, value in self.facts.items() if name in CHOICES}

    @cached_property
    def terms(self) -> dict[str, list[Term]]:
        """Terms by field, in the note's order."""
        wanted = {key for keys in self.data["terms"].values() for key in keys}
        wanted |= {row["function"] for row in self.data["parts"].get("functions", [])}
        names = Term.objects.filter(key__in=wanted).only("vocabulary", "key", "name_en", "name_fr", "name_es")
        found: dict[tuple[str, str], Term] = {(term.vocabulary, term.key): term for term in names}
        by_field = {
            field: [found[VOCABULARIES[field], key] for key in keys if (VOCABULARIES[field], key) in found]
            for field, keys in self.data["terms"].items()
        }
        by_field["functions"] = [term for (vocabulary, _key), term in found.items() if vocabulary == "unit_function"]
        return by_field

    @cached_property
    def _things(self) -> Things:
        rows = [row for group in self.data["parts"].values() for row in group]
        bodies = {*_keys(rows, "organisation"), self.facts.get("contributing_organisation")} - {None, ""}
        people = {*_keys(rows, "person"), self.facts.get("reviewer")} - {None, ""}
        return Things.fetch(
            _keys(rows, "city_id"),
            bodies,
            people,
            _keys(rows, "image_id"),
            _keys(rows, "document_id"),
            _keys(rows, "practice_key"),
        )

    @property
    def contributor(self) -> Organisation | None:
        return self._things.organisations.get(self.facts.get("contributing_organisation", ""))

    @property
    def reviewer(self) -> Person | None:
        return self._things.people.get(self.facts.get("reviewer", ""))

    @cached_property
    def parts(self) -> dict[str, list[dict[str, Any]]]:
        """The repeated parts with cities, organisations and people in place of their keys, and labels beside values."""
        parts = {name: [dict(row) for row in rows] for name, rows in self.data["parts"].items()}
        functions = {term.key: term for term in self.terms["functions"]}
        sources = {row["title"]: number for number, row in enumerate(parts.get("sources", []), 1)}
        for row in (row for group in parts.values() for row in group):
            self._things.join(row)
            if "function" in row:
                row["function"] = functions.get(row["function"])
            for name in ("kind", "role", "outcome"):
                if row.get(name):
                    row[f"{name}_label"] = label(name, row[name])
            if "baseline" in row:
                row["change"] = change_in(row)
                row["source_number"] = sources.get(row["source"])
            if "financial" in row:
                row["support"] = [str(name) for key, name in SUPPORT.items() if row[key]]
            if "languages" in row:
                row["language_names"] = names_of_languages(row["languages"])
            if "supports" in row:
                row["supports"] = self._names_of_fields(row["supports"])
        for direction in choices.AdoptionDirection.values:
            parts[f"adopted_{direction}"] = [
                row for row in parts.get("adoptions", []) if row["direction"] == direction
            ]
        return parts

    def _names_of_fields(self, names: str) -> list[str]:
        """Gives the words for the names of fields and parts; a name that is none of them is left out."""
        model = PRACTICE_MODELS[self.facts["practice_type"]]
        words = []
        for name in names_in(names):
            if name in PART_NAMES:
                words.append(str(PART_NAMES[name]))
                continue
            try:
                words.append(str(model._meta.get_field(name).verbose_name))
            except (FieldDoesNotExist, AttributeError):
                continue
        return words

    @cached_property
    def sections(self) -> dict[str, str]:
        """Key and heading of each section that has something to say."""
        return sections_of(self.data)

    @property
    def questions(self) -> list[str]:
        """What others ask that the note answers."""
        return rules.questions(self.texts.get("questions_answered", ""))

    @property
    def narrative(self) -> StreamValue:
        """The longer story, whose blocks render themselves."""
        block = PRACTICE_MODELS[self.facts["practice_type"]]._meta.get_field("narrative").stream_block
        return block.to_python(self.data["narrative"])

    @property
    def marked(self) -> SafeString:
        """Attributes for elements that hold the note's own words."""
        return marked(self.language)

    @property
    def marked_facts(self) -> SafeString:
        """Attributes for elements that hold words among the facts, which nobody translates."""
        return marked(self.facts["original_language"])

    @property
    def evidence_reason(self) -> str:
        return str(rules.REASONS[self.facts["evidence"]])

    @property
    def evidence_step(self) -> int:
        """How far the note has come, from 1 to 4."""
        return choices.EvidenceGrade.values.index(self.facts["evidence"]) + 1

    @cached_property
    def review(self) -> rules.ReviewState:
        verified, due = (
            datetime.date.fromisoformat(value) if value else None
            for value in (self.facts["last_verified"], self.facts["next_review"])
        )
        return rules.review_state(verified, due)

    @property
    def has_ended(self) -> bool:
        return self.facts["status"] in (*choices.ENDED, choices.Status.COMPLETED)


#: The vocabulary of each field of terms.
VOCABULARIES = {
    "themes": "theme",
    "beneficiary_groups": "beneficiary_group",
    "sdg_targets": "sdg",
    "cross_cutting": "cross_cutting",
    "thematic_areas": "thematic_area",
    "principles": "principle",
    "services": "service",
    "norms": "norm",
    "features": "safety_feature",
    "violence_types": "violence_type",
    "approaches": "approach",
    "security_principles": "security_principle",
}


def _keys(rows: Iterable[dict[str, Any]], name: str) -> set:
    return {row[name] for row in rows if row.get(name)}


def marked(language: str) -> SafeString:
    """Gives the attributes that mark words of a note where they are in another language than the page around them."""
    if language == get_language():
        return SafeString("")
    return format_html(' lang="{}" dir="{}"', language, "rtl" if get_language_info(language)["bidi"] else "ltr")


def parent_path(path: str) -> str:
    """Gives the path of the page above a note: of its city, country or organisation."""
    return path.rstrip("/").rsplit("/", 1)[0] + "/"


def city_paths(cities: Iterable[int]) -> dict[int, str]:
    """Gives the path of the page of each of these cities that has notes: it stands above any of them."""
    notes = PublicRecord.objects.originals().filter(city_id__in=list(cities)).order_by()
    return {city: parent_path(path) for city, path in notes.values_list("city_id").annotate(Min("path"))}


def languages_of(records: Iterable[PublicRecord]) -> list[dict[str, str]]:
    """Gives language and address of each record of a note, for links and hreflang."""
    return [{"language": record.language, "address": address(record.path, record.language)} for record in records]
