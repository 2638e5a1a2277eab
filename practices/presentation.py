"""Turns a record's plain data into what templates show: names for keys, labels for choices, in the reader's language.

All names that a note refers to are fetched together, so a page costs the same few queries however long it is.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils.functional import cached_property

from portal.addresses import address
from portal.models import City, Organisation, Person
from practices import choices, rules
from practices.models import PublicRecord, Term

#: Which choices name the values of a fact.
CHOICES = {
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


def label(name: str, value: str) -> str:
    """Gives the words for a choice's value, the value itself where it is no choice any more."""
    if not value:
        return ""
    known = CHOICES[name]
    return str(dict(known if isinstance(known, dict) else known.choices).get(value, value))


class Note:
    """A note as its page shows it, from a record's data and, for those who may, its restricted groups."""

    def __init__(
        self, data: dict[str, Any], *, language: str, path: str = "", city=None, country=None, organisation=None
    ):
        self.data = data
        self.language = language
        self.path = path
        self.city, self.country, self.organisation = city, country, organisation

    @classmethod
    def of_record(cls, record: PublicRecord, data: dict[str, Any] | None = None) -> Note:
        return cls(
            data or record.data,
            language=record.language,
            path=record.path,
            city=record.city,
            country=record.country,
            organisation=record.organisation,
        )

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
        found: dict[tuple[str, str], Term] = {
            (term.vocabulary, term.key): term for term in Term.objects.filter(key__in=wanted).select_related("parent")
        }
        by_field = {
            field: [found[VOCABULARIES[field], key] for key in keys if (VOCABULARIES[field], key) in found]
            for field, keys in self.data["terms"].items()
        }
        by_field["functions"] = [term for (vocabulary, _key), term in found.items() if vocabulary == "unit_function"]
        return by_field

    @cached_property
    def parts(self) -> dict[str, list[dict[str, Any]]]:
        """The repeated parts with cities, organisations and people in place of their keys."""
        parts = {name: [dict(row) for row in rows] for name, rows in self.data["parts"].items()}
        rows = [row for group in parts.values() for row in group]
        cities = City.objects.select_related("country").in_bulk(_keys(rows, "city_id"))
        organisations = Organisation.objects.in_bulk(
            {*_keys(rows, "organisation"), self.facts.get("contributing_organisation")} - {None, ""}, field_name="key"
        )
        people_keys = {*_keys(rows, "person"), self.facts.get("reviewer")} - {None, ""}
        people = {}
        if people_keys:
            people = {
                str(person.key): person
                for person in Person.objects.filter(key__in=people_keys).select_related("organisation")
            }
        functions = {term.key: term for term in self.terms["functions"]}
        for row in rows:
            if "city_id" in row:
                row["city"] = cities.get(row["city_id"])
            if "organisation" in row:
                row["organisation"] = organisations.get(row["organisation"])
            if "person" in row:
                row["person"] = people.get(row["person"])
            if "function" in row:
                row["function"] = functions.get(row["function"])
            for name in ("kind", "role", "outcome"):
                if row.get(name):
                    row[f"{name}_label"] = label(name, row[name])
            if "baseline" in row:
                row["change"] = rules.change_of(row["baseline"], row["value"])
        self.contributor = organisations.get(self.facts.get("contributing_organisation"))
        self.reviewer = people.get(self.facts.get("reviewer") or "")
        return parts

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


def languages_of(records: Iterable[PublicRecord]) -> list[dict[str, str]]:
    """Gives language and address of each record of a note, for links and hreflang."""
    return [{"language": record.language, "address": address(record.path, record.language)} for record in records]
