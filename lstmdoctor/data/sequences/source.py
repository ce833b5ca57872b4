"""An opened data file: named arrays and lists of sequences, described before they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np

from lstmdoctor.core.facts import Facts, Place
from lstmdoctor.core.sharding import How, Unread
from lstmdoctor.core.tables import TableFacts
from lstmdoctor.records import frozen_record

if TYPE_CHECKING:
    from lstmdoctor.core.alike_arrays import AlikeArrays

Array = np.ndarray[tuple[Any, ...], np.dtype[Any]]
Block = Array | list[Array]
"""Consecutive samples: an array (rows first), or a list of sequences."""
Progress = Callable[[int, int | None], None]
"""Told the samples done and all samples; None for all while something else is waited for, such as Keras."""


class Sequences(Protocol):
    """One array, or one list of sequences, inside a data file."""

    @property
    def name(self) -> str:
        """Name inside the file; "" where a file holds a single array without a name."""

    @property
    def facts(self) -> Facts:
        """What headers and container tell; no value is read for it."""

    def blocks(self) -> Iterator[Block]:
        """All samples in order, a bounded number of bytes at a time.

        Arrays come as arrays of one or more rows, in C order; lists come as lists of sequences.
        A block may be reused by the next one. Raises `Unreadable` when the file is cut short.
        """

    def whole(self) -> Block:
        """Everything as one block, in memory."""

    def split(self) -> tuple[Sequences, ...]:
        """The members of a list, each as an array of its own (a list of inputs); (self,) for an array."""


@runtime_checkable
class Divisible(Protocol):
    """Sequences that can be read in several places at a time."""

    def streams(self, number: int) -> tuple[Iterator[Block | AlikeArrays], ...]:
        """All `blocks`, of consecutive samples each, in at most `number` streams; no two share memory."""


@runtime_checkable
class Viewable(Protocol):
    """Sequences of which views can be made before any value is read."""

    def view(self) -> Array:
        """Everything; every look at a part of it stands within `maps.fetched_values`."""


@runtime_checkable
class Textual(Protocol):
    """Sequences that may hold text: no model takes it, and labels can be names of classes."""

    def texts(self) -> Block:
        """Everything as it is, in memory, whatever the dtype."""


@frozen_record
class Source:
    """A data file.

    Parameters
    ----------
    path : str
        As the user gave it.
    format : str
        "npy", "npz", "pickle", ...
    arrays : tuple of Sequences
        In the order of the file, labels left out.
    labels : tuple of Sequences
        Arrays that their names, or their place in an (x, y) pair, show to be labels.
    remarks : tuple of str
        What a reader should know and nobody would ask (bytes after the end, ...).
    places : mapping
        Where the arrays stand in the file, by name.
    file : str
        The file itself, where `path` names one array in it; "" where there is no file.
    table : TableFacts or None
        Where the file is a table.
    words : tuple of str
        The paths and patterns that the user gave, where the data stands in several files.
    unread : tuple of Unread
        Files that were left out, because they cannot be read.
    left : mapping
        Names that are in the file and are not read, with what they are: links out of it.
    how : {"auto", "rows", "sequences"}
        What the user said of the several files.
    """

    path: str
    format: str
    arrays: tuple[Sequences, ...]
    labels: tuple[Sequences, ...] = ()
    remarks: tuple[str, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    file: str = ""
    table: TableFacts | None = None
    words: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()
    left: Mapping[str, str] = field(default_factory=dict)
    how: How = "auto"


def shown_dtype_name(dtype: np.dtype[Any]) -> str:
    """The name under which facts and reports show a dtype (`Facts.dtypes`)."""
    if dtype.names is not None:
        return "record"
    if dtype.kind == "U":
        return "str"
    if dtype.kind == "S":
        return "bytes"
    if dtype.kind in "Mm":
        return "datetime64" if dtype.kind == "M" else "timedelta64"
    if dtype.kind == "V":
        return "void"
    return dtype.name if dtype.isnative else dtype.str
