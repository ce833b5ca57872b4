"""What keeps a column of text from being one of numbers: ``ERR`` among temperatures, ``?`` for unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstmdoctor.data.tables.cell_kinds import NUMBER, Found
from lstmdoctor.records import mutable_record
from lstmdoctor.text import count_noun, safe_text

if TYPE_CHECKING:
    import pyarrow as pa

LONGEST = 24
FEW = 3
"""Rows of a table in which nothing is usual."""
AMOUNT = r"[+-]?\d[\d., ]*"
UNITED = rf"^\s*([$€£]\s?{AMOUNT}|{AMOUNT}\s*([%$€£]|°?[A-Za-zµμ/²³]{{1,6}}\d?))\s*$"
"""A number with what it is measured in before or behind it."""


@mutable_record
class OddCells:
    """Cells of one column that are no numbers, where most of the others are.

    Parameters
    ----------
    numbers, others : int
        Cells that are numbers, and cells that are none.
    first : str
        The first of these.
    row : int
        Where it stands, counted from 1; 0 while there is none.
    unsure : str
        The first cell of a kind that can be read in two ways.
    possible : bool
        Whether most cells are numbers so far, with units or without.
    united : int
        Cells of a number with a unit.
    unit : str
        The first of these.
    """

    numbers: int = 0
    others: int = 0
    first: str = ""
    row: int = 0
    unsure: str = ""
    possible: bool = True
    united: int = 0
    unit: str = ""

    def look(self, words: pa.Array, found: Found, start: int) -> None:
        """Take the next cells into account, of which the first stands in row `start`, counted from 0."""
        from pyarrow import compute

        if not self.unsure and found in ("unsure-grouped", "unsure-day"):
            sign = "/" if found == "unsure-day" else "[^0-9+-]"
            told = words.filter(compute.match_substring_regex(words, sign))
            self.unsure = told[0].as_py() if len(told) else ""
        if found != "text":
            self.numbers += len(words) - words.null_count
            return
        united = compute.match_substring_regex(words, UNITED)
        self.united += compute.sum(united).as_py() or 0
        if not self.unit and (place := compute.index(united, True).as_py()) >= 0:
            self.unit = words[place].as_py()
        numeric = compute.match_substring_regex(words, NUMBER)
        number = compute.sum(numeric).as_py() or 0
        self.numbers, self.others = (
            self.numbers + number,
            self.others + len(words) - words.null_count - number,
        )
        if not self.row and (place := compute.index(numeric, False).as_py()) >= 0:
            self.row, self.first = start + place + 1, words[place].as_py()
        self.possible = self.numbers + self.united >= self.others

    def words(self, found: Found, rows: int) -> str:
        """``text in 23 of 900 rows, the first 'ERR' in row 2``; "" where there is nothing to be told."""
        if found == "unsure-grouped":
            return f"numbers such as '{safe_text(self.unsure, LONGEST)}', which are thousands or decimals"
        if found == "unsure-day":
            return f"dates such as {safe_text(self.unsure, LONGEST)}, which are two different days"
        if self.united > rows // 2:
            return f"numbers with units, such as '{safe_text(self.unit, LONGEST)}'"
        if not self.others or self.numbers < self.others:
            return ""
        if self.others == 1 == self.row and rows > FEW:
            return f"text in row 1 alone, '{safe_text(self.first, LONGEST)}', as a second heading has it"
        told = f"the first '{safe_text(self.first, LONGEST)}' in row {self.row:,}"
        return f"text in {self.others:,} of {count_noun(rows, 'row')}, {told}"
