"""Puts notes side by side on the common frame: a row a question, a cell a note."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Case, Count, Q, When
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.models import Organisation
from portal.text import fold
from practices.choices import ENDED
from practices.listing import for_list, period
from practices.models import PublicRecord, Term, Vocabulary
from practices.presentation import VOCABULARIES, Note, label
from practices.templatetags.notes import number, partial_date

if TYPE_CHECKING:
    from practices.models.record import PublicRecordQuerySet

MOST_NOTES = 4
MOST_TO_ADD = 8


@dataclass(frozen=True, slots=True)
class Item:
    """A value of a cell; `only_here` where another note of the comparison lacks it, `is_written` in the note's first language."""

    text: str
    only_here: bool = False
    is_written: bool = False


@dataclass(slots=True)
class Cell:
    """What one note says: values that can be compared, or `words` of its own; nothing is expected where nothing `applies`."""

    items: list[Item] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    applies: bool = True

    def __bool__(self) -> bool:
        return bool(self.items or self.words)


@dataclass(frozen=True, slots=True)
class Row:
    """`differs` is None where notes speak in their own words, which say nothing when they are not the same."""

    key: str
    heading: str | Promise
    cells: list[Cell]
    differs: bool | None


def rows_of(notes: Sequence[Note]) -> list[tuple[str | Promise, list[Row]]]:
    """Gives the rows of each group of questions that at least one of `notes` answers."""
    names = _names_of(notes)
    groups = []
    for heading, questions in QUESTIONS:
        rows = [row for question in questions if (row := question.row(notes, names))]
        if rows:
            groups.append((heading, rows))
    return groups


def address(keys: Iterable[uuid.UUID]) -> str:
    """Gives the address that compares the notes of these translation keys."""
    query = urlencode([("note", key) for key in keys])
    return reverse("practices:compare") + (f"?{query}" if query else "")


def to_add(records: Sequence[PublicRecord], text: str, language: str) -> PublicRecordQuerySet:
    """Gives notes to compare with those of `records`: called `text`, or those that share most themes with them."""
    keys = [record.translation_key for record in records]
    others = for_list(PublicRecord.objects.for_reader(language).exclude(translation_key__in=keys))
    if text:
        named = Q(title__icontains=text) | Q(one_line__icontains=text) | Q(city__names__folded__prefix=fold(text))
        return others.filter(named).distinct().newest()[:MOST_TO_ADD]
    if not records:
        return others.newest()[:MOST_TO_ADD]
    themes = Term.objects.filter(records__in=records, vocabulary=Vocabulary.THEME)
    shared = Count("terms", filter=Q(terms__in=themes.values("pk")), distinct=True)
    same_type = Q(practice_type__in={record.practice_type for record in records})
    alike = Case(When(same_type, then=1), default=0)
    return others.annotate(shared=shared, alike=alike).order_by("-shared", "-alike", "pk")[:MOST_TO_ADD]


def _names_of(notes: Iterable[Note]) -> dict[tuple[str, str], str]:
    """Gives the names of all terms and organisations of `notes`, by vocabulary (or "organisation") and key: two queries."""
    notes = list(notes)
    terms = {key for note in notes for keys in note.data["terms"].values() for key in keys}
    names = {(term.vocabulary, term.key): term.name for term in Term.objects.filter(key__in=terms)}
    bodies = {row["organisation"] for note in notes for row in note.data["parts"].get("funders", [])}
    names |= {
        ("organisation", body.key): body.name for body in Organisation.objects.filter(key__in=bodies - {None, ""})
    }
    return names


Names = dict[tuple[str, str], str]
Read = Callable[[Note, Names], list[str]]


@dataclass(frozen=True, slots=True)
class Question:
    """A row to be: `read` gives what a note says to it, `written` which of that it wrote itself and nobody translates.

    `applies` says whether it can be asked of a note at all.
    """

    key: str
    heading: str | Promise
    read: Read
    own_words: bool = False
    written: Callable[[Note], set[str]] = lambda note: set()
    applies: Callable[[Note], bool] = lambda note: True

    def row(self, notes: Sequence[Note], names: Names) -> Row | None:
        said = [[text for text in self.read(note, names) if text] for note in notes]
        if not any(said):
            return None
        if self.own_words:
            cells = [Cell(words=texts, applies=self.applies(note)) for note, texts in zip(notes, said, strict=True)]
            return Row(self.key, self.heading, cells, None)
        everywhere = set(said[0]).intersection(*said[1:])
        differs = any(set(texts) != set(said[0]) for texts in said)
        # A single value is told by the row alone; of several, each that not all have is marked.
        several = any(len(texts) > 1 for texts in said)
        cells = []
        for note, texts in zip(notes, said, strict=True):
            written = self.written(note)
            cells.append(
                Cell(items=[Item(text, several and text not in everywhere, text in written) for text in texts])
            )
        return Row(self.key, self.heading, cells, differs if len(notes) > 1 else None)


def _label(name: str) -> Read:
    return lambda note, names: [note.labels.get(name, "")]


def _number(name: str) -> Read:
    return lambda note, names: [number(note.facts.get(name))]


def _words(name: str) -> Read:
    return lambda note, names: [note.texts.get(name, "")]


