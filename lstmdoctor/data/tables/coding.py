"""Ids as numbers, in order of first appearance; what was met is kept from block to block."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lstmdoctor.data.tables.step_counts import Places

if TYPE_CHECKING:
    import pyarrow as pa

BITS = 32
"""Room for the number of one id beside that of another."""


class ValueCoding:
    """The values of one column as numbers; a cell without a value is one of them."""

    def __init__(self) -> None:
        self.known: pa.Array | None = None

    def code_cells(self, column: pa.Array) -> Places:
        """The number of every cell."""
        import pyarrow as pa
        from pyarrow import compute

        plain = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
        if self.known is None:
            self.known = plain.unique()
        found = compute.index_in(plain, value_set=self.known)
        if found.null_count:
            new = plain.filter(found.is_null()).unique()
            self.known = pa.concat_arrays([self.known, new.cast(self.known.type)])
            found = compute.index_in(plain, value_set=self.known)
        numbers: Places = found.to_numpy().astype(np.int64)
        return numbers

    def value_of(self, code: int) -> object:
        """The value behind a number."""
        return None if self.known is None else self.known[code].as_py()

    def values(self) -> list[object]:
        """All that were met."""
        return [] if self.known is None else list(self.known.to_pylist())

    def __len__(self) -> int:
        return 0 if self.known is None else len(self.known)


class Coding:
    """Ids of one column or several."""

    def __init__(self) -> None:
        self.columns: list[ValueCoding] = []
        self.pairs: list[ValueCoding] = []

    def code_rows(self, columns: list[pa.Array], rows: int) -> Places:
        """The number of the id of every row; 0 where there are no id columns."""
        import pyarrow as pa

        if not columns:
            return np.zeros(rows, np.int64)
        if not self.columns:
            self.columns = [ValueCoding() for _ in columns]
            self.pairs = [ValueCoding() for _ in columns[1:]]
        first, *others = (own.code_cells(one) for own, one in zip(self.columns, columns, strict=True))
        for pair, other in zip(self.pairs, others, strict=True):
            first = pair.code_cells(pa.array(first << BITS | other))
        return first

    def __len__(self) -> int:
        return len((self.pairs or self.columns)[-1]) if self.columns else 0

    def id_text(self, code: int) -> str:
        """The id behind a number."""
        parts = []
        for pair, column in zip(self.pairs[::-1], self.columns[:0:-1], strict=True):
            both = pair.value_of(code)
            code, other = divmod(both if isinstance(both, int) else 0, 1 << BITS)
            parts.append(column.value_of(other))
        return ", ".join(str(part) for part in [self.columns[0].value_of(code), *parts[::-1]])
