"""How a program reads a table with pandas so that its columns hold what was read here."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from lstmdoctor.core.facts import Place
from lstmdoctor.data.tables.cell_kinds import GROUPS, KINDS, Found
from lstmdoctor.data.tables.table_format import Dialect, csv_dialect, csv_head_rows
from lstmdoctor.text import python_literal

READERS = {
    "jsonl": ("pandas.read_json(", ", lines=True)"),
    "parquet": ("pandas.read_parquet(", ")"),
    "arrow": ("pandas.read_feather(", ")"),
    "arrows": ("pandas.read_feather(", ")"),
}


def pandas_place(format_: str, head: bytes, types: Mapping[str, Found]) -> Place:
    """The call of pandas around the path of a table.

    Parameters
    ----------
    format_ : str
        As `lstmdoctor.data.tables.table_format.table_format` names it.
    head : bytes
        The first of the file.
    types : mapping
        What the columns were found to hold, by name, in their order.
    """
    dialect = csv_dialect(head) if format_ in ("csv", "tsv") else None
    if dialect is None:
        return Place(*READERS.get(format_, ("pandas.read_csv(", ")")))
    rows = csv_head_rows(head, dialect)
    words = [f"sep={literal(dialect.separator)}"] if dialect.separator != "," else []
    words += [f"decimal={literal(dialect.decimal)}"] if dialect.decimal != "." else []
    grouped = [place for place, found in enumerate(types.values()) if found == "grouped"]
    words += [f"thousands={literal(thousands_sign(rows, grouped, dialect))}"] if grouped else []
    if grouped:  # else 31.01.2026 is a number with thousands
        texts = [name for name, found in types.items() if KINDS[found] in ("time", "text")]
        words += [f"dtype={{{', '.join(f'{python_literal(name)}: str' for name in texts)}}}"] if texts else []
    words += [f"encoding={literal(dialect.encoding)}"] if dialect.encoding != "utf-8" else []
    if not dialect.header:
        words.append(f"header=None, names=[{', '.join(map(python_literal, types))}]")
    padded = any(cell[:1] == " " for row in rows for cell in row)
    words += ["skipinitialspace=True"] if padded else []
    behind = dialect.header and any(cell.strip() != cell.lstrip() for cell in rows[0])
    rename = ".rename(columns=str.strip)" if behind else ""
    return Place("pandas.read_csv(", "".join(f", {word}" for word in words) + f"){rename}")


def literal(sign: str) -> str:
    """One sign, or a word, in Python; what cannot be seen is written out."""
    return python_literal(sign) if sign.isprintable() and sign.isascii() else ascii(sign).replace("'", '"')


def thousands_sign(rows: Sequence[Sequence[str]], columns: Collection[int], dialect: Dialect) -> str:
    """What stands between the thousands of these columns; the usual sign where the first rows do not tell."""
    group = re.compile(
        rf"\d({GROUPS[dialect.decimal]})\d{{3}}(?!\d)".replace(r"\x{a0}\x{202f}", "\xa0\u202f")
    )
    cells = (row[place] for row in rows for place in columns if place < len(row))
    found = next((told[1] for cell in cells if (told := group.search(cell))), None)
    return found or ("," if dialect.decimal == "." else ".")