def _terms(name: str) -> Read:
    vocabulary = VOCABULARIES[name]
    return lambda note, names: [names.get((vocabulary, key), "") for key in note.data["terms"].get(name, [])]


def _texts_of(part: str, text: str) -> Read:
    return lambda note, names: [row.get(text, "") for row in note.data["parts"].get(part, [])]


def _place(note: Note, names: Names) -> list[str]:
    place = note.city or note.country or note.organisation
    return [str(place)] if place else []


def _years(note: Note, names: Names) -> list[str]:
    start, end = (
        partial_date((note.facts[name] or "")[:7]) for name in ("start", "end")
    )  # A day more says nothing more here.
    return [period(start, end, note.facts["status"])]


def _cost(note: Note, names: Names) -> list[str]:
    if not note.facts.get("cost_amount"):
        return []
    year = f" ({note.facts['cost_year']})" if note.facts["cost_year"] else ""
    return [f"{number(note.facts['cost_amount'])} {note.facts['cost_currency']}{year}"]


def _funders(note: Note, names: Names) -> list[str]:
    return [
        names.get(("organisation", row["organisation"] or ""), row["name"])
        for row in note.data["parts"].get("funders", [])
    ]


def _written_funders(note: Note) -> set[str]:
    return {row["name"] for row in note.data["parts"].get("funders", []) if not row["organisation"]}


def _partners(note: Note, names: Names) -> list[str]:
    return list(dict.fromkeys(label("kind", row["kind"]) for row in note.data["parts"].get("partners", [])))


def _indicators(note: Note, names: Names) -> list[str]:
    return [_indicator(row) for row in note.data["parts"].get("indicators", [])]


def _indicator(row: dict[str, Any]) -> str:
    shown = [
        f"{number(row[name])}{f' ({partial_date(row[date])})' if row[date] else ''}"
        for name, date in (("baseline", "baseline_date"), ("value", "value_date"))
        if row[name] is not None
    ]
    name = f"{row['name']} ({row['unit']})" if row["unit"] else row["name"]
    return f"{name}: {' → '.join(shown)}" if shown else name


#: The common frame of ../practices/sections.py, as far as it can be told in a cell.
QUESTIONS: tuple[tuple[str | Promise, tuple[Question, ...]], ...] = (
    (
        _("In short"),
        (
            Question("one_line", _("In one line"), _words("one_line"), own_words=True),
            Question("type", _("Type"), _label("practice_type")),
            Question("place", _("Place"), _place),
            Question(
                "population",
                _("Population of the city"),
                lambda note, names: [number(note.city.population)] if note.city and note.city.population else [],
            ),
            Question("scale", _("Scale"), _label("scale")),
            Question("status", _("Status"), _label("status")),
            Question("years", _("Years"), _years),
            Question("evidence", _("Evidence"), _label("evidence")),
            Question(
                "why_stopped",
                _("Why it stopped"),
                _words("why_stopped"),
                own_words=True,
                applies=lambda note: note.facts["status"] in ENDED,
            ),
        ),
    ),
    (
        _("The problem"),
        (
            Question("themes", _("Themes"), _terms("themes")),
            Question("situation", _("The problem"), _words("situation_before"), own_words=True),
            Question("groups", _("Who benefits"), _terms("beneficiary_groups")),
            Question("people", _("How many people"), _number("beneficiaries_number")),
        ),
    ),
    (
        _("The solution"),
        (
            Question("blocks", _("Building blocks"), _texts_of("building_blocks", "title"), own_words=True),
            Question("methods", _("Methods and tools"), _words("methods_and_tools"), own_words=True),
        ),
    ),
    (
        _("Delivery"),
        (
            Question("lead", _("Lead body"), _words("lead_body"), own_words=True),
            Question("partners", _("Partners"), _partners),
            Question("participation", _("Level of participation"), _label("participation")),
            Question("staff", _("Staff (full-time equivalents)"), _number("staff")),
            Question("months", _("Months from decision to first result"), _number("months_to_implement")),
        ),
    ),
    (
        _("Money"),
        (
            Question("cost", _("Cost"), _cost),
            Question("band", _("Order of magnitude"), _label("cost_band")),
            Question("funders", _("Who paid"), _funders, written=_written_funders),
        ),
    ),
    (
        _("Results"),
        (
            Question("indicators", _("Before and after"), _indicators, own_words=True),
            Question("evaluation", _("Evaluation"), _label("evaluation")),
            Question("unintended", _("Unintended effects"), _words("unintended_effects"), own_words=True),
        ),
    ),
    (
        _("Limits"),
        (
            Question("barriers", _("What stood in the way"), _words("barriers"), own_words=True),
            Question("failed", _("What failed"), _words("what_failed"), own_words=True),
            Question("differently", _("What we would do differently"), _words("would_do_differently"), own_words=True),
        ),
    ),
    (
        _("Using it elsewhere"),
        (
            Question("must_stay", _("What must stay"), _words("must_stay"), own_words=True),
            Question("can_adapt", _("What can be adapted"), _words("can_adapt"), own_words=True),
            Question(
                "prerequisites", _("What has to be in place"), _texts_of("prerequisites", "text"), own_words=True
            ),
        ),
    ),
)
