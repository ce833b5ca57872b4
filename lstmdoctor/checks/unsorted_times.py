"""Rows that are not in the order of their time

What it is
    The rows of a sequence stand in the table in another order than that of their times.

Why it matters
    Whoever reads the same table without its column of times gets sequences that run backwards, or to and
    fro.

What Keras says
    Nothing.

Example
    A table with the newest row first, as exchanges and hospitals export it.

Cure
    None is needed: with ``--time`` the rows are read in the order of their times. Sort the table itself
    for other programs: ``table.sort_values(["station", "time"])``.

Risk
    If the column that was named is no time, the order of the rows was right and is now wrong.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.text import count_noun, safe_text

FAULT = Fault(
    "LD152",
    "unsorted-times",
    "warning",
    meaning="the rows are not in the order of their time",
    cure=Cure(
        "sort the table by its time",
        'table = table.sort_values(["id", "time"])',
    ),
)


def find(case: Case) -> Iterator[Finding]:
    """Rows behind a later one of their sequence."""
    table = case.table
    if table is None or table.times is None or not table.times.backward:
        return
    time, times = safe_text(table.taken.time or ""), table.times
    number = count_noun(times.backward, "row")
    yield Finding(
        FAULT,
        FAULT.severity,
        None,
        f"{number} {'is' if times.backward == 1 else 'are'} earlier in '{time}' than the row before "
        f"in the same sequence, the first is row {times.first_backward:,}: "
        "they are read in the order of their times",
        f"make sure that '{time}' is the time of a row, and sort the table by it for other programs",
        evidence={"column": table.taken.time, "rows": times.backward, "first": times.first_backward},
    )
