"""A partner's own table, CSV or JSON, through the source's field mapping.

Delimiter and encoding are found out; a line that does not fit its header is refused, not bent into shape.
"""

from __future__ import annotations

import codecs
import csv
import functools
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import IO, Any

from django.utils.translation import gettext as _

from missions.feeds.aggregator import parse_row
from missions.feeds.document import Reading
from missions.feeds.feed import FeedUnreadable
from missions.feeds.json_stream import MAX_ROW, JsonStream
from missions.feeds.mapping import FieldMapping
from missions.feeds.parsed import ParsedMission, Refusal, Why, Withdrawn, shorten

CHUNK = 1 << 18
DELIMITERS = ",;\t|"
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_NAMES_SHOWN = 30


def read_table(file: IO[bytes], mapping: FieldMapping, framed: bool = True, partial: bool = False) -> Reading:
    """`framed` is False when nothing but the connection's end said where the file ends; `partial` for the start of one."""
    return _Table(file, mapping, framed, partial).reading


def columns_of(file: IO[bytes], path: tuple[str, ...], partial: bool = False) -> list[str]:
    """The columns of a CSV, or the keys of the first row of a JSON list at `path`. Raises FeedUnreadable."""
    encoding = encoding_of(file, partial)
    start = _start(file, encoding)
    if start[:1] in {"[", "{"}:
        first = next(JsonStream(file).rows_at(path), None)
        return [str(key) for key in first] if isinstance(first, Mapping) else []
    return [cell.strip() for cell in next(csv.reader([start.partition("\n")[0]], delimiter=delimiter_of(start)), [])]


def _start(file: IO[bytes], encoding: str) -> str:
    file.seek(0)
    # Only looked at; what is cut within a character is no fault here.
    text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    start = text.read(CHUNK).lstrip()
    text.detach()
    return start


def _parse(mapping: FieldMapping, row: Any) -> ParsedMission | Withdrawn | Refusal:
    """A list stands for a line that does not fit, whose first cell says why."""
    if isinstance(row, list):
        return Refusal(Why(row[0]), "", shorten(" ".join(row[1:])))
    result = parse_row(row)
    return replace(result, field=mapping.their_name(result.field)) if isinstance(result, Refusal) else result


class _Table:
    def __init__(self, file: IO[bytes], mapping: FieldMapping, framed: bool, partial: bool) -> None:
        self.file, self.mapping, self.framed, self.partial = file, mapping, framed, partial
        self.reading = Reading(rows=self._rows(), parse=functools.partial(_parse, mapping))

    def _rows(self) -> Iterator[Any]:
        encoding = encoding_of(self.file, self.partial)
        start = _start(self.file, encoding)
        if not start:
            return
        if start[0] in "[{":
            yield from self._from_json()
        elif start[0] == "<":
            raise FeedUnreadable(_("C'est une page web ou du XML, pas un tableau."))
        else:
            yield from self._from_csv(encoding, delimiter_of(start))

    def _from_json(self) -> Iterator[Any]:
        stream = JsonStream(self.file)
        for row in stream.rows_at(self.mapping.rows):
            yield self.mapping.row(row) if isinstance(row, Mapping) else [Why.NOT_A_MISSION, shorten(row)]
        if not stream.found:
            path, names = ".".join(self.mapping.rows), ", ".join(stream.others[:_NAMES_SHOWN])
            raise FeedUnreadable(
                _("Il n'y a pas de liste au chemin « %(path)s ». Clés trouvées : %(names)s.")
                % {"path": path, "names": names or "?"}
            )

    def _from_csv(self, encoding: str, delimiter: str) -> Iterator[Any]:
        # For the whole process, as the csv module wants it; a longer cell is an open quotation mark.
        csv.field_size_limit(MAX_ROW)
        self.file.seek(0)
        text = io.TextIOWrapper(self.file, encoding=encoding, errors="replace" if self.partial else "strict", newline="")
        lines = csv.reader(text, delimiter=delimiter, strict=True)
        try:
            header = self._header(lines)
            last = header
            for cells, fault in _lines(lines):
                last = cells
                yield [Why.QUOTES, fault] if fault else self._row(header, cells)
            if not self.framed or len(last) < len(header):
                self.reading.doubt(_("Rien ne dit si le tableau est arrivé jusqu'à sa dernière ligne."))
        except UnicodeError as error:
            raise FeedUnreadable(_("L'encodage du tableau change en cours de route.")) from error
        finally:
            text.detach()

    def _header(self, lines: Iterator[list[str]]) -> list[str]:
        try:
            header = [cell.strip() for cell in next(lines, [])]
        except csv.Error as error:
            raise FeedUnreadable(_("La première ligne du tableau est illisible.")) from error
        if missing := self.mapping.missing(header):
            raise FeedUnreadable(
                _("Le tableau n'a pas de colonne « %(missing)s ». Ses colonnes : %(names)s.")
                % {"missing": "\xa0», «\xa0".join(missing), "names": ", ".join(header[:_NAMES_SHOWN])}
            )
        return header

    def _row(self, header: list[str], cells: list[str]) -> Any:
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            return [Why.COLUMNS, *cells]
        return self.mapping.row(dict(zip(header, cells, strict=False)))


def _lines(lines: Iterator[list[str]]) -> Iterator[tuple[list[str], str]]:
    """(cells, what is wrong with the quotation marks) of the lines that are not empty. Raises FeedUnreadable at an open one."""
    while True:
        cells, fault = None, ""
        try:
            cells = next(lines, None)
        except csv.Error as error:
            if "unexpected end" in str(error) or "field larger" in str(error):
                raise FeedUnreadable(_("Le tableau s'arrête au milieu d'un texte entre guillemets.")) from error
            fault = str(error)
        if fault:
            yield [], fault
        elif cells is None:
            return
        elif any(cell.strip() for cell in cells):
            yield cells, ""


def encoding_of(file: IO[bytes], partial: bool = False) -> str:
    """The encoding of a text: its byte order mark's, UTF-8 where it is that, else the one of Western Windows.

    The start of a text may end within a character. Raises FeedUnreadable for what is neither.
    """
    file.seek(0)
    start = file.read(3)
    for mark, name in _BOMS.items():
        if start.startswith(mark):
            return name
    for name in ("utf-8", "cp1252"):
        if _decodes(file, name, partial):
            return name
    raise FeedUnreadable(_("Ce n'est pas un tableau en texte (UTF-8 ou Windows-1252)."))


def _decodes(file: IO[bytes], name: str, partial: bool) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    file.seek(0)
    try:
        while piece := file.read(CHUNK):
            if "\0" in decoder.decode(piece):
                return False
        decoder.decode(b"", final=not partial)
    except UnicodeError:
        return False
    return True


def delimiter_of(text: str) -> str:
    """The delimiter that a table's first line has most of, outside of quotation marks."""
    counts, quoted = dict.fromkeys(DELIMITERS, 0), False
    for character in text:
        if character == '"':
            quoted = not quoted
        elif character in "\r\n" and not quoted:
            break
        elif character in counts and not quoted:
            counts[character] += 1
    return max(counts, key=lambda delimiter: counts[delimiter])
