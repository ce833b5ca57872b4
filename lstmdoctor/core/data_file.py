"""A data file, or live data, as reports show it and as printed Python names it."""

from __future__ import annotations

import ast
import re

from lstmdoctor.core.plans import Named
from lstmdoctor.core.sharding import How, Unread
from lstmdoctor.core.tables import TableFacts
from lstmdoctor.records import frozen_record

TARGET = r"[^\W\d]\w*(\.[^\W\d]\w*|\[('[^'\\]*'|\"[^\"\\]*\")\])*"
"""What may stand to the left of an equals sign: a name, an attribute, an item of a dict. Not ``X[0]``, which
would put the result into the array."""
READ_ONLY = (".values", ".T", ".array")
"""Attributes of tables and arrays that look like targets, and take nothing."""


def is_target(text: str) -> bool:
    """Whether a program can assign to this expression."""
    return re.fullmatch(TARGET, text) is not None and not text.endswith(READ_ONLY)


def own_expression(array: Named, member: int | None) -> str:
    """What a call writes out for one array: of a dict for each name, of a list of inputs for each member."""
    place = 0 if array.name and member is None else member
    return array.place.own[place] if place is not None and place < len(array.place.own) else ""


def is_expression(text: str) -> bool:
    """Whether a text is Python: a batch of a generator has a name that is none."""
    try:
        ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


@frozen_record
class DataFile:
    """A data file as reports show it.

    Parameters
    ----------
    path : str
        As the user gave it.
    format : str
    arrays : tuple of Named
    remarks : tuple of str
        What a reader should know and nobody would ask.
    file : str
        The file itself, where `path` names one array in it; "" where there is no file.
    table : TableFacts or None
        Where the file is a table.
    words : tuple of str
        The paths and patterns that the user gave, where the data stands in several files.
    unread : tuple of Unread
        Files that were left out, because they cannot be read.
    stored : int
        Bytes of the files on the disk; 0 where there is none.
    how : {"auto", "rows", "sequences"}
        What the user said of the several files.
    free : str
        A name that the program with live data has not used; "" where no program is known.
    unsaid : str
        What the program hands over without writing it out in the call: `path` is then none of its names.
    """

    path: str
    format: str
    arrays: tuple[Named, ...]
    remarks: tuple[str, ...] = ()
    file: str = ""
    table: TableFacts | None = None
    words: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()
    stored: int = 0
    how: How = "auto"
    free: str = ""
    unsaid: str = ""

    @property
    def location(self) -> str:
        """The path without the name of an array; taken from the names where nobody said it."""
        endings = (f"::{array.name}" for array in self.arrays if array.name)
        own = next((self.path.removesuffix(end) for end in endings if self.path.endswith(end)), self.path)
        return self.file or own

    @property
    def live(self) -> bool:
        """Whether it is no file: `path` is then an expression of the program that holds the data."""
        return self.format == "live"

    def array_named(self, name: str) -> Named | None:
        """The array of that name."""
        return next((array for array in self.arrays if array.name == name), None)

    def variable(self, name: str, member: int | None, letter: str = "x") -> str:
        """The variable that holds one array of live data; a free name for files, and where it has none."""
        array, letter = self.array_named(name), self.free or letter
        if not self.live or array is None or self.table is not None:
            return letter
        written, item = own_expression(array, member), array.place.item
        if is_target(written) and array.place.converted(written) == written:
            return written
        if written and self.unsaid:
            return letter
        if member is not None and array.facts.wrapping == "tuple":  # a list of it is made first
            return f"{letter}[{member}]"
        places = [f"{letter if self.unsaid else self.path}{item}", f"{letter}{item}"]
        own = next((one for one in places if is_target(one)), letter)
        if not item and array.place.converted(own) != own:
            own = letter
        return f"{own}[{member}]" if member is not None else own

    def label(self, name: str, member: int | None) -> str:
        """How a program writes one array of live data."""
        array = self.array_named(name)
        if array is None:
            return self.path
        if written := own_expression(array, member):
            return written
        whole = f"{self.path}{array.place.item}" if array.place.item.endswith("]") else self.path
        return f"{whole}[{member}]" if member is not None else whole

    def naming_lines(self, name: str, member: int | None, letter: str = "x") -> list[str]:
        """The lines that put an expression into a variable, where nothing can be assigned to it."""
        array = self.array_named(name)
        if array is None or not self.live:
            return []
        variable, letter = self.variable(name, member, letter), self.free or letter
        written, place = own_expression(array, member), array.place
        if variable == written:
            return []
        said = [f"# {letter} stands for {self.unsaid}"] if self.unsaid and not written else []
        path = letter if self.unsaid else self.path
        if place.item and variable in (f"{path}{place.item}", f"{letter}{place.item}"):
            mine = variable == f"{path}{place.item}"
            said += [] if mine or not is_expression(path) else [f"{letter} = {path}"]
            made = place.converted(variable)
            return [*said, *([f"{variable} = {made}"] if made != variable else [])]
        if variable not in (letter, f"{letter}[{member}]"):
            return said
        own = own_expression(array, None)
        own = place.converted(own) if own else place.python(path)
        own = f"list({own})" if member is not None and array.facts.wrapping == "tuple" else own
        return [*said, *([f"{letter} = {own}"] if own != letter and is_expression(own) else [])]
