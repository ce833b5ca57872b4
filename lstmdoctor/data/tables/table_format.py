"""What kind of table a file is, by its first bytes; needs nothing but the standard library.

A text is a CSV table where its first lines have the same number of cells, more than one, under one of the
usual separators, or but for a few lines of numbers; or where every line is one number or one text label,
under a heading or none.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from itertools import islice

from lstmdoctor.errors import Unreadable
from lstmdoctor.files.magic import HEAD_BYTES, magic_kind
from lstmdoctor.records import frozen_record
from lstmdoctor.roles.names import is_label

NAMES = {
    "csv": "a CSV file",
    "tsv": "a TSV file",
    "jsonl": "a JSON Lines file",
    "parquet": "a Parquet file",
    "arrow": "a Feather (Arrow) file",
    "arrows": "an Arrow stream",
}
PACKED = ("parquet", "arrow", "arrows")
"""Tables with a signature."""
TEXTS = ("csv", "tsv", "jsonl")
SEPARATORS = (",", "\t", ";", "|")
BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
WIDE_HEAD = 1 << 20
"""Bytes that are looked at of a file whose lines are long."""
FEW_LINES = 3
LINES = 200
"""Lines that are looked at."""
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
COMMA = re.compile(r"[+-]?[\d.\s'’]*\d,\d+")
POINT = re.compile(r"[+-]?[\d,\s'’]*\d\.\d+")
THOUSANDS = re.compile(r"[+-]?\d{1,3}([.,])\d{3}(?:\1\d{3})*")
"""Numbers that tell nothing: three digits behind a sign may be thousands."""
NAME = re.compile(r"[^\W\d][\w.%/()\[\]-]{0,60}")
"""A heading that stands alone; with blanks it would be a sentence."""
WORD = re.compile(r"[^\W\d_][\w .'()/&+-]{0,60}")
"""A text label."""
NO_NUMBER = frozenset({"", "na", "n/a", "nan", "null", "none", "#n/a", "<na>"})


@frozen_record
class Dialect:
    """How a text holds a table.

    Parameters
    ----------
    format : {"csv", "tsv"}
    separator : str
    decimal : str
        What stands between the whole and the rest of a number.
    encoding : str
    header : bool
        Whether the first line names the columns.
    """

    format: str
    separator: str
    decimal: str
    encoding: str
    header: bool


def table_format(head: bytes) -> str | None:
    """``csv``, ``tsv``, ``jsonl``, ``parquet``, ``arrow``, ``arrows``; None for what is no table."""
    if (kind := magic_kind(head)) in PACKED:
        # Four bytes of ones begin many things; an Arrow stream goes on with the length of its schema.
        return None if kind == "arrows" and not is_stream_head(head) else kind
    decoded = decoded_head(head)
    if decoded is None:
        return None
    text, _ = decoded
    if is_json_lines(text):
        return "jsonl"
    dialect = csv_dialect(head)
    return dialect.format if dialect is not None else None


def table_head(first: Callable[[int], bytes]) -> bytes:
    """The first of a file, as much as `table_format` needs: more where lines are long.

    `first` gives so many bytes of it from the beginning.
    """
    head = first(HEAD_BYTES)
    return first(WIDE_HEAD) if head.count(b"\n") < FEW_LINES else head


def is_stream_head(head: bytes) -> bool:
    """Whether a schema of a sane length follows the mark of a message."""
    return len(head) > 12 and 0 < int.from_bytes(head[4:8], "little") < 1 << 27 and not head[4] % 8


def decoded_head(head: bytes) -> tuple[str, str] | None:
    """The first bytes as text, and their encoding; None for what is no text."""
    encoding = next((name for bom, name in BOMS if head.startswith(bom)), "utf-8")
    try:
        text = io.TextIOWrapper(io.BytesIO(head), encoding, "strict", newline="").read()
    except UnicodeDecodeError as error:
        if encoding == "utf-8" and error.start > len(head) - 4:
            text = head[: error.start].decode("utf-8")
        elif encoding != "utf-8" or sum(byte > 0x7F for byte in head) * 10 > len(head):
            return None
        else:
            text, encoding = head.decode("latin-1"), "latin-1"
    text = text.removeprefix("\ufeff")
    return None if CONTROL.search(text) else (text, encoding)


def is_json_lines(text: str) -> bool:
    """Whether the first line is an object of JSON all by itself."""
    lines = text.lstrip().split("\n", 2)
    first = lines[0].strip()
    if not first.startswith("{") or not first.endswith("}"):
        return False
    try:
        found = json.loads(first)
    except (ValueError, RecursionError):
        return False
    # One object alone is a document of JSON; an object that holds no plain value is one as well.
    flat = isinstance(found, dict) and any(isinstance(one, int | float | str) for one in found.values())
    return flat and len(lines) > 1 and lines[1].lstrip().startswith("{")


def csv_dialect(head: bytes) -> Dialect | None:
    """How a text holds a table; None where it holds none."""
    decoded = decoded_head(head)
    if decoded is None:
        return None
    text, encoding = decoded
    if text.lstrip()[:1] in ("<", "{", "["):
        return None
    whole = len(head) not in (HEAD_BYTES, WIDE_HEAD)
    for separator in SEPARATORS:
        rows = first_rows(text, separator, whole)
        if len(rows) > 1 and len(rows[0]) > 1 and len({len(row) for row in rows}) == 1:
            return dialect_of_rows(rows, separator, encoding)
    for separator in SEPARATORS:
        rows = first_rows(text, separator, whole)
        if are_nearly_rows(rows) or (whole and is_lone_heading(rows)):
            return dialect_of_rows(rows, separator, encoding)
    rows = first_rows(text, ",", whole)
    alone = bool(rows) and all(len(row) == 1 for row in rows)
    numbers = alone and len(rows) > 1 and all(is_number_cell(row[0]) for row in rows[1:])
    if numbers:
        return dialect_of_rows(rows, ",", encoding)
    words = [row[0].strip() for row in rows] if alone else []
    return Dialect("csv", ",", ".", encoding, words[0] not in words[1:]) if are_labels(words) else None


def are_labels(words: Sequence[str]) -> bool:
    """Whether lines are text labels: under a name of labels, or words that come again and again."""
    if len(words) < 2 or not all(map(WORD.fullmatch, words)):
        return False
    return is_label(words[0]) or (len(words) > FEW_LINES and 2 * len(set(words)) <= len(words) + 1)


def are_nearly_rows(rows: Sequence[Sequence[str]]) -> bool:
    """Whether all but a few lines are numbers in as many cells as the first: the reader names the others."""
    wide = len(rows[0]) if rows else 0
    like = [row for row in rows[1:] if len(row) == wide]
    cells = [cell for row in like for cell in row]
    numbers = sum(map(is_number_cell, cells))
    return wide > 1 and len(like) > 1 and 4 * len(like) >= 3 * (len(rows) - 1) and 2 * numbers >= len(cells)


def is_lone_heading(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the only line is names of columns."""
    return len(rows) == 1 and len(rows[0]) > 1 and all(map(NAME.fullmatch, rows[0]))


