"""Labels that stand in their own window

What it is
    The label of a window is a value of one of its own steps: the column that gives the labels is a feature
    as well, or each of the first thousand labels equals the value at one and the same place of its sample.

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
from lstmdoctor.core.faults import Cure, Evidence, Fault, Finding
from lstmdoctor.core.plans import Overlap
from lstmdoctor.core.readings import Step
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
    stays=True,
)

SERIES = 2
"""Axes of one long series of several features."""


def find(case: Case) -> Iterator[Finding]:
    """Labels that are values of their own windows, as a table says or as the values show."""
    yield from target_column_findings(case)
    for array in case.labels if case.table is None and not case.choices.horizon else ():
        for overlap in array.overlaps:
            pair = next((pair for pair in case.pairs if pair.array.name == overlap.array), None)
            found = None if pair is None else overlap_finding(pair, overlap)
            if found is not None:
                yield found


def overlap_finding(pair: Pair, overlap: Overlap) -> Finding | None:
    """Windows with a label inside, or a series whose windows will have one; None of anything else."""
    evidence: dict[str, Evidence] = {"index": list(overlap.index), "samples": overlap.samples}
    name, at = pair.input.name, overlap.index
    if len(at) < SERIES and is_cut_into_windows(pair) and not pair.fits:
        feature = f"feature {at[0]}" if at else "the value"
        return FAULT.found(
            name,
            f"the label of each timestep is {feature} of that timestep: the label of a window would be a "
            "value of the window itself",
            "take the labels from behind the window: --horizon 1, or y[timesteps:]",
            evidence=evidence,
        )
    whole = all(step.edit.traits.keeps_axes or adds_last_axis(step) for step in steps_of_cause(pair))
    if not pair.goal.timed or not at or not whole:
        return None
    place = ", ".join(f"{word} {number}" for word, number in zip(("timestep", "feature"), at, strict=False))
    return FAULT.found(
        name,
        f"the label of each sample is a value of the sample itself: {place}",
        "take the label of a window from behind it: y = series[timesteps:, column], one for each window",
        evidence=evidence,
    )


def steps_of_cause(pair: Pair) -> tuple[Step, ...]:
    """The steps of the reading that names the faults."""
    return pair.cause.steps if pair.cause is not None else ()


def adds_last_axis(step: Step) -> bool:
    """Whether a step only adds an axis of features behind the others."""
    return step.edit.added_axis(step.before) == step.before.rank and not step.edit.traits.regroups


def target_column_findings(case: Case) -> Iterator[Finding]:
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
