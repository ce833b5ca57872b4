"""One table in every format that is read."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FORMATS = ("csv", "tsv", "jsonl", "parquet", "arrow")


def table_bytes(columns: Mapping[str, list[Any]], format_: str) -> bytes:
    """A table of these columns; None is a place without a value."""
    import pyarrow as pa
    from pyarrow import csv, feather, parquet

    table = pa.table({name: pa.array(values) for name, values in columns.items()})
    out = io.BytesIO()
    match format_:
        case "csv" | "tsv":
            separator = "," if format_ == "csv" else "\t"
            csv.write_csv(table, out, csv.WriteOptions(delimiter=separator, quoting_style="needed"))
        case "jsonl":
            import json

            for row in table.to_pylist():
                out.write(json.dumps(row, default=lambda one: one.isoformat(sep=" ")).encode() + b"\n")
        case "parquet":
            parquet.write_table(table, out)
        case _:
            feather.write_feather(table, out)
    return out.getvalue()


def write_table(folder: Path, columns: Mapping[str, list[Any]], format_: str = "csv") -> str:
    """The path of such a file."""
    path = folder / f"table.{format_}"
    path.write_bytes(table_bytes(columns, format_))
    return str(path)
