"""Steps in time that differ

What it is
    The times of the rows of a sequence are not evenly spaced: the largest step is more than the median
    one.

Why it matters
    To a recurrent layer every row is one step. An hour that is missing, a weekend and a night look like
    any other step.

What Keras says
    Nothing.

Example
    Hourly measurements with a day in which the logger was off.

Cure
    None, if a step means one visit or one trading day. Else fill in the missing rows before
    (``table.resample("1h").mean()``), or give the model the time since the last row as a feature.

Risk
    Rows that are filled in are invented.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.core.tables import RowTimes
from lstmdoctor.text import count_noun, number_text, safe_text

FAULT = Fault(
    "LD153",
    "time-gaps",
    "note",
    meaning="rows are missing, or time passes unevenly",
    cure=Cure(
        "fill in what is missing, or give the model the time between rows",
        'table["since"] = table.groupby("id")["time"].diff()',
    ),
)
WIDE = 1.5
"""Months differ by a tenth, days by an hour when clocks change; a row that is missing doubles a step."""
UNITS = ((86400.0, "day"), (3600.0, "hour"), (60.0, "minute"), (1.0, "second"))


def find(case: Case) -> Iterator[Finding]:
    """A largest step beyond the median."""
    table = case.table
    if table is None or table.times is None or table.times.largest <= WIDE * table.times.median:
        return
    times, largest = table.times, step_words(table.times, table.times.largest)
    yield Finding(
        FAULT,
        FAULT.severity,
        None,
        f"the steps in '{safe_text(table.taken.time or '')}' differ: the median is "
        f"{step_words(times, times.median)}, the largest {largest}, before row {times.largest_row:,}",
        "fill in what is missing, or give the model the time between rows as a feature, if a step means time",
        evidence={
            "column": table.taken.time,
            "median": times.median,
            "largest": times.largest,
            "row": times.largest_row,
        },
    )


def step_words(times: RowTimes, step: float) -> str:
    """``3 days``, ``1.5 hours``, ``7``."""
    if times.unit != "s":
        return number_text(step)
    size, noun = next((one for one in UNITS if step >= one[0]), UNITS[-1])
    number = step / size
    return count_noun(int(number), noun) if number == int(number) else f"{number:.3g} {noun}s"
