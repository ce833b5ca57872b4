"""Rows of a table as columns of pyarrow: what every format, and every frame in memory, is read as."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from lstmdoctor.data.tables.cell_kinds import Found, is_text
from lstmdoctor.errors import Unreadable
from lstmdoctor.text import safe_text

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS = 10_000
"""Most columns: wider tables are matrices, and pyarrow takes some kB for each column of each block."""
BLOCK_BYTES = 1 << 20
"""Bytes of a text that are parsed at a time."""
BATCH_ROWS, BATCH_CELLS = 1 << 16, 1 << 19
"""Rows that are decoded at a time, and cells of eight bytes where the table is wide."""
WIDE_ROWS = 512
"""Rows that are decoded at a time of any table of at most `COLUMNS` cells a row: each column of them costs 50
microseconds, as much as some thousand of its cells do."""
PIECE_BYTES = BATCH_CELLS * 8
"""Bytes of the rows that are handed on at a time, texts included."""
FEW_OF_BATCH = 4
"""How many batches of few rows there are to one that is as large as they are handed on, at the least."""
LENGTH_BYTES = 4
"""What a text takes beside its own bytes."""
Columns = dict[str, "pa.Array"]


class ColumnBatches(Protocol):
    """A table that can be read from its first row to its last, any number of times."""

    @property
    def decimal(self) -> str:
        """What stands in numbers that are written as text; "" where text is no number."""

    @property
    def size(self) -> int:
        """Bytes of it, as it is stored."""

    def batches(
        self, wanted: Sequence[str] | None = None, types: Mapping[str, Found] | None = None
    ) -> Iterator[Columns]:
        """The rows in order: columns by name, of one length.

        Parameters
        ----------
        wanted : sequence of str, optional
            Columns; all of them unless given.
        types : mapping, optional
            What a text holds in these columns; what it is not after all, and all others, come as text.

        Raises
        ------
        Unreadable
            The table is damaged, or not what it was.
        """


def rows_of_batch(width: int) -> int:
    """How many rows of so many cells are decoded at a time; a list in a cell counts for what it holds."""
    least = WIDE_ROWS if width <= COLUMNS else 1
    return max(least, min(BATCH_ROWS, BATCH_CELLS // max(1, width)))


def unique_names(names: Sequence[str]) -> list[str]:
    """Names of columns as pandas makes them unique: ``a``, ``a.1``; one without a name is ``Unnamed: 3``."""
    if len(names) > COLUMNS:
        raise Unreadable(f"has {len(names):,} columns, at most {COLUMNS:,} are read")
    seen: dict[str, int] = {}
    found = []
    for place, name in enumerate(names):
        own = name or f"Unnamed: {place}"
        number = seen[own] = seen.get(own, -1) + 1
        found.append(f"{own}.{number}" if number else own)
    if len(set(found)) < len(found):
        raise Unreadable("has two columns of one name")
    return found


def checked_batch(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A batch whose offsets stay inside its buffers: an Arrow file can say anything."""
    batch.validate(full=True)
    return batch


def small_batches(batch: pa.RecordBatch, wanted: Sequence[str] | None = None) -> Iterator[Columns]:
    """The rows of a batch in pieces, each checked and of about `PIECE_BYTES` once it is written out."""
    plain = batch if wanted is None else batch.select(places_of_columns(batch.schema.names, wanted))
    rows = rows_of_batch(plain.num_columns)
    for start in range(0, max(1, plain.num_rows), rows):
        for part in halved_batches(checked_batch(plain.slice(start, rows))):
            yield columns_of_batch(part, wanted)


def gathered_batches(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Batches of few rows as one: every column of every batch costs its time, however few rows it has."""
    held: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        most = rows_of_batch(batch.num_columns)
        few = FEW_OF_BATCH * batch.num_rows <= most
        if few:
            held.append(checked_batch(batch))
            rows, size = rows + batch.num_rows, size + batch.nbytes
        if not few or rows >= most or size >= PIECE_BYTES:
            yield from joined_batches(held)
            held, rows, size = [], 0, 0
        if not few:
            yield batch
    yield from joined_batches(held)


def joined_batches(held: Sequence[pa.RecordBatch]) -> Sequence[pa.RecordBatch]:
    """Batches of one schema as one, where pyarrow can join what is in them."""
    import pyarrow as pa

    if len(held) < 2 or any(pa.types.is_dictionary(field.type) for field in held[0].schema):
        return held
    try:
        return pa.Table.from_batches(held).combine_chunks().to_batches() or held[:1]
    except pa.ArrowNotImplementedError:
        return held


def places_of_columns(names: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """Where these columns stand; of several with one name the first."""
    chosen = set(wanted)
    return [place for name, place in first_places(names).items() if name in chosen]


def first_places(names: Sequence[str]) -> dict[str, int]:
    """Where each name stands first, in the order of the columns."""
    found: dict[str, int] = {}
    for place, name in enumerate(names):
        found.setdefault(name, place)
    return found


def halved_batches(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """The rows of a batch, halved until they are small or one."""
    most = max(PIECE_BYTES, 2 * 8 * WIDE_ROWS * batch.num_columns)
    if batch.num_rows > 1 and sum(map(written_size, batch.columns)) > most:
        half = batch.num_rows // 2
        yield from halved_batches(batch.slice(0, half))
        yield from halved_batches(batch.slice(half))
    else:
        yield batch


def written_size(column: pa.Array) -> int:
    """Bytes of a column with its dictionary written out: a text may stand there once for a million rows."""
    import pyarrow as pa

    column = getattr(column, "storage", column)
    if not pa.types.is_dictionary(column.type) or not is_text(column.type):
        return int(column.nbytes)
    from pyarrow import compute  # slow to load

    words = column.dictionary
    if pa.types.is_string_view(words.type):
        words = words.cast(pa.large_string())
    found = compute.sum(compute.binary_length(words).take(column.indices), min_count=0).as_py()
    return len(column) * LENGTH_BYTES + int(found)


def columns_of_batch(batch: pa.RecordBatch, wanted: Sequence[str] | None = None) -> Columns:
    """Columns by name; extension types as what they are stored as, dictionaries written out."""
    places = first_places(batch.schema.names)
    chosen = None if wanted is None else set(wanted)
    found = {}
    for name, place in places.items():
        if chosen is None or name in chosen:
            column = getattr(batch.column(place), "storage", batch.column(place))
            found[name] = column.dictionary_decode() if hasattr(column, "dictionary_decode") else column
    if wanted is not None and chosen is not None and len(found) < len(chosen):
        missing = next(name for name in wanted if name not in found)
        raise Unreadable(f"the column '{safe_text(missing)}' is gone")
    return found
