"""How many rows of a table are looked at together: what a column costs is paid once for many of them."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from lstmdoctor.data.tables import cell_kinds, csv_rows, table_files
from lstmdoctor.data.tables.cell_kinds import cast_cells, found_in_words
from lstmdoctor.data.tables.csv_rows import COLUMN_BYTES, csv_batches
from lstmdoctor.data.tables.table_files import line_blocks

pa = pytest.importorskip("pyarrow")

COLUMNS: dict[str, tuple[Sequence[str | None], str, int]] = {
    "text from the first cell on": (["ab"] * 4096, "text", 40),
    "text behind no value": ([None, *["ab"] * 4095], "text", 40),
    "numbers, and a text in the fifth cell": ([*"1234", *["x"] * 4092], "text", 40),
    "a few dates, then texts": (["2026-01-31"] * 3 + ["x"] * 4093, "text", 40),
    "dates with slashes, then texts": (["31/01/2026"] * 4 + ["x"] * 4092, "text", 40),
    "whole numbers": (["7"] * 4096, "int", 4096),
    "numbers": (["1.5"] * 4096, "float", 4096 + 8),
    "whole numbers, and one that is not, in the end": (["7"] * 4095 + ["1.5"], "float", 2 * 4096),
    "truth values": (["true"] * 4096, "truth", 4096 + 16),
    "times": (["2026-01-31 10:00"] * 4096, "time", 4096 + 24),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_a_cast_that_fails_ends_early(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Cells are tried a few at a time: text costs the same however much of it there is."""
    cells, found, most = COLUMNS[name]
    tried = 0

    def count_cells(column: Any, *words: Any) -> Any:
        nonlocal tried
        tried += len(column)
        return cast_cells(column, *words)

    monkeypatch.setattr(cell_kinds, "cast_cells", count_cells)
    assert found_in_words(pa.array(cells, pa.string()), "empty", ".") == found
    assert tried <= most


@pytest.mark.parametrize(("wide", "rows"), [(5, 20), (40, 400)])
def test_quoted_rows_of_a_wide_table_come_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wide: int, rows: int
) -> None:
    """Where quotes hold the ends of lines, as many rows are parsed at a time as elsewhere."""
    monkeypatch.setattr(csv_rows, "BLOCK_BYTES", 256)
    path = tmp_path / "x.csv"
    path.write_text(
        ",".join(f"c{place}" for place in range(wide)) + "\n" + ('"1",' * (wide - 1) + '"a\nb"\n') * rows
    )
    head = path.read_bytes()[:4096]
    with path.open("rb") as stream:
        lengths = [len(batch["c0"]) for batch in csv_batches(stream, head, None, {})]
    assert sum(lengths) == rows
    assert len(lengths) <= 2 + path.stat().st_size // (COLUMN_BYTES * wide)


def lines_of_objects(number: int, keys: int) -> bytes:
    line = json.dumps({f"k{place}": 1 for place in range(keys)}).encode()
    return b"".join(line + b"\n" for _ in range(number))


@pytest.mark.parametrize(
    ("number", "keys", "bounds"),
    [
        pytest.param(1200, 40, (2, 3), id="long lines, 512 of them together"),
        pytest.param(1200, 400, (1200 * 4000 // (1 << 20), 9), id="lines so long that fewer fit"),
        pytest.param(5000, 1, (5000 * 10 >> 13, 7), id="short lines, as many as were read"),
        pytest.param(3, 1, (1, 1), id="three lines"),
    ],
)
def test_blocks_of_lines(
    monkeypatch: pytest.MonkeyPatch, number: int, keys: int, bounds: tuple[int, int]
) -> None:
    monkeypatch.setattr(table_files, "BLOCK_BYTES", 1 << 12)
    monkeypatch.setattr(table_files, "LONG_LINES_BYTES", 1 << 20)
    data = lines_of_objects(number, keys)
    blocks = list(line_blocks(io.BytesIO(data), 1 << 20))
    assert b"".join(blocks) == data
    assert bounds[0] <= len(blocks) <= bounds[1]
    assert all(block.endswith(b"\n") for block in blocks)
