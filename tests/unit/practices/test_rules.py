"""What stands against publishing, how good the evidence is, how complete and how old a note is: without a database."""

import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from portal.fields import PartialDateField, validate_partial_date
from practices import rules

TODAY = datetime.date(2026, 11, 22)


class Rows(list):
    def all(self):
        return self


def adoption(**fields):
    return SimpleNamespace(**{"year": None, "city_id": 2, "practice": None, **fields})


def note_of(city_id, key="other", further=()):
    """Another city's note, as an adoption refers to it."""
    cities = Rows([SimpleNamespace(city_id=each) for each in further])
    return SimpleNamespace(city_id=city_id, translation_key=key, further_cities=cities)


def note(**fields):
    """A note that nothing stands against, with `fields` changed."""
    plain = {
        "title": "Kiosks",
        "one_line": "Residents run kiosks.",
        "summary": "Short.",
        "translation_key": "this",
        "city_id": 1,
        "country_id": "KE",
        "organisation_id": None,
        "status": "running",
        "why_stopped": "",
        "scale": "city",
        "start": "2012",
        "end": "",
        "situation_before": "Vendors.",
        "beneficiaries_number": None,
        "objectives": "",
        "lead_body": "",
        "staff": None,
        "legal_basis": "",
        "cost_amount": None,
        "cost_currency": "",
        "cost_year": None,
        "cost_band": "",
        "evaluation": "none",
        "evaluation_by": "",
        "evaluation_report": "",
        "barriers": "Cartels.",
        "what_failed": "",
        "would_do_differently": "",
        "must_stay": "",
        "can_adapt": "",
        "questions_answered": "",
        "last_verified": None,
        "next_review": None,
        "building_blocks": Rows([SimpleNamespace()]),
        "sources": Rows([SimpleNamespace(year=2014)]),
    }
    lists = (
        "indicators",
        "funders",
        "partners",
        "contacts",
        "adoptions",
        "prerequisites",
        "themes",
        "beneficiary_groups",
    )
    return SimpleNamespace(**{**plain, **{name: Rows() for name in lists}, **fields})


def indicator(**fields):
    plain = {"baseline": None, "baseline_date": "", "value": None, "value_date": "", "unit": "cases"}
    return SimpleNamespace(**{**plain, **fields})


def contact(role, is_deputy=False, times_a_year=None):
    return SimpleNamespace(role=role, is_deputy=is_deputy, times_a_year=times_a_year)


def fields_of(problems):
    return [problem.field for problem in problems]


def test_nothing_stands_against_a_note_with_the_required_groups():
    assert rules.problems(note(), TODAY) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"),
        ({"one_line": ""}, "one_line"),
        ({"city_id": None, "country_id": None}, "city"),
        ({"status": ""}, "status"),
        ({"status": "stopped"}, "why_stopped"),
        ({"status": "replaced"}, "why_stopped"),
        ({"situation_before": ""}, "situation_before"),
        ({"building_blocks": Rows()}, "building_blocks"),
        ({"barriers": ""}, "barriers"),
        ({"sources": Rows()}, "sources"),
        ({"summary": "word " * 251}, "summary"),
        ({"start": "2012", "end": "2011"}, "end"),
        ({"start": "2012-05", "end": "2012-04-30"}, "end"),
        ({"start": "1850"}, "start"),
        ({"start": "2099"}, "start"),
        ({"status": "stopped", "why_stopped": "Money.", "end": "2030"}, "end"),
        ({"horizon_start": 2040, "horizon_end": 2030}, "horizon_end"),
        ({"last_verified": datetime.date(2026, 11, 23)}, "last_verified"),
        ({"last_verified": datetime.date(2026, 1, 2), "next_review": datetime.date(2026, 1, 1)}, "next_review"),
        ({"questions_answered": "Who pays?\n" * 13}, "questions_answered"),
        ({"questions_answered": "Who pays?\n" + "why " * 51}, "questions_answered"),
        ({"resettlement_share": Decimal("100.5")}, "resettlement_share"),
        ({"resettlement_share": Decimal("-1")}, "resettlement_share"),
        ({"cost_amount": Decimal(5), "cost_year": 2012}, "cost_amount"),
        ({"cost_amount": Decimal(5), "cost_currency": "USD"}, "cost_amount"),
        ({"cost_amount": Decimal(5), "cost_currency": "XXX", "cost_year": 2012}, "cost_amount"),
        ({"cost_amount": Decimal(-5), "cost_currency": "USD", "cost_year": 2012}, "cost_amount"),
        ({"indicators": Rows([indicator()])}, "indicators[1]"),
        ({"indicators": Rows([indicator(value=1, unit="%"), indicator(value=101, unit="%")])}, "indicators[2]"),
        ({"indicators": Rows([indicator(value=101, unit="Pour cent")])}, "indicators[1]"),
        (
            {"indicators": Rows([indicator(baseline=1, baseline_date="2014", value=2, value_date="2013")])},
            "indicators[1]",
        ),
        (
            {"funders": Rows([SimpleNamespace(organisation_id=None, name="", amount=None, currency="", year=None)])},
            "funders[1]",
        ),
        ({"partners": Rows([SimpleNamespace(organisation_id=None, name=" ")])}, "partners[1]"),
        ({"contacts": Rows([contact("finance"), contact("finance")])}, "contacts[2]"),
        ({"contacts": Rows([contact("finance", is_deputy=True)])}, "contacts"),
        ({"sources": Rows([SimpleNamespace(year=2031)])}, "sources[1]"),
        ({"adoptions": Rows([adoption(year=1700)])}, "adoptions[1]"),
        ({"adoptions": Rows([adoption(city_id=3, practice=note_of(2))])}, "adoptions[1]"),
        ({"adoptions": Rows([adoption(city_id=1, practice=note_of(1, "this"))])}, "adoptions[1]"),
    ],
)
def test_each_problem_is_said_of_its_field(changed, field):
    assert fields_of(rules.problems(note(**changed), TODAY)) == [field]


