"""Labels that stand in their own window

What it is
    The column that gives the labels is a feature as well, and the label of a window is that of one of
    its own steps.

Why it matters
    The model can read the answer off its input. It trains to nearly no loss and predicts nothing.

What Keras says
    Nothing: the loss is very good.

Example
    ``--values open,high,low,close --target close --window 60``: the label of a window is its last
    closing price, which is its last step's fourth feature.

Cure
    Take the labels from behind the window: ``--horizon 1``, or as many steps as are to be predicted. Or
    leave the column out of the features.

Risk
    None in a horizon. Without it a good loss means nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.text import safe_text

FAULT = Fault(
    "LD708",
    "label-leak",
    "warning",
    meaning="the label of a window is a value of the window itself",
    cure=Cure(
        "take the labels from behind the window",
        "y = series[timesteps:, column]",
    ),
)


def find(case: Case) -> Iterator[Finding]:
    """A target among the features of windows whose labels are of their own steps."""
    table = case.table
    if table is None or case.choices.horizon or table.taken.target not in table.values:
        return
    target = safe_text(table.taken.target or "")
    for pair in case.pairs:
        if is_cut_into_windows(pair):
            yield Finding(
                FAULT,
                FAULT.severity,
                pair.input.name,
                f"'{target}' gives the label of a window and is a feature of its steps: "
                "the label is a value of the window itself",
                "take the labels from behind the window: --horizon 1, or leave the column out of --values",
                evidence={"column": table.taken.target},
            )


def is_cut_into_windows(pair: Pair) -> bool:
    """Whether windows are what the data becomes, or may become."""
    return any(reading.has("window") for reading in pair.readings)
