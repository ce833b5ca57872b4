"""One object of a treatment file, read key by key.

The file is from nobody knows whom. Every value is taken by what it has to be, and a key that nobody asked for
is one that lstmdoctor never wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite

import numpy as np

from lstmdoctor.core.choices import MOST_TIMESTEPS, Side
from lstmdoctor.errors import Unreadable
from lstmdoctor.records import frozen_record
from lstmdoctor.text import safe_text

LARGEST_SIZE = MOST_TIMESTEPS
"""Most of anything that is counted: a model file can name no larger axis."""
LONGEST_SHOWN = 40
"""Characters of a value that a sentence shows."""


@frozen_record
class Entry:
    """An object of a treatment file.

    Parameters
    ----------
    values : mapping
    place : str
        Where it stands in the file: ``arrays[0].edits[1]``; "" for the file itself.
    """

    values: Mapping[str, object]
    place: str = ""

    def value(self, key: str) -> object:
        """The value of a key that has to be there."""
        if key not in self.values:
            raise Unreadable(f"{self.path(key)} is missing")
        return self.values[key]

    def path(self, key: str) -> str:
        """Where a key stands in the file."""
        return f"{self.place}.{key}" if self.place else key

    def wrong(self, key: str, wanted: str) -> Unreadable:
        """The error for a value that is not what is wanted."""
        return Unreadable(f"{self.path(key)} is {value_text(self.values.get(key))}, not {wanted}")

    def refuse_unknown(self, known: Iterable[str]) -> None:
        """Raise where the object has a key beside these."""
        extra = set(self.values).difference(known)
        if extra:
            place = f" in {self.place}" if self.place else ""
            raise Unreadable(f"'{safe_text(min(extra), LONGEST_SHOWN)}'{place} is no key of a treatment")

    def child(self, key: str) -> Entry:
        """The object under a key."""
        value = self.value(key)
        if not isinstance(value, dict):
            raise self.wrong(key, "an object")
        return Entry(value, self.path(key))

    def children(self, key: str, most: int) -> tuple[Entry, ...]:
        """The objects in the list under a key."""
        value = self.value(key)
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.wrong(key, "a list of objects")
        if len(value) > most:
            raise Unreadable(f"{self.path(key)} has {len(value):,} entries, at most {most:,} are read")
        return tuple(Entry(one, f"{self.path(key)}[{place}]") for place, one in enumerate(value))

    def integer(self, key: str, low: int = 0, high: int = LARGEST_SIZE) -> int:
        """A whole number of these limits; a truth value is none."""
        value = self.value(key)
        if type(value) is not int or not low <= value <= high:
            raise self.wrong(key, f"a whole number from {low:,} to {high:,}")
        return value

    def number(self, key: str) -> float:
        """A finite number."""
        value = self.value(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not is_finite_number(value):
            raise self.wrong(key, "a finite number")
        return float(value)

    def number_or_infinity(self, key: str) -> float:
        """A number that may be infinite: ``"inf"`` or ``"-inf"``, for which JSON has no number."""
        infinite = self.value(key)
        if infinite in ("inf", "-inf") and isinstance(infinite, str):
            return float(infinite)
        return self.number(key)

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self.value(key)
        if not isinstance(value, bool):
            raise self.wrong(key, "true or false")
        return value

    def text(self, key: str, longest: int) -> str:
        """Text that can be written into a file."""
        value = self.value(key)
        if not isinstance(value, str) or len(value) > longest or not is_encodable(value):
            raise self.wrong(key, f"a text of at most {longest:,} characters")
        return value

    def side(self, key: str) -> Side:
        """The side of a sequence."""
        match self.value(key):
            case "pre":
                return "pre"
            case "post":
                return "post"
            case _:
                raise self.wrong(key, "pre or post")

    def dtype(self, key: str) -> str:
        """A dtype of numbers, as `Facts` name it."""
        value = self.value(key)
        if not isinstance(value, str) or not is_number_dtype(value):
            raise self.wrong(key, "a dtype of numbers")
        return value

    def sizes(self, key: str, most: int) -> tuple[int | None, ...]:
        """A shape of at most so many axes; None for an axis that differs between sequences."""
        value = self.value(key)
        if not isinstance(value, list) or len(value) > most:
            raise self.wrong(key, f"a list of at most {most} sizes")
        if not all(one is None or (type(one) is int and 0 <= one <= LARGEST_SIZE) for one in value):
            raise self.wrong(key, f"a list of sizes from 0 to {LARGEST_SIZE:,}")
        return tuple(value)


NUMBERS = frozenset(
    np.dtype(code).name for code in (*np.typecodes["AllInteger"], *np.typecodes["AllFloat"], "?")
)
"""Names of the dtypes that an edit can be told to give."""
OTHER_ORDER = frozenset(np.dtype(name).newbyteorder().str for name in NUMBERS)
"""How those are named whose bytes are not in the order of this machine: ``>f4``."""


def is_number_dtype(name: str) -> bool:
    """Whether this is how `Facts` name a dtype of numbers, or that of Python objects."""
    return name in NUMBERS or name in OTHER_ORDER or name == "object"


def is_finite_number(value: float) -> bool:
    """Whether a number of JSON is one that a float can be; a whole number may have hundreds of digits."""
    return -(2**1023) < value < 2**1023 if isinstance(value, int) else isfinite(value)


def is_encodable(text: str) -> bool:
    """Whether a text has no halves of characters, which no file name and no terminal takes."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def value_text(value: object) -> str:
    """A value of a treatment as a sentence shows it."""
    match value:
        case bool():
            return "true" if value else "false"
        case None:
            return "null"
        case str():
            return f"'{safe_text(value, LONGEST_SHOWN)}'"
        case int():
            return f"{value:,}" if abs(value) < 10**LONGEST_SHOWN else "a number of many digits"
        case float():
            return repr(value)
        case dict():
            return "an object"
        case _:
            return "a list"