@pytest.mark.parametrize("name", ["months_to_implement", "beneficiaries_number", "households"])
def test_a_whole_number_beyond_all_measure_is_told_with_what_it_may_be(name):
    most = rules.MOST[name]
    assert rules.problems(note(**{name: most}), TODAY) == []
    (problem,) = rules.problems(note(**{name: most + 1}), TODAY)
    assert problem.field == name
    assert str(problem.message).startswith("This is not plausible: at most ")


def test_a_contact_answers_at_most_once_a_day():
    (problem,) = rules.problems(note(contacts=Rows([contact("main", times_a_year=400)])), TODAY)
    assert (problem.field, str(problem.message)) == ("contacts[1]", "This is not plausible: at most 366.")


def test_what_is_in_order_is_no_problem():
    good = note(
        start="2012",
        end="2012-03",
        status="completed",
        resettlement_share=Decimal(0),
        horizon_start=2011,
        horizon_end=2040,
        cost_amount=Decimal(5),
        cost_currency="KES",
        cost_year=2012,
        indicators=Rows(
            [indicator(baseline=381, baseline_date="1991", value=24, value_date="2013", unit="per 100,000")]
        ),
        contacts=Rows([contact("finance"), contact("finance", is_deputy=True), contact("technical")]),
    )
    assert rules.problems(good, TODAY) == []


@pytest.mark.parametrize(
    ("changed", "grade"),
    [
        ({}, "described"),
        ({"indicators": Rows([indicator(value=3)])}, "described"),
        ({"indicators": Rows([indicator(baseline_date="2012", value=3, value_date="2014")])}, "described"),
        ({"indicators": Rows([indicator(baseline=1, value_date="2014"), indicator(value=3)])}, "described"),
        ({"indicators": Rows([indicator(baseline=0, value=3)])}, "monitored"),
        ({"indicators": Rows([indicator(baseline=1, value=3)])}, "monitored"),
        ({"evaluation": "own"}, "self_evaluated"),
        ({"evaluation": "independent"}, "self_evaluated"),
        ({"evaluation": "independent", "evaluation_by": "A university"}, "independently_evaluated"),
    ],
)
def test_evidence_is_graded_from_the_fields(changed, grade):
    assert rules.evidence(note(**changed)) == grade
    assert rules.REASONS[grade]


def test_a_date_in_digits_of_another_script_is_the_same_date():
    field = PartialDateField()
    assert field.clean("٢٠١٢-٠٥", None) == field.clean("२०१२-०५", None) == "2012-05"
    assert not rules.after(field.clean("٢٠١٢", None), "2013")
    with pytest.raises(ValidationError):
        field.clean("²012", None)
    with pytest.raises(ValidationError):
        validate_partial_date("٢٠١٢")


def test_questions_stand_one_a_line():
    twelve = "\n\n".join(f"Question {number}?" for number in range(12))
    assert rules.problems(note(questions_answered=twelve), TODAY) == []
    assert rules.questions(" Who pays? \n\n  Who mends it?\n") == ["Who pays?", "Who mends it?"]


def test_a_percentage_is_known_however_it_is_written():
    for unit in ("%", " % of households", "per cent", "Percent of girls", "pour cent", "por ciento", "percentage"):
        assert rules.is_percentage(unit), unit
    for unit in ("", "cases", "per 100,000", "percentile", "per centre"):
        assert not rules.is_percentage(unit), unit


def test_completeness_says_what_is_missing():
    before = rules.completeness(note())
    after = rules.completeness(note(objectives="Cheaper water.", cost_band="under_100k"))
    assert "objectives" in [str(label) for label in before.missing]
    assert after.share > before.share
    assert len(after.missing) == len(before.missing) - 2


@pytest.mark.parametrize(
    ("verified", "review", "state", "due"),
    [
        (None, None, "never", None),
        ((2026, 1, 1), None, "verified", (2028, 1, 1)),
        ((2024, 1, 1), None, "due", (2025, 12, 31)),
        ((2026, 1, 1), (2026, 11, 22), "due", (2026, 11, 22)),
        ((2020, 1, 1), (2027, 1, 1), "verified", (2027, 1, 1)),
    ],
)
def test_a_note_is_due_from_the_day_of_its_review(verified, review, state, due):
    dates = [datetime.date(*value) if value else None for value in (verified, review)]
    assert rules.review_state(*dates, TODAY) == rules.ReviewState(state, datetime.date(*due) if due else None)


@pytest.mark.parametrize(("first", "second"), [("2012", ""), ("", "2012"), ("2012", "2012-01"), ("2012-03", "2012")])
def test_dates_of_which_too_little_is_known_are_in_order(first, second):
    assert not rules.after(first, second)


def test_change_is_given_in_per_cent_of_the_baseline():
    assert rules.change_of("200", "150") == Decimal(-25)
    assert rules.change_of("0", "5") is None
    assert rules.change_of(None, "5") is None


@pytest.mark.parametrize("practice", [None, note_of(2), note_of(5, further=(2,)), note_of(None)])
def test_an_adoption_goes_with_a_note_about_its_city(practice):
    assert not rules.problems(note(adoptions=Rows([adoption(practice=practice)])), TODAY)
