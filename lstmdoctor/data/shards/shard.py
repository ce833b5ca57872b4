"""One file among several: what its header tells, and the way back to its values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from lstmdoctor.core.facts import Facts, Place
from lstmdoctor.core.histograms import Histograms
from lstmdoctor.core.values import ConstantRun, Values
from lstmdoctor.data import open_data
from lstmdoctor.data.scan.measure import list_facts
from lstmdoctor.data.scan.scanning import Search, has_numeric_dtypes, scan_sequences
from lstmdoctor.data.sequences.in_memory import ListSequences
from lstmdoctor.data.sequences.source import Block, Sequences, Source
from lstmdoctor.errors import Refused, Unreadable
from lstmdoctor.files.array_paths import split_array_path
from lstmdoctor.files.maps import CHANGED
from lstmdoctor.files.regular import Stamp, is_data_folder, regular_file
from lstmdoctor.records import frozen_record


@frozen_record
class ShardArray:
    """One array of a shard: its name, what its header tells, where it stands in the file."""

    name: str
    facts: Facts
    place: Place


@frozen_record
class Shard:
    """A file as it was when it was first looked at; small, and can be sent to another process.

    Parameters
    ----------
    path : str
        As the user gave it, or as it matched.
    stamp : Stamp or None
        Its state then; None for a folder.
    format : str
    arrays, labels : tuple of ShardArray
    remarks : tuple of str
    cells : int
        Of a table, what reading it counts for; 0 of all else.
    """

    path: str
    stamp: Stamp | None
    format: str
    arrays: tuple[ShardArray, ...]
    labels: tuple[ShardArray, ...]
    remarks: tuple[str, ...]
    cells: int = 0


def look_at_shard(path: str) -> Shard:
    """What the header of a file tells; raises `Refused`. Nothing of the file stays in memory."""
    stamp = shard_stamp(path)
    source = open_data(path)
    arrays, labels = (
        tuple(ShardArray(one.name, one.facts, source.places.get(one.name, Place())) for one in group)
        for group in (source.arrays, source.labels)
    )
    cells = 0 if source.table is None else source.table.cells
    return Shard(path, stamp, source.format, arrays, labels, source.remarks, cells)


def shard_stamp(path: str) -> Stamp | None:
    """The state of a file; None for a folder. Raises `Refused`."""
    file = split_array_path(path)[0]
    if is_data_folder(file):
        return None
    try:
        return regular_file(file).stamp
    except Unreadable as error:
        raise Refused(path, str(error)) from error


def open_shard(path: str, stamp: Stamp | None) -> Source:
    """The file again; raises `Refused` where it is no longer what it was."""
    if shard_stamp(path) != stamp:
        raise Refused(path, CHANGED)
    return open_data(path)


@frozen_record
class ShardPart:
    """The part of a joint array that stands in one shard.

    Parameters
    ----------
    path : str
    stamp : Stamp or None
    name : str
        Of the array in the file.
    own : Facts
        What the header tells.
    alone : bool
        Whether the array is one sequence.
    """

    path: str
    stamp: Stamp | None
    name: str
    own: Facts
    alone: bool = False

    @property
    def size(self) -> int:
        """Bytes of the file; 0 for a folder."""
        return 0 if self.stamp is None else self.stamp.size

    @property
    def facts(self) -> Facts:
        """Facts of the part as samples."""
        if not self.alone:
            return self.own
        sizes = tuple(axis for axis in self.own.axes if isinstance(axis, int))
        return replace(list_facts([sizes], [], "folder"), dtypes=self.own.dtypes)

    def opened(self) -> Sequences:
        """The samples; raises `Refused`."""
        source = open_shard(self.path, self.stamp)
        for array in (*source.arrays, *source.labels):
            if array.name == self.name:
                whole = [np.asarray(array.whole())] if self.alone else []
                return ListSequences(self.name, whole, "folder") if self.alone else array
        raise Refused(self.path, CHANGED)

    def blocks(self) -> Iterator[Block]:
        """The samples in runs; raises `Refused`."""
        try:
            yield from self.opened().blocks()
        except Unreadable as error:
            raise Refused(self.path, str(error)) from error


@frozen_record
class PartSearch:
    """One part, and what is looked for in all of them."""

    part: ShardPart
    search: Search

    def values(self) -> Values | None:
        """The values of the part; None where they are not numbers. Raises `Refused`."""
        if not has_numeric_dtypes(self.part.facts):
            return None
        try:
            found = scan_sequences(self.part.opened(), search=self.search).values
        except Unreadable as error:
            raise Refused(self.part.path, str(error)) from error
        return no_values(self.search) if found is None else found


def scan_shard_part(task: PartSearch) -> Values | None:
    """`PartSearch.values`, as a function that can be sent to another process."""
    return task.values()


def no_values(search: Search) -> Values:
    """Values of a part without samples: merged with others it changes nothing."""
    runs = tuple(map(ConstantRun, search.candidates or ()))
    return Values(0, 0, 0, runs=runs, histograms=None if search.spread is None else Histograms())
