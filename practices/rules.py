"""What stands against publishing a note, how good its evidence is, how complete and how old it is.

Plain functions over anything that has a note's attributes: the editor's form, the file loader and publishing ask the
same ones. No request, no query beyond the note's own.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.fields import year_of
from portal.text import count_words, fold
from practices.choices import CURRENCIES, ENDED, Evaluation, EvidenceGrade
from practices.labels import label_of

SUMMARY_WORDS = 250
#: Years that a programme, an amount or a source may carry; an adopted strategy may look further ahead.
FIRST_YEAR, LAST_HORIZON = 1900, 2150
#: A note that nobody has verified for this long is due, where its editors set no date themselves.
REVIEW_PERIOD = datetime.timedelta(days=730)
LIMITS = ("barriers", "what_failed", "would_do_differently")
#: So many questions can be said to be answered, and each has so many characters at most: search weighs each by itself.
MOST_QUESTIONS, LONGEST_QUESTION = 12, 200

#: What a whole number can be at most: more is a slip of the keyboard. All fit the columns of PostgreSQL, too.
MOST = {
    "months_to_implement": 600,
    "beneficiaries_number": 2_000_000_000,
    "households": 100_000_000,
}
MOST_TIMES_A_YEAR = 366
#: How a unit begins that is a percentage, folded, in the languages of the interface.
PER_CENT = ("%", "per cent", "percent", "percentage", "pour cent", "pourcentage", "por ciento", "porcentaje")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that stands against publishing; `field` is a field's or part's name, with "[2]" for its second row."""

    field: str
    message: str | Promise

    @property
    def name(self) -> str:
        """The field's or part's name alone."""
        return self.field.partition("[")[0]

    @property
    def text(self) -> str:
        """The message, with the row that it is about."""
        row = self.field.partition("[")[2].rstrip("]")
        if not row:
            return str(self.message)
        return gettext("Row %(row)s: %(message)s") % {"row": row, "message": self.message}


class PublishingRefused(ValidationError):
    """Publishing was refused; `problems` says why."""

    def __init__(self, note, problems: list[Problem]) -> None:
        line = gettext("{name}: {text}")
        super().__init__([line.format(name=label_of(note, each.name), text=each.text) for each in problems])
        self.problems = problems


def problems(note, today: datetime.date | None = None) -> list[Problem]:
    """Lists what stands against publishing `note`, an original page, in the order of its fields; empty if nothing does."""
    today = today or datetime.date.today()
    return [
        *_missing(note),
        *_numbers(note),
        *_dates(note, today),
        *_money(note, today),
        *_people(note),
        *_adoptions(note),
        *_questions(note),
    ]


def _missing(note):
    if not note.title.strip():
        yield Problem("title", _("A note needs a title."))
    if not note.one_line.strip():
        yield Problem("one_line", _("Say in one line what was done."))
    if not (note.city_id or note.country_id or note.organisation_id):
        yield Problem("city", _("A note belongs to a city, a country or an organisation."))
    if not note.status:
        yield Problem("status", _("Say where the practice stands now."))
    if note.status in ENDED and not note.why_stopped.strip():
        yield Problem("why_stopped", _("Say why it stopped or was replaced: peers learn most from this."))
    if not note.situation_before.strip():
        yield Problem("situation_before", _("Describe the problem: the situation before."))
    if not note.building_blocks.all():
        yield Problem("building_blocks", _("Describe at least one building block of the solution."))
    if not any(getattr(note, name).strip() for name in LIMITS):
        yield Problem(
            "barriers", _("Name at least one limit: a barrier, what failed, or what you would do differently.")
        )
    if not note.sources.all():
        yield Problem("sources", _("Name at least one source."))
    words = count_words(note.summary)
    if words > SUMMARY_WORDS:
        yield Problem(
            "summary",
            _("The summary has %(words)d words; at most %(most)d.") % {"words": words, "most": SUMMARY_WORDS},
        )


def _numbers(note):
    share = getattr(note, "resettlement_share", None)
    if share is not None and not 0 <= share <= 100:
        yield Problem("resettlement_share", _("A share lies between 0 and 100 per cent."))
    for name in ("staff", "hectares", "cost_amount"):
        number = getattr(note, name, None)
        if number is not None and number < 0:
            yield Problem(name, _("This cannot be less than nothing."))
    for name, most in MOST.items():
        number = getattr(note, name, None)
        if number is not None and number > most:
            yield Problem(name, _too_many(most))
    for row, contact in enumerate(note.contacts.all(), 1):
        if contact.times_a_year is not None and contact.times_a_year > MOST_TIMES_A_YEAR:
            yield Problem(f"contacts[{row}]", _too_many(MOST_TIMES_A_YEAR))
    for row, indicator in enumerate(note.indicators.all(), 1):
        field = f"indicators[{row}]"
        if indicator.baseline is None and indicator.value is None:
            yield Problem(field, _("An indicator needs a value, a baseline or both."))
        if fold(indicator.unit) in PER_CENT:
            for number in (indicator.baseline, indicator.value):
                if number is not None and not 0 <= number <= 100:
                    yield Problem(field, _("A share lies between 0 and 100 per cent."))


