"""Several tables of the same columns as one, with a column that names the file of every row.

People have a file for each patient, station or machine. What is in a file is a sequence of its own unless
other columns are named as ids: windows never cross files.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from lstmdoctor.core.tables import FILE_COLUMN, Table
from lstmdoctor.data.tables.cell_budget import cells_of_column, joint_budget
from lstmdoctor.data.tables.cell_kinds import Found
from lstmdoctor.data.tables.column_batches import ColumnBatches, Columns
from lstmdoctor.errors import Refused, Unreadable
from lstmdoctor.files.forked_children import shared_children
from lstmdoctor.records import unique_record
from lstmdoctor.text import safe_text


@unique_record
class JointTable:
    """The rows of several tables, one table after the other.

    Parameters
    ----------
    paths : sequence of str
    tables : sequence of ColumnBatches
    stored : int
        Bytes that the files of all of them take on disk.
    """

    paths: Sequence[str]
    tables: Sequence[ColumnBatches]
    stored: int

    @property
    def decimal(self) -> str:
        """As `ColumnBatches` has it; what the first file has."""
        return self.tables[0].decimal

    @property
    def size(self) -> int:
        """As `ColumnBatches` has it."""
        return sum(table.size for table in self.tables)

    @cached_property
    def names(self) -> list[str]:
        """What the files are called: without their folders, where that tells them apart."""
        short = [os.path.basename(path) for path in self.paths]
        return short if len(set(short)) == len(short) else list(self.paths)

    def batches(
        self, wanted: Sequence[str] | None = None, types: Mapping[str, Found] | None = None
    ) -> Iterator[Columns]:
        """As `ColumnBatches` has it, with the name of the file in `FILE_COLUMN`."""
        with shared_children():
            yield from self._batches_of_all(wanted, types)

    def _batches_of_all(
        self, wanted: Sequence[str] | None, types: Mapping[str, Found] | None
    ) -> Iterator[Columns]:
        import pyarrow as pa

        inner = None if wanted is None else [name for name in wanted if name != FILE_COLUMN]
        columns: set[str] | None = None
        budget = joint_budget(self.stored, len(self.tables))
        for name, path, table in zip(self.names, self.paths, self.tables, strict=True):
            try:
                if table.decimal != self.decimal:
                    raise Unreadable(f"writes numbers otherwise than {safe_text(self.paths[0])}")
                for batch in table.batches(inner or None, types):
                    columns = columns or set(batch)
                    refuse_other_columns(columns, set(batch), self.paths[0])
                    budget.charge_cells(sum(map(cells_of_column, batch.values())))
                    rows = len(next(iter(batch.values()))) if batch else 0
                    place = pa.array([0] * rows, pa.int32())
                    file = pa.DictionaryArray.from_arrays(place, pa.array([name]))
                    kept = batch if inner is None else {one: batch[one] for one in inner}
                    yield kept if wanted and FILE_COLUMN not in wanted else {FILE_COLUMN: file, **kept}
            except Unreadable as error:
                raise Refused(path, str(error)) from error


def refuse_other_columns(first: set[str], found: set[str], path: str) -> None:
    """Raise `Unreadable` where a file has other columns than the first."""
    if FILE_COLUMN in found:
        raise Unreadable(f"has a column '{FILE_COLUMN}', the name that the file of each row goes by")
    for lacking, verb in ((first - found, "has no"), (found - first, "has a")):
        if lacking:
            raise Unreadable(f"{verb} column '{safe_text(min(lacking))}', other than {safe_text(path)}")


def table_of_files(table: Table) -> Table:
    """What the columns of several tables are for: every file is a sequence, unless ids were named."""
    return table if table.id else replace(table, id=(FILE_COLUMN,))
