"""Two rows of one sequence at one time

What it is
    Within one sequence of a table two rows have the same time.

Why it matters
    A recurrent layer goes from step to step. Of two rows at one time nobody knows which comes first, or
    whether one of them is a correction, a copy, or belongs to another sequence.

What Keras says
    Nothing: to Keras they are two timesteps.

Example
    Two visits of patient 17 on one day; a table of several stations read without ``--id station``, in
    which every hour stands there once for each.

Cure
    Where the rows belong to several sequences, name the column that tells them apart: ``--id station``.
    Else keep one of the rows before: ``table.drop_duplicates(["station", "time"], keep="last")``, or the
    mean of them.

Risk
    Dropping rows of a table read without its ids drops data of all sequences but one.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.text import count_noun, safe_text

FAULT = Fault(
    "LD151",
    "duplicate-times",
    "error",
    meaning="two rows of one sequence stand at one time",
    cure=Cure(
        "name the column that tells sequences apart, or keep one row of each time",
        'table = table.drop_duplicates(["id", "time"], keep="last")',
    ),
)


def find(case: Case) -> Iterator[Finding]:
    """Rows at the time of another row of their sequence."""
    table = case.table
    if table is None or table.times is None or not table.times.repeated:
        return
    time, times = safe_text(table.taken.time or ""), table.times
    first, second = times.first_repeated
    of = "of one sequence" if table.taken.id else "of the one series"
    offered = next((offer.table.id[0] for offer in table.offers if offer.table.id), None)
    ids = f"name the column that tells sequences apart: --id {safe_text(offered or 'COLUMN')}, or "
    yield Finding(
        FAULT,
        FAULT.severity,
        None,
        f"{count_noun(times.repeated, 'row')} {of} at a time in '{time}' that another row has: "
        f"the first two are rows {first:,} and {second:,}",
        f"{'' if table.taken.id else ids}keep one row of each time",
        evidence={"column": table.taken.time, "rows": times.repeated, "first": list(times.first_repeated)},
    )
