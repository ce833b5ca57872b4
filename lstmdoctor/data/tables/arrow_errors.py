"""What pyarrow says of a damaged file, as one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from lstmdoctor.data.tables.table_format import NAMES
from lstmdoctor.errors import TOO_LARGE, Unreadable
from lstmdoctor.text import safe_text

ROW = re.compile(r"Row #(\d+): Expected (\d+) columns, got (\d+)")
LONGEST = 160


@contextmanager
def arrow_sentences(format_: str) -> Iterator[None]:
    """Turn errors of pyarrow about a file of this format into `Unreadable`."""
    import pyarrow as pa

    try:
        yield
    except (MemoryError, pa.ArrowMemoryError) as error:
        raise Unreadable(TOO_LARGE) from error
    except (pa.ArrowException, OSError, ValueError, EOFError) as error:
        raise Unreadable(damage_sentence(str(error), format_)) from error


def damage_sentence(words: str, format_: str, lines: int = 0) -> str:
    """One sentence for what pyarrow says of a piece of a file, in front of which there are so many lines."""
    if found := ROW.search(words):
        row, wanted, got = (int(number) for number in found.groups())
        return f"row {row + lines:,} has {got:,} cells, the rows before it {wanted:,}"
    if "straddling" in words:
        return "no CSV table: a quote that never ends, or a cell of more than 1 MB"
    if "UTF8" in words:
        return "text that is not UTF-8: convert it with iconv -f latin1 -t utf-8"
    first = words.strip().splitlines()[0] if words.strip() else "no reason given"
    what = NAMES[format_].partition(" ")
    return f"{'a' if what[0] == 'an' else what[0]} damaged {what[2]}: {safe_text(first, LONGEST)}"