def dialect_of_rows(rows: Sequence[Sequence[str]], separator: str, encoding: str) -> Dialect:
    """The dialect of rows that are cells already."""
    cells = [cell.strip() for row in rows[1:] for cell in row]
    decimal = "." if separator == "," else decimal_sign(cells)
    header = not any(is_number_cell(cell.replace(decimal, ".")) and cell.strip() for cell in rows[0])
    return Dialect("tsv" if separator == "\t" else "csv", separator, decimal, encoding, header)


def decimal_sign(cells: Sequence[str]) -> str:
    """What stands between the whole and the rest of a number; a point where nothing tells."""
    commas, points = ([cell for cell in cells if sign.fullmatch(cell)] for sign in (COMMA, POINT))
    telling = [bool([cell for cell in found if not THOUSANDS.fullmatch(cell)]) for found in (commas, points)]
    if telling[0] != telling[1]:
        return "," if telling[0] else "."
    return "," if commas and not points else "."


def first_rows(text: str, separator: str, whole: bool) -> list[list[str]]:
    """The first lines as cells; the last one that was cut off is left out, and empty ones."""
    try:
        rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), LINES + 1))
    except csv.Error:
        return []
    cut = not whole or len(rows) > LINES
    return [row for row in (rows[:-1] if cut and len(rows) > 1 else rows) if row]


def csv_head_rows(head: bytes, dialect: Dialect) -> list[list[str]]:
    """The first lines of a text as cells, the heading among them."""
    decoded = decoded_head(head)
    whole = len(head) not in (HEAD_BYTES, WIDE_HEAD)
    return [] if decoded is None else first_rows(decoded[0], dialect.separator, whole)


def is_number_cell(cell: str) -> bool:
    """Whether a cell holds a number, or nothing in the place of one."""
    word = cell.strip()
    if word.lower() in NO_NUMBER:
        return True
    try:
        float(word)
    except ValueError:
        return False
    return "_" not in word


def missing_reader(format_: str) -> Unreadable:
    """What is said of a table where nothing can read it."""
    return Unreadable(f'{NAMES[format_]}: pip install "lstmdoctor[table]"')
