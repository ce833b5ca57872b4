"""What the cells of a text hold: numbers, truth values, times; one rule for looking and for reading.

Numbers may have thousands separators where these cannot be a decimal sign: ``1,234.50``, ``1.234.567``.
Times are read as ISO 8601 writes them, with slashes (``2026/01/31``) or dots (``31.01.2026``);
``01/02/2026`` is two different days, and is one of them only where another row of the column has a day behind
the twelfth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from lstmdoctor.core.tables import ColumnKind

if TYPE_CHECKING:
    import pyarrow as pa

Found = Literal[
    "empty", "int", "float", "grouped", "unsure-grouped", "truth", "time", "zoned", "day-first",
    "month-first", "unsure-day", "text", "other",
]  # fmt: skip
"""What a column holds: ``unsure-grouped`` 1,234 or 1.234, ``unsure-day`` no day behind the twelfth."""
KINDS: Mapping[Found, ColumnKind] = {
    "empty": "other", "int": "number", "float": "number", "grouped": "number", "unsure-grouped": "text",
    "truth": "truth", "time": "time", "zoned": "time", "day-first": "time", "month-first": "time",
    "unsure-day": "text", "text": "text", "other": "other",
}  # fmt: skip
WORDS: tuple[Found, ...] = ("int", "float", "grouped", "truth", "time", "zoned", "day-first")
"""What a text is tried as, in this order; the last two say which of their kind it is."""
TIMES: frozenset[Found] = frozenset({"time", "zoned", "day-first"})
WITHOUT_DIGITS: frozenset[Found] = frozenset({"float", "truth"})
"""What a cell can be that holds no digit: ``inf``, ``true``."""
LATER: Mapping[Found, tuple[Found, ...]] = {
    "int": ("int", "float", "grouped"), "float": ("float", "grouped"), "grouped": ("grouped",),
    "unsure-grouped": ("grouped",), "truth": ("truth",), "time": ("time",), "zoned": ("zoned",),
    "day-first": ("day-first",), "month-first": ("day-first",), "unsure-day": ("day-first",),
}  # fmt: skip
"""What is tried where the rows before held this."""
JOINED: Mapping[frozenset[Found], Found] = {
    frozenset({"int", "float"}): "float",
    frozenset({"int", "grouped"}): "grouped",
    frozenset({"float", "grouped"}): "grouped",
    frozenset({"int", "unsure-grouped"}): "unsure-grouped",
    frozenset({"float", "unsure-grouped"}): "grouped",
    frozenset({"grouped", "unsure-grouped"}): "grouped",
    frozenset({"unsure-day", "day-first"}): "day-first",
    frozenset({"unsure-day", "month-first"}): "month-first",
}
NUMBERS: frozenset[Found] = frozenset({"int", "float", "grouped"})
NUMBER = r"^\s*[+-]?(\d[\d., '’\x{a0}\x{202f}]*|[.,]\d+)([eE][+-]?\d+)?\s*$"
GROUPS = {".": r"[, '’\x{a0}\x{202f}]", ",": r"[. '’\x{a0}\x{202f}]"}
"""What may stand between thousands, by the decimal sign of the file."""
NULLS = (
    "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>",
    "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null", "NAN", "Nan", "NaT", "Null", "none",
)  # fmt: skip
"""Words for a cell without a value: those of pandas, and the same in other cases."""
FIRST_PIECE, GROWTH = 8, 4
"""Cells of a column that are tried first, and how many times as many come next."""
SLASHED = r"^\s*\d{1,2}/\d{1,2}/\d{4}([ T].*)?$"


def arrow_type(found: Found) -> pa.DataType:
    """The type of a column that holds this, once it is read."""
    import pyarrow as pa

    match found:
        case "int":
            return pa.int64()
        case "float" | "grouped":
            return pa.float64()
        case "truth":
            return pa.bool_()
        case "time" | "day-first" | "month-first":
            return pa.timestamp("us")
        case "zoned":
            return pa.timestamp("us", "UTC")
        case _:
            return pa.string()


@lru_cache(256)
def is_text(type_: pa.DataType) -> bool:
    """Whether a column of this type holds text, each once or written out."""
    from pyarrow import types

    if types.is_dictionary(type_):
        return is_text(type_.value_type)
    return bool(types.is_string(type_) or types.is_large_string(type_) or types.is_string_view(type_))


def found_in_words(column: pa.Array, before: Found, decimal: str) -> Found:
    """What a column of text holds; without a `decimal` sign no text is a number."""
    order = LATER.get(before, WORDS) if decimal else [one for one in LATER.get(before, WORDS) if one in TIMES]
    first = column.slice(0, FIRST_PIECE).drop_null()
    if len(first) and not any(map(str.isdigit, first[0].as_py())):
        order = [one for one in order if one in WITHOUT_DIGITS]
    for found in order:
        told = found_as(column, found, decimal)
        if told is not None:
            return told
    return "text"


def found_as(column: pa.Array, found: Found, decimal: str) -> Found | None:
    """The kind that a column is of where its cells can be read as this; None where they cannot."""
    import pyarrow as pa

    try:
        match found:
            case "grouped":
                return grouped_kind(column, decimal)
            case "day-first":
                return slashed_kind(column)
            case _:
                for piece in growing_pieces(column):
                    cast_cells(piece, found, decimal)
                return found
    except pa.ArrowInvalid:
        return None


def growing_pieces(column: pa.Array) -> Iterator[pa.Array]:
    """The cells of a column in pieces, each of which is `GROWTH` times as long as the one before.

    A cast goes on where it has failed, and every cell that it fails at costs thirty times one that it reads.
    """
    start, length = 0, FIRST_PIECE
    while start < len(column):
        yield column.slice(start, length)
        start, length = start + length, GROWTH * length


def cast_cells(column: pa.Array, found: Found, decimal: str) -> pa.Array:
    """Cells of text as what they were found to hold; raises `ArrowInvalid` where one holds something else."""
    import pyarrow as pa

    wanted = arrow_type(found)
    match found:
        case "grouped":
            return plain_numbers(column, decimal).cast(wanted)
        case "day-first" | "month-first":
            return reordered_days(column, found).cast(wanted)
        case "time" | "zoned":
            try:
                return column.cast(wanted)
            except pa.ArrowInvalid:
                return iso_words(column).cast(wanted)
        case "int" | "float" | "truth":
            try:
                return column.cast(wanted)
            except pa.ArrowInvalid:
                return trimmed_numbers(column, decimal if found == "float" else ".").cast(wanted)
        case _:
            return column


def trimmed_numbers(column: pa.Array, decimal: str) -> pa.Array:
    """Numbers without the blanks around them, with a decimal point."""
    from pyarrow import compute

    words = compute.utf8_trim_whitespace(column)
    return words if decimal == "." else compute.replace_substring(words, decimal, ".")


def plain_numbers(column: pa.Array, decimal: str) -> pa.Array:
    """Numbers without anything between their thousands, with a decimal point."""
    from pyarrow import compute

    return trimmed_numbers(compute.replace_substring_regex(column, GROUPS[decimal], ""), decimal)


def grouped_kind(column: pa.Array, decimal: str) -> Found | None:
    """Whether numbers have thousands separators, and whether these can be nothing else."""
    sign, group = re.escape(decimal), GROUPS[decimal]
    plain, thousands = rf"\d+({sign}\d*)?", rf"\d{{1,3}}({group}\d{{3}})+({sign}\d*)?"
    if not matches_all(column, rf"^\s*[+-]?({plain}|{thousands})\s*$"):
        return None
    # In a file of decimal points 1,234 alone may be 1.234; what stands twice, or beside a point, may not.
    sure = rf"\d({group}\d{{3}}){{2}}|{group}\d{{3}}{sign}|\d[^\d.,+-]\d{{3}}" if decimal == "." else group
    return "grouped" if matches_any(column, sure) else "unsure-grouped"


def slashed_kind(column: pa.Array) -> Found | None:
    """Which of the two numbers of ``01/02/2026`` is the day, as far as the cells tell."""
    import pyarrow as pa

    if not matches_all(column, SLASHED):
        return None
    fitting: list[Found] = []
    for order in ("day-first", "month-first"):
        try:
            fitting.append(order)
            reordered_days(column, order).cast(pa.timestamp("us"))
        except pa.ArrowInvalid:
            fitting.pop()
    return None if not fitting else "unsure-day" if len(fitting) > 1 else fitting[0]


def reordered_days(column: pa.Array, order: Found) -> pa.Array:
    """``1/2/2026`` as ISO 8601 has it."""
    from pyarrow import compute

    words = compute.utf8_trim_whitespace(column)
    words = compute.replace_substring_regex(words, r"^(\d)/", r"0\1/")
    words = compute.replace_substring_regex(words, r"^(\d\d)/(\d)/", r"\1/0\2/")
    day_last = r"\3-\2-\1" if order == "day-first" else r"\3-\1-\2"
    return compute.replace_substring_regex(words, r"^(\d\d)/(\d\d)/(\d{4})", day_last)


def iso_words(column: pa.Array) -> pa.Array:
    """``2026/01/31`` and ``31.01.2026`` as ISO 8601 has them."""
    from pyarrow import compute

    words = compute.utf8_trim_whitespace(column)
    words = compute.replace_substring_regex(words, r"^(\d{4})/(\d\d)/(\d\d)", r"\1-\2-\3")
    return compute.replace_substring_regex(words, r"^(\d\d)\.(\d\d)\.(\d{4})", r"\3-\2-\1")


def matches_all(column: pa.Array, pattern: str) -> bool:
    """Whether every cell that has a value is of a pattern."""
    from pyarrow import compute

    return compute.all(compute.match_substring_regex(column, pattern)).as_py() is not False


def matches_any(column: pa.Array, pattern: str) -> bool:
    """Whether a cell holds a pattern."""
    from pyarrow import compute

    return compute.any(compute.match_substring_regex(column, pattern)).as_py() is True
