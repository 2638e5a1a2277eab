"""What a note is told by in a row: the columns of the table and of downloads, all of them, in their order.

This is an allow-list. A column reads the public record and nothing else; what a note withholds is not in there.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models.fields.json import KeyTransform
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.addresses import address, full_address
from portal.regions import region_name
from practices.listing import years
from practices.models import PublicRecord, Term, Vocabulary, shown_of
from practices.presentation import label
from practices.templatetags.notes import language_translated, number

Value = str | int | float | datetime.date | list[str] | None


@dataclass(frozen=True, slots=True)
class Row:
    """A note in the reader's language where it has it, with what its columns are read from."""

    record: PublicRecord
    facts: Mapping[str, Any]
    themes: list[str]
    sources: list[dict[str, Any]]
    languages: list[str]
    reader: str
    theme_names: Mapping[str, str]


def rows_of(keys: Iterable[str], language: str) -> Iterator[Row]:
    """Gives the rows of notes in the order of `keys`; a note that is not public any more has none.

    One query for the records, one for the names of themes: for a batch of some hundred keys at a time.
    """
    keys = list(keys)
    wanted = PublicRecord.objects.filter(translation_key__in=[uuid.UUID(key) for key in keys])
    versions: dict[str, dict[str, Any]] = {}
    for version in _with_facts(wanted):
        versions.setdefault(version.translation_key.hex, {})[version.language] = version
    names = {term.key: term.name for term in Term.objects.of(Vocabulary.THEME)}
    for key in keys:
        if of_note := versions.get(key):
            record = shown_of(of_note.values(), language)
            yield Row(
                record, record.facts, record.themes or [], record.sources or [], sorted(of_note), language, names
            )


def _with_facts(records):
    """Gives records with the parts of their data that columns read: the whole of it is mostly texts."""
    return (
        records.select_related("city__country", "country", "organisation", "contributor")
        .defer("data")
        .annotate(
            facts=KeyTransform("facts", "data"),
            themes=KeyTransform("themes", KeyTransform("terms", "data")),
            sources=KeyTransform("sources", KeyTransform("parts", "data")),
        )
    )


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is for addresses and machines, `heading` for people; `read` gives the value as machines take it, `tell` as
    the reader does, where that is something else. `only` is "table" or "download" for a column that the other lacks.
    """

    name: str
    heading: str | Promise
    read: Callable[[Row], Value]
    tell: Callable[[Row], Value] | None = None
    only: str = ""

    def told(self, row: Row) -> Value:
        return (self.tell or self.read)(row)


def _choice(name: str, heading: str | Promise, fact: str = "") -> Column:
    fact = fact or name
    return Column(name, heading, lambda row: row.facts.get(fact), lambda row: label(fact, row.facts.get(fact) or ""))


def _fact(name: str) -> Callable[[Row], Value]:
    return lambda row: row.facts.get(name)


def _year(name: str) -> Callable[[Row], Value]:
    return lambda row: int(row.facts[name][:4]) if row.facts.get(name) else None


def _name_of(place: str) -> Callable[[Row], Value]:
    return lambda row: getattr(getattr(row.record, place), "name", None)


def _amount(row: Row) -> Value:
    amount = Decimal(row.facts.get("cost_amount") or "NaN")
    if not amount.is_finite():
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _cost(row: Row) -> Value:
    """The money in one cell, for eyes; a download has it in three columns."""
    if _amount(row) is None:
        return None
    year = row.facts.get("cost_year")
    return f"{number(row.facts['cost_amount'])} {row.facts['cost_currency']}{f' ({year})' if year else ''}"


def _source(source: Mapping[str, Any]) -> str:
    return ", ".join(str(source[name]) for name in ("title", "publisher", "year", "url") if source.get(name))


COLUMNS = (
    Column("title", _("Title"), lambda row: row.record.title),
    Column("one_line", _("In one line"), lambda row: row.record.one_line),
    Column("city", _("City"), lambda row: row.record.city.shown_name if row.record.city else None),
    Column(
        "country",
        _("Country"),
        lambda row: row.record.country.code if row.record.country else None,
        _name_of("country"),
    ),
    Column(
        "region",
        _("Region"),
        lambda row: row.record.country.region if row.record.country else None,
        lambda row: str(region_name(row.record.country.region)) if row.record.country else None,
    ),
    Column("organisation", _("Organisation"), _name_of("organisation")),
    _choice("type", _("Type"), "practice_type"),
    Column(
        "themes",
        _("Themes"),
        lambda row: row.themes,
        lambda row: [row.theme_names.get(key, key) for key in row.themes],
    ),
    _choice("status", _("Status")),
    _choice("scale", _("Scale")),
    Column("years", _("Years"), lambda row: years(row.record), only="table"),
    Column("year_started", _("Year started"), _year("start"), only="download"),
    Column("year_ended", _("Year ended"), _year("end"), only="download"),
    _choice("evidence", _("Evidence")),
    Column("last_verified", _("Last verified"), lambda row: row.record.last_verified),
    Column("people", _("How many people"), _fact("beneficiaries_number")),
    _choice("participation", _("Level of participation")),
    Column("cost", _("Cost"), _cost, only="table"),
    Column("cost_amount", _("Cost: amount"), _amount, only="download"),
    Column("cost_currency", _("Cost: currency"), _fact("cost_currency"), only="download"),
    Column("cost_year", _("Cost: year of the prices"), _fact("cost_year"), only="download"),
    _choice("cost_band", _("Cost: order of magnitude")),
    _choice("evaluation", _("Evaluation")),
    Column(
        "languages",
        _("Languages of the note"),
        lambda row: row.languages,
        lambda row: [str(language_translated(code)) for code in row.languages],
    ),
    Column(
        "language",
        _("Language of this row"),
        lambda row: row.record.language,
        lambda row: str(language_translated(row.record.language)),
        only="download",
    ),
    Column("contributor", _("Contributed by"), _name_of("contributor")),
    _choice("licence", _("Licence")),
    Column(
        "address",
        _("Address of the note"),
        lambda row: full_address(address(row.record.path, row.reader)),
        only="download",
    ),
    Column("sources", _("Sources"), lambda row: [_source(source) for source in row.sources], only="download"),
    Column("published", _("First published"), lambda row: row.record.first_published_at.date(), only="download"),
)
IN_DOWNLOADS = tuple(column for column in COLUMNS if column.only != "table")
