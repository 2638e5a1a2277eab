"""A whole result as a file: CSV, XLSX and GeoJSON, written batch by batch.

A format takes batches of rows and gives bytes. What goes wrong while the rows are read is raised, never swallowed: a file
that breaks off must not look like a whole one.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext, override

from portal.text import clean
from search.columns import IN_DOWNLOADS, Row, Value, rows_of

#: How many notes are read at a time.
BATCH = 500
#: A sheet of a spreadsheet ends at 1,048,576 rows, a cell at 32,767 characters.
SHEET_ROWS = 1_000_000
CELL_LENGTH = 32_000
_PIECE = 65_536
#: What makes a formula of a cell, also in their full-width and small forms. OWASP, CSV Injection. Behind a semicolon too: it
#: begins a cell for who opens the file where lists are separated by it.
_FORMULA = re.compile(r"(^|;)(\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b])")

Batches = Iterable[list[Row]]


def batches_of(keys: Iterator[str], language: str) -> Iterator[list[Row]]:
    """Gives the rows of notes, some hundred at a time; names are in `language` whoever reads on later."""
    while some := list(islice(keys, BATCH)):
        with override(language):
            rows = list(rows_of(some, language))
        yield rows


def harmless(text: str) -> str:
    """Gives a text on one line that no spreadsheet takes for a formula: an apostrophe stands before what would be one."""
    return _FORMULA.sub(r"\1\2'", " ".join(clean(text).split()))[:CELL_LENGTH]


def cell(value: Value) -> str | int | float | datetime.date | None:
    """Gives what stands in a cell: numbers and dates as they are, lists joined, texts harmless."""
    if isinstance(value, list):
        value = "; ".join(value)
    return harmless(value) if isinstance(value, str) else value


def _headings() -> list[str]:
    return [harmless(str(column.heading)) for column in IN_DOWNLOADS]


def csv_file(batches: Batches, language: str) -> Iterator[bytes]:
    """Gives RFC 4180 in UTF-8, with the mark by which spreadsheets know that it is."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)

    def written() -> bytes:
        data = buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
        return data

    with override(language):
        writer.writerow(_headings())
    yield b"\xef\xbb\xbf" + written()
    for batch in batches:
        with override(language):
            writer.writerows([cell(column.told(row)) for column in IN_DOWNLOADS] for row in batch)
        yield written()


def xlsx_file(batches: Batches, language: str) -> Iterator[bytes]:
    """Writes the whole workbook, a row at a time in memory, into a file without a name, and then gives it piece by piece."""
    # Costs every process memory that few searches need.
    from openpyxl import Workbook

    file = tempfile.TemporaryFile()  # noqa: SIM115  (closed when it has been read, or here)
    book = Workbook(write_only=True)
    try:
        try:
            with override(language):
                _fill(book, batches)
        finally:
            book.save(file)  # Half a book too: what it has written so far is removed with that.
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return _pieces(file)


def _fill(book, batches: Batches) -> None:
    sheet, lines = _new_sheet(book), 0
    for row in chain.from_iterable(batches):
        if lines == SHEET_ROWS:
            sheet, lines = _new_sheet(book), 0
        sheet.append([cell(column.told(row)) for column in IN_DOWNLOADS])
        lines += 1


def _new_sheet(book):
    sheet = book.create_sheet(gettext("Notes"))
    sheet.freeze_panes = "B2"
    sheet.append(_headings())
    return sheet


def _pieces(file) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


def geojson_file(batches: Batches, language: str) -> Iterator[bytes]:
    """Gives a FeatureCollection (RFC 7946): a point for each note's city, null without; keys and codes, not words."""
    yield b'{"type": "FeatureCollection", "features": ['
    between = "\n"
    for batch in batches:
        with override(language):
            features = [json.dumps(_feature(row), cls=DjangoJSONEncoder, ensure_ascii=False) for row in batch]
        if features:
            yield (between + ",\n".join(features)).encode()
            between = ",\n"
    yield b"\n]}\n"


def _feature(row: Row) -> dict:
    city = row.record.city
    return {
        "type": "Feature",
        "id": str(row.record.translation_key),
        "geometry": {"type": "Point", "coordinates": [city.longitude, city.latitude]} if city else None,
        # What a note does not say is null for machines, words too: an empty word would be a value.
        "properties": {column.name: None if (value := column.read(row)) == "" else value for column in IN_DOWNLOADS},
    }


@dataclass(frozen=True, slots=True)
class FileFormat:
    """`write` takes batches of rows and the reader's language, and gives the file piece by piece."""

    name: str
    content_type: str
    write: Callable[[Batches, str], Iterator[bytes]]


FORMATS = {
    each.name: each
    for each in (
        FileFormat("csv", "text/csv; charset=utf-8", csv_file),
        FileFormat("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_file),
        FileFormat("geojson", "application/geo+json", geojson_file),
    )
}
