"""A file somebody made in a spreadsheet, as rows of text. What it claims to be does not matter, only what is in it.

The file is a stranger's: its size unpacked, its number of rows and of columns are bounded before it is read.
"""

from __future__ import annotations

import csv
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from resources.imports.columns import COLUMNS, Column

MAX_BYTES = 5 * 1024 * 1024
# What 5 MB of honest spreadsheet unpack to, with room; a bomb goes beyond a hundred times its size.
MAX_UNPACKED = 60 * 1024 * 1024
MAX_FILES = 500
MAX_ROWS = 2000
# A sheet may have gaps; one with more of them than this was not made by hand.
MAX_LINES = 20_000
MAX_COLUMNS = 50
_XLSX, _XLS = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_SEPARATORS = ";,\t"
# Soft hyphen, zero-width space, mark of byte order.
_INVISIBLE = "\u00ad\u200b\ufeff"


class Unreadable(Exception):
    """The file as a whole cannot be used; the message says why, for whoever chose it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file, counted from 1 with the headings; column name -> text, without empty cells."""

    line: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """`unknown`: headings that are none of ours, which are left aside."""

    rows: tuple[Row, ...]
    unknown: tuple[str, ...] = ()


def read_table(content: bytes) -> Table:
    """The rows of an .xlsx or of a CSV in any of the usual ways. Raises Unreadable."""
    if len(content) > MAX_BYTES:
        raise Unreadable(_("Le fichier dépasse 5 Mo."))
    if content.startswith(_XLS):
        raise Unreadable(_("C'est un ancien fichier Excel (.xls). Enregistrer sous .xlsx, ou en CSV, puis recommencer."))
    lines = _xlsx_lines(content) if content.startswith(_XLSX) else _csv_lines(content)
    filled = ((number, cells) for number, cells in lines if any(cells))
    first = next(filled, None)
    if first is None:
        raise Unreadable(_("Le fichier est vide."))
    columns, unknown = _headings(first[1])
    return Table(tuple(_rows(filled, columns)), unknown)


def _headings(cells: list[str]) -> tuple[list[Column | None], tuple[str, ...]]:
    by_name = {folded(name): column for column in COLUMNS for name in (column.name, column.heading, *column.others)}
    columns = [by_name.get(folded(cell)) for cell in cells]
    known = [column for column in columns if column]
    if not {"title", "slug"} & {column.name for column in known}:
        raise Unreadable(_("La première ligne doit nommer les colonnes, avec au moins « titre ». Le modèle montre comment."))
    twice = next((column for column in known if known.count(column) > 1), None)
    if twice:
        raise Unreadable(_("La colonne « %(name)s » est là deux fois.") % {"name": twice.heading})
    return columns, tuple(cell for cell, column in zip(cells, columns, strict=True) if cell and column is None)


def _rows(lines: Iterable[tuple[int, list[str]]], columns: list[Column | None]) -> Iterator[Row]:
    for count, (number, cells) in enumerate(lines, 1):
        if count > MAX_ROWS:
            raise Unreadable(_("Le fichier a plus de %(rows)d lignes : le couper en plusieurs.") % {"rows": MAX_ROWS})
        pairs = zip(columns, cells, strict=False)
        yield Row(number, {column.name: cell for column, cell in pairs if column and cell})


def folded(text: str) -> str:
    """Case, accents and punctuation do not count: "Mots-clés" is "mots cles"."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(
        "".join(letter if letter.isalnum() else " " for letter in letters if not unicodedata.combining(letter)).split()
    )


# --- xlsx ---------------------------------------------------------------------------------


def _xlsx_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The first sheet's lines. openpyxl reads XML with defusedxml, which refuses entities."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            files = archive.infolist()
        # No file can give more than it declares here: zipfile stops there.
        if len(files) > MAX_FILES or sum(file.file_size for file in files) > MAX_UNPACKED:
            raise Unreadable(_("Le fichier est bien trop gros une fois ouvert."))
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # What a sheet says of its own size is often wrong, and lines beyond it would be lost.
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS), 1):
            if number > MAX_LINES:
                raise Unreadable(_("Le fichier a plus de %(rows)d lignes : le couper en plusieurs.") % {"rows": MAX_ROWS})
            yield number, [_text(cell) for cell in cells]
    except Unreadable:
        raise
    except Exception as error:
        # openpyxl raises whatever a damaged file leads it to.
        raise Unreadable(_("Ce fichier .xlsx ne s'ouvre pas : l'enregistrer à nouveau, ou en CSV.")) from error


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _clean(str(value))


def _clean(text: str) -> str:
    """Without what nobody typed: control characters, half surrogates, invisible marks."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (letter for letter in lines if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cs"})
    return "".join(letter for letter in kept if letter not in _INVISIBLE).strip()


# --- CSV ----------------------------------------------------------------------------------


def _csv_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(content)
    head = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=head.count)
    # A cell may be as long as a text, and no longer than the file.
    csv.field_size_limit(MAX_BYTES)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    start = 1
    try:
        for cells in reader:
            yield start, [_clean(cell) for cell in cells[:MAX_COLUMNS]]
            start = reader.line_num + 1
            if start > MAX_LINES * 10:
                raise Unreadable(_("Le fichier a plus de %(rows)d lignes : le couper en plusieurs.") % {"rows": MAX_ROWS})
    except csv.Error as error:
        raise Unreadable(_("Ce n'est ni un fichier .xlsx, ni un CSV lisible.")) from error


def _decoded(content: bytes) -> str:
    """UTF-8 with or without its mark, Excel's UTF-16, or what Windows writes in western Europe."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if b"\0" in content:
        raise Unreadable(_("Ce n'est ni un fichier .xlsx, ni un CSV lisible."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
