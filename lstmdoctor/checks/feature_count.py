"""Another number of features

What it is
    The last axis of the data is not as long as the model wants it, and no order of the axes makes it so.

Why it matters
    The weights of the first layer have one row per feature. Data of other features has no place in them.

What Keras says
    Keras 3 Functional and tf.keras 2: ``expected shape=(None, 50, 100), found shape=(None, 50, 90)``. Keras
    3 Sequential: an error of the matrix product inside the cell,
    ``Dimensions must be equal, but are 90 and 100``.

Example
    ``x`` of shape (200, 50, 90) for a model of ``Input((50, 100))``: ten columns were dropped after
    training.

Cure
    None that a tool could know: make the features that the model was trained on, or build the model anew
    with ``Input((50, 90))``.

Risk
    Padding features with zeros, or cutting them off, silences Keras and gives the model other quantities in
    the places of those it learned.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.adjusts import feature_axis
from lstmdoctor.checks.shared.columns import (
    feature_pairs,
    has_own_reading,
    long_table_advice,
    surplus_columns,
)
from lstmdoctor.checks.shared.words import axis_count, found_shape_words, model_takes_words, shape_evidence
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.faults import Cure, Fault, Finding, Remedy
from lstmdoctor.core.tables import TableFacts
from lstmdoctor.text import count_noun, safe_text

FAULT = Fault(
    "LD210",
    "feature-count",
    "error",
    meaning="the number of features differs",
    cure=Cure(
        "give the features the model was built with, or build it for those you have",
        "print(model.input_shape, x.shape)",
    ),
)
SHOWN = 8


def find(case: Case) -> Iterator[Finding]:
    """A last axis that differs where nothing explains the data."""
    if case.table is not None:
        yield from table_findings(case)
        return
    for pair in case.pairs:
        axis, wanted = feature_axis(pair), pair.goal.features
        if axis is None or wanted is None:
            continue
        yield FAULT.found(
            pair.input.name,
            f"the data is {found_shape_words(pair.facts)}, {model_takes_words(pair)}: "
            f"it has {axis_count(axis, last_axis_noun(pair))}, not {wanted:,}",
            f"make {count_noun(wanted, last_axis_noun(pair))}, those that the model was trained on",
            evidence=shape_evidence(pair),
        )


def table_findings(case: Case) -> Iterator[Finding]:
    """Another number of columns than the model has features, of which no name says that it is none."""
    for table, pair in feature_pairs(case):
        wanted, names = pair.goal.features or 0, table.values
        if len(names) == wanted or has_own_reading(pair) or surplus_columns(table, pair) or not names:
            continue
        shown = ", ".join(f"'{safe_text(name)}'" for name in names[:SHOWN]) + ", ..." * (len(names) > SHOWN)
        yield Finding(
            FAULT,
            FAULT.severity,
            pair.input.name,
            f"the table has {count_noun(len(names), 'numeric column')}, {shown}, and the model takes "
            f"{count_noun(wanted, 'feature')}",
            table_advice(table, wanted),
            remedy=remedy_of_columns(table, pair, wanted),
            evidence={**shape_evidence(pair), "columns": list(names)},
        )


def remedy_of_columns(table: TableFacts, pair: Pair, wanted: int) -> Remedy:
    """What cures it: a reading that is offered, another choice of columns, or nothing."""
    if pair.readings:
        return "reading"
    return "option" if len(table.values) > wanted or with_target(table, wanted) else "none"


def table_advice(table: TableFacts, wanted: int) -> str:
    """What makes features of the columns: another choice of them, the labels among them, mended cells."""
    if long := long_table_advice(table):
        return long
    if len(table.values) > wanted:
        return "name the features that the model was trained on, in their order: --values A,B,C"
    odd = next((one for one in table.columns if one.odd and one.name not in table.taken.parts), None)
    if odd is not None:
        return f"'{safe_text(odd.name)}' is no feature because it holds {odd.odd}: mend that in the table"
    if names := with_target(table, wanted):
        named = ",".join(safe_text(name) for name in names)
        return f"the labels may be a feature too, where they are those of a later step: --values {named}"
    return f"make {count_noun(wanted, 'feature')}, those that the model was trained on"


def with_target(table: TableFacts, wanted: int) -> tuple[str, ...]:
    """The features and the labels among them, as the table has them, where these are as many as wanted."""
    target = table.taken.target
    names = tuple(one.name for one in table.columns if one.name in (*table.values, target) and one.numeric)
    return names if target not in table.values and len(names) == wanted else ()


def last_axis_noun(pair: Pair) -> str:
    """What the last axis counts: the timesteps of ids, else features."""
    return "timestep" if pair.goal.rank == 2 and pair.goal.timed else "feature"
