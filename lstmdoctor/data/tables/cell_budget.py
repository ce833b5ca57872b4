"""What the cells of tables may cost, counted as they come: one budget for all files that are read as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstmdoctor.errors import Unreadable
from lstmdoctor.files.limits import cell_limit
from lstmdoctor.records import mutable_record
from lstmdoctor.text import byte_size_text, count_noun

if TYPE_CHECKING:
    import pyarrow as pa

CELL_BYTES = 32
"""Bytes of a text or list that take as much time as the eight of a number."""


@mutable_record
class CellBudget:
    """Cells that were read so far, of one file or of several.

    Parameters
    ----------
    stored : int
        Bytes that they take on disk.
    most : int
        Cells that so many bytes may hold.
    files : int
        How many there are.
    spent : int
    """

    stored: int
    most: int
    files: int = 1
    spent: int = 0

    def charge_cells(self, number: int) -> None:
        """After so many cells were read; raises `Unreadable` where that is more than there may be."""
        self.spent += number
        if self.spent <= self.most:
            return
        most = f"{self.most:,} cells or {byte_size_text(CELL_BYTES * self.most)} of text"
        size = byte_size_text(self.stored)
        if self.files == 1:
            raise Unreadable(f"unpacks to more than {most}, too much for a file of {size}")
        raise Unreadable(
            f"unpacks, with those before it, to more than {most}, too much for "
            f"{count_noun(self.files, 'file')} of {size} in all"
        )


def joint_budget(stored: int, files: int) -> CellBudget:
    """The budget of several files of so many bytes in all."""
    return CellBudget(stored, cell_limit(stored), files)


def cells_of_column(column: pa.Array) -> int:
    """What a column counts for: a cell for each row, more where it holds long texts or lists."""
    from pyarrow import types

    narrow = types.is_primitive(column.type)
    return len(column) if narrow else max(len(column), int(column.nbytes) // CELL_BYTES)
