"""What may stand in a note's file, field by field: how a value is checked and turned into the model's."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Field

from networks.intake.files import NoteFile
from portal.fields import validate_partial_date
from portal.models import City, Country, Organisation
from portal.text import unwrap
from practices import choices
from practices.models import Funder, Indicator, PartnerSupport, PracticePage, Term, UpgradingProgrammePage


class Wrong(ValueError):
    """A value that a field does not take; the message says what it takes."""


@dataclass(slots=True)
class Register:
    """What notes refer to, loaded once for all files."""

    cities: dict[int, City] = field(default_factory=dict)
    countries: dict[str, Country] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    terms: dict[tuple[str, str], Term] = field(default_factory=dict)

    @classmethod
    def load(cls, geonames_ids: set[int]) -> "Register":
        return cls(
            cities=City.objects.select_related("country").in_bulk(geonames_ids, field_name="geonames_id"),
            countries=Country.objects.in_bulk(),
            organisations={organisation.key: organisation for organisation in Organisation.objects.all()},
            terms={(term.vocabulary, term.key): term for term in Term.objects.all()},
        )


Convert = Callable[[Any, Register], Any]


def converted(note: NoteFile, name: str, convert: Convert, value: Any, register: Register) -> Any:
    """Gives the model's value; None, and a fault of the file's field, where it takes none like it."""
    try:
        return convert(value, register)
    except Wrong as error:
        note.fault(name, error)
        return None


def text(most: int | None = None) -> Convert:
    def convert(value, register):
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            raise Wrong("takes text")
        cleaned = unwrap(str(value)) if most else str(value).strip()
        if most and len(cleaned) > most:
            raise Wrong(f"takes at most {most} characters, this has {len(cleaned)}")
        return cleaned

    return convert


def one_of(values: type[choices.models.TextChoices]) -> Convert:
    def convert(value, register):
        if value not in values.values:
            raise Wrong(f"“{value}” is none of: {', '.join(values.values)}")
        return value

    return convert


def whole(value, register):
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Wrong("takes a whole number")
    return value


def number(column: Field) -> Convert:
    """Takes a number that the model's field can hold: rows are not cleaned before they are saved."""

    def convert(value, register):
        try:
            converted = Decimal(str(value))
        except InvalidOperation:
            converted = Decimal("nan")
        if isinstance(value, bool) or not converted.is_finite():
            raise Wrong(f"“{value}” is no number")
        try:
            column.run_validators(converted)
        except ValidationError as error:
            raise Wrong(" ".join(error.messages)) from None
        return converted

    return convert


def partial_date(value, register):
    try:
        validate_partial_date(str(value))
    except ValidationError as error:
        raise Wrong(error.messages[0]) from None
    return str(value)


def day(value, register):
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError:
        raise Wrong(f"“{value}” is no day: write 2026-11-20") from None


def address(value, register):
    try:
        URLValidator(schemes=["http", "https"])(value)
    except ValidationError:
        raise Wrong(f"“{value}” is no web address") from None
    if len(value) > 500:
        raise Wrong("takes at most 500 characters")
    return value


def city(value, register):
    if not isinstance(value, int) or value not in register.cities:
        raise Wrong(f"no city of the gazetteer has the GeoNames id “{value}”")
    return register.cities[value]


def organisation(value, register):
    if not isinstance(value, str) or value not in register.organisations:
        raise Wrong(f"no organisation has the key “{value}”")
    return register.organisations[value]


def term(vocabulary: str) -> Convert:
    def convert(value, register):
        try:
            return register.terms[vocabulary, str(value)]
        except KeyError:
            raise Wrong(f"“{value}” is no term of {vocabulary}") from None

    return convert


def terms(vocabulary: str) -> Convert:
    one = term(vocabulary)

    def convert(value, register):
        if not isinstance(value, list):
            raise Wrong("takes a list of terms")
        return [one(item, register) for item in value]

    return convert


def support(value, register):
    if not isinstance(value, list) or any(kind not in PartnerSupport.SUPPORT for kind in value):
        raise Wrong(f"takes a list of: {', '.join(PartnerSupport.SUPPORT)}")
    return value


