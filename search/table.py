"""The table of a page of results: which columns the reader has chosen, and what stands in them."""

import datetime
from collections.abc import Iterable

from django.http import QueryDict
from django.utils import formats
from django.utils.translation import pgettext

from practices.templatetags.notes import number
from search.columns import COLUMNS, Row, Value, rows_of

TITLE, *OTHERS = (column for column in COLUMNS if column.only != "download")
#: Columns of the note's own words; the others are in the reader's language.
OWN_WORDS = frozenset({"title", "one_line"})
USUAL = ("city", "country", "type", "status", "years", "evidence", "last_verified")


def read_columns(parameters: QueryDict) -> tuple[tuple[str, ...], bool]:
    """Gives the names of the columns that an address asks for, in the table's order, and whether all are known.

    None, which is what the usual ones are also given as, leaves the address short. The title is always there.
    """
    given = set(parameters.getlist("column")) - {TITLE.name}
    columns = tuple(column.name for column in OTHERS if column.name in given)
    return (() if columns == USUAL else columns), len(columns) == len(given)


def table_of(keys: Iterable[str], columns: tuple[str, ...], language: str) -> dict:
    """Gives what search/_table.html shows of the notes of a page; `columns` are names, none for the usual ones."""
    wanted = columns or USUAL
    chosen = [column for column in OTHERS if column.name in wanted]
    return {
        "title": TITLE.heading,
        "headings": [column.heading for column in chosen],
        "rows": [
            {
                "record": row.record,
                "cells": [
                    {"text": shown(column.told(row)), "language": _language(row, column.name, language)}
                    for column in chosen
                ],
            }
            for row in rows_of(keys, language)
        ],
        "choices": [
            {"name": column.name, "label": column.heading, "selected": column.name in wanted} for column in OTHERS
        ],
    }


def shown(value: Value) -> str:
    """Gives a value as the reader's language writes it."""
    if isinstance(value, list):
        return pgettext("between places", "; ").join(value)
    if isinstance(value, datetime.date):
        return formats.date_format(value, "DATE_FORMAT")
    return str(value or "") if isinstance(value, str) else number(value)


def _language(row: Row, column: str, language: str) -> str:
    return row.record.language if column in OWN_WORDS else language
