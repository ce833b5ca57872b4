"""What the tables of one data set may cost together: many small files that unpack to much are one bomb."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property

from lstmdoctor.data.shards.shard import Shard
from lstmdoctor.data.tables.cell_budget import CellBudget, joint_budget
from lstmdoctor.errors import Refused, Unreadable
from lstmdoctor.files.array_paths import split_array_path
from lstmdoctor.files.limits import cell_limit
from lstmdoctor.files.regular import stored_bytes


class TablesOfShards:
    """Cells of the shards that were looked at so far.

    Parameters
    ----------
    paths : sequence of str
        All shards.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        self._paths = paths
        self._cells = 0

    def charge_shard(self, shard: Shard) -> None:
        """After a shard was looked at; raises `Refused` where all of them unpack to more than they may."""
        self._cells += shard.cells
        if self._cells <= cell_limit(0):  # whatever they take on disk, which is not asked for then
            return
        try:
            self._budget.charge_cells(self._cells - self._budget.spent)
        except Unreadable as error:
            raise Refused(shard.path, str(error)) from error

    @cached_property
    def _budget(self) -> CellBudget:
        stored = 0
        for path in self._paths:
            with suppress(OSError, Unreadable):  # one that is gone is refused where it is read
                stored += stored_bytes(split_array_path(path)[0])
        return joint_budget(stored, len(self._paths))