def _too_many(most: int) -> str:
    return _("This is not plausible: at most %(most)s.") % {"most": number_format(most, force_grouping=True)}


def _dates(note, today: datetime.date):
    if after(note.start, note.end):
        yield Problem("end", _("The end lies before the start."))
    for name in ("start", "end", "adopted_on"):
        year = year_of(getattr(note, name, "") or "")
        if year is not None and not FIRST_YEAR <= year <= today.year + 30:
            yield Problem(name, _("The year %(year)d is not plausible.") % {"year": year})
    if note.end and note.status in ENDED and after(note.end, today.isoformat()):
        yield Problem("end", _("What has stopped cannot end in the future."))
    begins, ends = getattr(note, "horizon_start", None), getattr(note, "horizon_end", None)
    if begins and ends and begins > ends:
        yield Problem("horizon_end", _("The horizon ends before it begins."))
    for name, year in (("horizon_start", begins), ("horizon_end", ends)):
        if year is not None and not FIRST_YEAR <= year <= LAST_HORIZON:
            yield Problem(name, _("The year %(year)d is not plausible.") % {"year": year})
    if note.last_verified and note.last_verified > today:
        yield Problem("last_verified", _("Nobody can have verified it in the future."))
    if note.last_verified and note.next_review and note.next_review < note.last_verified:
        yield Problem("next_review", _("The next review lies before the last verification."))
    for row, indicator in enumerate(note.indicators.all(), 1):
        if after(indicator.baseline_date, indicator.value_date):
            yield Problem(f"indicators[{row}]", _("The baseline is dated after the value."))
    for row, source in enumerate(note.sources.all(), 1):
        if source.year is not None and not FIRST_YEAR <= source.year <= today.year:
            yield Problem(f"sources[{row}]", _("The year %(year)d is not plausible.") % {"year": source.year})
    for row, adoption in enumerate(note.adoptions.all(), 1):
        if adoption.year is not None and not FIRST_YEAR <= adoption.year <= today.year + 1:
            yield Problem(f"adoptions[{row}]", _("The year %(year)d is not plausible.") % {"year": adoption.year})


def _money(note, today: datetime.date):
    amounts = [("cost_amount", note.cost_amount, note.cost_currency, note.cost_year)]
    amounts += [
        (f"funders[{row}]", funder.amount, funder.currency, funder.year)
        for row, funder in enumerate(note.funders.all(), 1)
    ]
    for field, amount, currency, year in amounts:
        if amount is not None and not currency:
            yield Problem(field, _("An amount needs a currency."))
        if currency and currency not in CURRENCIES:
            yield Problem(field, _("“%(code)s” is no currency code of ISO 4217.") % {"code": currency})
        if amount is not None and year is None:
            yield Problem(field, _("An amount needs its year."))
        if year is not None and not FIRST_YEAR <= year <= today.year + 30:
            yield Problem(field, _("The year %(year)d is not plausible.") % {"year": year})
    for row, funder in enumerate(note.funders.all(), 1):
        if not funder.organisation_id and not funder.name.strip():
            yield Problem(f"funders[{row}]", _("Choose an organisation or write its name."))


def _people(note):
    for row, partner in enumerate(note.partners.all(), 1):
        if not partner.organisation_id and not partner.name.strip():
            yield Problem(f"partners[{row}]", _("Choose an organisation or write its name."))
    seen = set()
    for row, contact in enumerate(note.contacts.all(), 1):
        place = (contact.role, contact.is_deputy)
        if place in seen:
            yield Problem(f"contacts[{row}]", _("One contact a role, and one deputy beside it."))
        seen.add(place)
    for role, is_deputy in seen:
        if is_deputy and (role, False) not in seen:
            yield Problem("contacts", _("A deputy stands beside a contact of the same role."))


def _adoptions(note):
    for row, adoption in enumerate(note.adoptions.all(), 1):
        other = adoption.practice
        if other is None:
            continue
        if other.translation_key == note.translation_key:
            yield Problem(f"adoptions[{row}]", _("A note is not adopted from itself: choose the other city’s note."))
        elif other.city_id and adoption.city_id not in (
            other.city_id,
            *(further.city_id for further in other.further_cities.all()),
        ):
            yield Problem(f"adoptions[{row}]", _("The chosen note is not about this city."))