def names_of_fields(value, register):
    names = value if isinstance(value, list) else [value]
    if not all(isinstance(name, str) for name in names):
        raise Wrong("takes a list of names of fields")
    return text(1000)(", ".join(names), register)


FACTS: dict[str, Convert] = {
    "scale": one_of(choices.Scale),
    "status": one_of(choices.Status),
    "start": partial_date,
    "end": partial_date,
    "months_to_implement": whole,
    "beneficiaries_number": whole,
    "staff": number(PracticePage.staff.field),
    "participation": one_of(choices.Participation),
    "cost_band": one_of(choices.CostBand),
    "evaluation": one_of(choices.Evaluation),
    "evaluation_report": address,
    "evaluation_by": text(200),
    "contributing_organisation": organisation,
    "contributor_key": text(60),
    "licence": one_of(choices.Licence),
    "last_verified": day,
    "next_review": day,
    "themes": terms("theme"),
    "beneficiary_groups": terms("beneficiary_group"),
    "sdg_targets": terms("sdg"),
    "cross_cutting": terms("cross_cutting"),
    "thematic_areas": terms("thematic_area"),
    "principles": terms("principle"),
    "contacts_visibility": one_of(choices.Visibility),
    "money_visibility": one_of(choices.Visibility),
    "partners_visibility": one_of(choices.Visibility),
    "lessons_visibility": one_of(choices.Visibility),
    # By type
    "households": whole,
    "hectares": number(UpgradingProgrammePage.hectares.field),
    "services": terms("service"),
    "tenure_approach": one_of(choices.Tenure),
    "resettlement_share": number(UpgradingProgrammePage.resettlement_share.field),
    "coverage": one_of(choices.Coverage),
    "horizon_start": whole,
    "horizon_end": whole,
    "stage": one_of(choices.StrategyStage),
    "norms": terms("norm"),
    "adopted_on": partial_date,
    "investment_plan": one_of(choices.InvestmentPlan),
    "features": terms("safety_feature"),
    "violence_types": terms("violence_type"),
    "approaches": terms("approach"),
    "security_principles": terms("security_principle"),
}
COST = {
    "amount": number(PracticePage.cost_amount.field),
    "currency": text(3),
    "year": whole,
}
#: Short texts, which stand in the front matter of the original and of each translation.
SHORT_TEXTS: dict[str, Convert] = {
    "title": text(255),
    "one_line": text(140),
    "area": text(160),
    "priority_set_by": text(255),
    "lead_body": text(200),
    "settlement": text(200),
    "adopted_by_whom": text(200),
}
#: Columns of the repeated parts; names that end in "*" must be there.
PARTS: dict[str, dict[str, Convert]] = {
    "building_blocks": {
        "title*": text(120),
        "what_it_does*": text(),
        "what_made_it_possible": text(),
        "lesson": text(),
    },
    "indicators": {
        "name*": text(160),
        "unit*": text(60),
        "baseline": number(Indicator.baseline.field),
        "baseline_date": partial_date,
        "value": number(Indicator.value.field),
        "value_date": partial_date,
        "better": one_of(choices.Better),
        "source": text(255),
    },
    "prerequisites": {"kind*": one_of(choices.PrerequisiteKind), "text*": text()},
    "adopted_from": {
        "city*": city,
        "what_changed": text(),
        "outcome": one_of(choices.AdoptionOutcome),
        "year": whole,
    },
    "adopted_by": {"city*": city, "what_changed": text(), "outcome": one_of(choices.AdoptionOutcome), "year": whole},
    "functions": {"function*": term("unit_function"), "partners": text(255), "how": text()},
    "links": {"title*": text(160), "url*": address},
    "partners": {
        "organisation": organisation,
        "name": text(200),
        "kind*": one_of(choices.PartnerKind),
        "support": support,
    },
    "funders": {
        "organisation": organisation,
        "name": text(200),
        "amount": number(Funder.amount.field),
        "currency": text(3),
        "year": whole,
    },
    "sources": {
        "key*": text(60),
        "title*": text(255),
        "publisher": text(160),
        "year": whole,
        "url": address,
        "supports": names_of_fields,
    },
}
#: Parts whose rows have a key, by which translations join their texts.
KEYED = ("building_blocks", "indicators", "prerequisites", "adopted_from", "adopted_by", "functions", "links")
