"""A DataFrame of pandas or polars as a table: what `to_csv` would write, without writing it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lstmdoctor.data.tables.cell_kinds import Found
from lstmdoctor.data.tables.column_batches import BATCH_ROWS, Columns, columns_of_batch, unique_names
from lstmdoctor.errors import Unreadable
from lstmdoctor.records import unique_record

if TYPE_CHECKING:
    import pyarrow as pa


@unique_record
class FrameTable:
    """A frame in memory; `table` shares its memory where its columns are numbers."""

    table: pa.Table

    @property
    def decimal(self) -> str:
        return ""

    @property
    def size(self) -> int:
        return int(self.table.nbytes)

    def batches(
        self, wanted: Sequence[str] | None = None, types: Mapping[str, Found] | None = None
    ) -> Iterator[Columns]:
        """As `ColumnBatches` has it."""
        for batch in self.table.to_batches(max_chunksize=BATCH_ROWS):
            yield columns_of_batch(batch, wanted)


def frame_table(frame: Any) -> FrameTable:
    """The columns of a frame; an index that has a name is a column, as it is in a file.

    Raises
    ------
    Unreadable
        pyarrow is missing, or a frame of this kind gives no columns.
    """
    try:
        import pyarrow as pa
    except ImportError as error:
        raise Unreadable('names columns of a DataFrame: pip install "lstmdoctor[table]"') from error
    convert = getattr(frame, "to_arrow", None)
    try:
        if callable(convert):
            found = convert()
            return FrameTable(found.rename_columns(unique_names(found.column_names)))
        named = list(pandas_columns(frame))
        names = unique_names([name for name, _ in named])
        return FrameTable(pa.table(dict(zip(names, (arrow_column(one) for _, one in named), strict=True))))
    except (pa.ArrowException, TypeError, ValueError, AttributeError) as error:
        raise Unreadable(
            f"is a {type(frame).__name__} that gives no columns ({type(error).__name__})"
        ) from error


def pandas_columns(frame: Any) -> Iterator[tuple[str, Any]]:
    """Names and columns of a frame of pandas, the levels of its index that have a name first."""
    for place, name in enumerate(frame.index.names):
        if name is not None:
            yield str(name), frame.index.get_level_values(place)
    for place, name in enumerate(frame.columns):
        words = " ".join(str(part) for part in name if part != "") if isinstance(name, tuple) else str(name)
        yield words, frame.iloc[:, place]


def arrow_column(column: Any) -> pa.ChunkedArray | pa.Array:
    """A column as pyarrow has it; objects of several kinds as the text that a file would hold."""
    import pyarrow as pa

    tries: tuple[Callable[[], object], ...] = (
        lambda: column.dt.to_timestamp() if str(column.dtype).startswith("period") else column,
        lambda: column.astype("string"),
    )
    for made in tries:
        try:
            found: pa.Array = pa.array(made(), from_pandas=True)
            return found
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
            continue
    raise TypeError(str(column.dtype))
