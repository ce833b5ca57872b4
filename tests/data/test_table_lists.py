"""Columns whose cells are lists: decoded a bounded number of values at a time, and no damage."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lstmdoctor.core.tables import Table
from lstmdoctor.data.formats.readers import read_source
from lstmdoctor.data.tables.arrow_rows import parquet_batches
from lstmdoctor.data.tables.column_batches import BATCH_CELLS, BATCH_ROWS, PIECE_BYTES, small_batches

pa: Any = pytest.importorskip("pyarrow")
parquet: Any = pytest.importorskip("pyarrow.parquet")


def table_of_lists(rows: int, width: int, fixed: bool) -> Any:
    values = pa.nulls(rows * width, pa.float32()).fill_null(0.0)
    if fixed:
        return pa.table({"a": pa.FixedSizeListArray.from_arrays(values, width)})
    ends = pa.array(range(0, rows * width + 1, width), pa.int32())
    return pa.table({"a": pa.ListArray.from_arrays(ends, values)})


@pytest.mark.parametrize("fixed", [True, False])
@pytest.mark.parametrize("rows, width", [(16, 1 << 17), (BATCH_ROWS + 5, 3)])
def test_lists_are_decoded_a_bounded_number_of_values_at_a_time(
    tmp_path: Path, rows: int, width: int, fixed: bool
) -> None:
    parquet.write_table(table_of_lists(rows, width, fixed), tmp_path / "x.parquet")
    with open(tmp_path / "x.parquet", "rb") as file:
        sizes = [len(batch["a"]) for batch in parquet_batches(file, 1 << 20, None)]
    assert sum(sizes) == rows
    assert len(sizes) > 1
    assert max(sizes) * width <= max(BATCH_CELLS, width)


@pytest.mark.parametrize("fixed", [True, False])
def test_lists_in_several_blocks_are_no_damage(tmp_path: Path, fixed: bool) -> None:
    path = tmp_path / "x.parquet"
    parquet.write_table(table_of_lists(BATCH_ROWS + 5, 3, fixed), path)
    source = read_source(str(path), str(path), Table())
    assert source.table is not None
    assert [(column.name, column.kind) for column in source.table.columns] == [("a", "other")]


@pytest.mark.parametrize("width, most", [(6, BATCH_ROWS), (20_000, 250)])
def test_texts_of_a_dictionary_are_written_out_a_few_at_a_time(width: int, most: int) -> None:
    """However often a long one occurs; short ones come as before."""
    places = pa.array([0, None, 1] * 1000, pa.int32())
    texts = pa.DictionaryArray.from_arrays(places, pa.array(["x" * width, "y"]))
    batch = pa.record_batch([texts, pa.nulls(3000, pa.float64())], ["s", "x"])
    parts = [part["s"] for part in small_batches(batch)]
    assert pa.concat_arrays(parts).to_pylist() == texts.to_pylist()
    assert all(len(part) <= most or part.nbytes <= PIECE_BYTES for part in parts)
    assert (len(parts) == 1) == (width == 6)
