"""A table that is small enough to be parsed once: what the first look at it found stays in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from lstmdoctor.data.tables.cell_kinds import NUMBERS, Found, is_text
from lstmdoctor.data.tables.column_batches import Columns
from lstmdoctor.records import mutable_record, unique_record

if TYPE_CHECKING:
    import pyarrow as pa

KEPT_BYTES = 64 << 20
"""Columns up to this size are kept: about as large a CSV file."""


@mutable_record
class KeptBatches:
    """The rows of a table as they came, as long as all of them together are small.

    Parameters
    ----------
    batches : list of columns by name
    size : int
        Bytes of these; beyond `KEPT_BYTES` nothing is kept.
    large : bool
        Whether it is known before that all of it is too much.
    """

    batches: list[Columns] = field(default_factory=list)
    size: int = 0
    large: bool = False

    def keep(self, batch: Columns) -> None:
        """Take the next rows, or let all go."""
        self.size += sum(column.nbytes for column in batch.values())
        if self.size <= KEPT_BYTES and not self.large:
            self.batches.append(batch)
        else:
            self.batches.clear()

    def table(self, found: Mapping[str, Found], decimal: str) -> KeptTable | None:
        """The table, once it is known what its columns hold; None where one came as something else."""
        names = set(found)
        fitting = all(
            set(batch) == names
            and all(is_held_as(column.type, found[name]) for name, column in batch.items())
            for batch in self.batches
        )
        whole = fitting and self.size <= KEPT_BYTES and not self.large
        return KeptTable(self.batches, decimal) if whole else None


@unique_record
class KeptTable:
    """The rows of a small table, as `ColumnBatches` has them."""

    kept: Sequence[Columns]
    decimal: str

    @property
    def size(self) -> int:
        """Bytes of all columns."""
        return sum(column.nbytes for batch in self.kept for column in batch.values())

    def batches(
        self, wanted: Sequence[str] | None = None, types: Mapping[str, Found] | None = None
    ) -> Iterator[Columns]:
        """As `ColumnBatches` has it."""
        for batch in self.kept:
            yield batch if wanted is None else {name: batch[name] for name in wanted}


def is_held_as(type_: pa.DataType, found: Found) -> bool:
    """Whether a column of this type can be read as what it was found to hold without loss.

    An id that was a number in the first rows, and a text in others, has lost the zeros in front of it.
    """
    from pyarrow import types

    if is_text(type_) or types.is_dictionary(type_):
        return True
    numeric = types.is_integer(type_) or types.is_floating(type_) or types.is_decimal(type_)
    if found in NUMBERS:
        return bool(numeric)
    if found == "truth":
        return bool(types.is_boolean(type_))
    return not (numeric or types.is_boolean(type_) or types.is_null(type_))