def questions(text: str) -> list[str]:
    """Gives the questions of a text that has one a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _questions(note):
    asked = questions(note.questions_answered)
    if len(asked) > MOST_QUESTIONS:
        yield Problem(
            "questions_answered",
            _("These are %(questions)d questions; at most %(most)d.")
            % {"questions": len(asked), "most": MOST_QUESTIONS},
        )
    for number, question in enumerate(asked, 1):
        if len(question) > LONGEST_QUESTION:
            yield Problem(
                "questions_answered",
                _("Question %(number)d has more than %(most)d characters.")
                % {"number": number, "most": LONGEST_QUESTION},
            )


def after(first: str, second: str) -> bool:
    """Says whether partial date `first` certainly lies after `second`; what is unknown is in order."""
    length = min(len(first or ""), len(second or ""))
    return bool(length) and first[:length] > second[:length]


#: Why a note has its grade, in words.
REASONS = {
    EvidenceGrade.DESCRIBED: _("It is described; no indicator has a baseline and a later value."),
    EvidenceGrade.MONITORED: _("At least one indicator has a baseline and a later value."),
    EvidenceGrade.SELF_EVALUATED: _("Those who ran it have evaluated it themselves."),
    EvidenceGrade.INDEPENDENTLY_EVALUATED: _("Somebody outside has evaluated it, and is named."),
}


def evidence(note) -> EvidenceGrade:
    """Grades what is known of results, from the fields alone: independent of who says so and of editorial status."""
    if note.evaluation == Evaluation.INDEPENDENT and (note.evaluation_report or note.evaluation_by.strip()):
        return EvidenceGrade.INDEPENDENTLY_EVALUATED
    if note.evaluation in (Evaluation.OWN, Evaluation.INDEPENDENT):
        return EvidenceGrade.SELF_EVALUATED
    if any(indicator.baseline is not None and indicator.value is not None for indicator in note.indicators.all()):
        return EvidenceGrade.MONITORED
    return EvidenceGrade.DESCRIBED


@dataclass(frozen=True, slots=True)
class Completeness:
    share: int  # per cent
    missing: tuple[str | Promise, ...]  # labels of what is empty


def completeness(note) -> Completeness:
    """Says how many of a note's groups hold something, and which do not; all count the same."""
    groups = (
        (_("summary"), note.summary.strip()),
        (_("scale"), note.scale),
        (_("start"), note.start),
        (_("problem"), note.situation_before.strip()),
        (_("who benefits"), note.beneficiary_groups.all() or note.beneficiaries_number),
        (_("objectives"), note.objectives.strip()),
        (_("building blocks"), note.building_blocks.all()),
        (_("lead body"), note.lead_body.strip()),
        (_("partners"), note.partners.all()),
        (_("staff or legal basis"), note.staff is not None or note.legal_basis.strip()),
        (_("cost"), note.cost_amount is not None or note.cost_band),
        (_("funders"), note.funders.all()),
        (_("indicators"), note.indicators.all()),
        (_("evaluation"), note.evaluation != Evaluation.NONE),
        (_("limits"), any(getattr(note, name).strip() for name in LIMITS)),
        (_("what must stay and what can be adapted"), note.must_stay.strip() or note.can_adapt.strip()),
        (_("prerequisites"), note.prerequisites.all()),
        (_("contacts"), note.contacts.all()),
        (_("sources"), note.sources.all()),
        (_("themes"), note.themes.all()),
        (_("problems and questions it answers"), questions(note.questions_answered)),
        (_("last verified"), note.last_verified),
    )
    missing = tuple(label for label, value in groups if not value)
    return Completeness(round(100 * (len(groups) - len(missing)) / len(groups)), missing)


@dataclass(frozen=True, slots=True)
class ReviewState:
    """`state` is "verified", "due" or "never"; `due` is the day of the next review, set by its editors or counted."""

    state: str
    due: datetime.date | None


def review_state(
    last_verified: datetime.date | None, next_review: datetime.date | None, today: datetime.date | None = None
) -> ReviewState:
    """Says whether a note is still fresh: it is due from the day of its next review on."""
    today = today or datetime.date.today()
    due = next_review or (last_verified + REVIEW_PERIOD if last_verified else None)
    if due and due <= today:
        return ReviewState("due", due)
    return ReviewState("verified" if last_verified else "never", due)


def is_percentage(unit: str) -> bool:
    """Says whether amounts of this unit are shares, of which a difference counts in points: "%", "% of households"."""
    folded = fold(unit)
    return folded.startswith("%") or f"{folded} ".startswith(tuple(f"{word} " for word in PER_CENT))


def change_of(baseline, value) -> Decimal | None:
    """Gives the change from baseline to value in per cent, None where there is none to give."""
    if baseline is None or value is None or not Decimal(baseline):
        return None
    return (Decimal(value) - Decimal(baseline)) / abs(Decimal(baseline)) * 100
