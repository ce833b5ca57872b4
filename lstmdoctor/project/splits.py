"""Training, validation and test data against each other: what the model alone does not show. Pure.

Axes that the model fixes are compared with the model, for every split by itself, and not again here.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks import validation_shape
from lstmdoctor.core.cases import Pair
from lstmdoctor.core.facts import Facts, Varies
from lstmdoctor.core.faults import Finding, Severity
from lstmdoctor.core.reports import Report
from lstmdoctor.text import safe_text, shape_text

NAMES = {"train": "training", "validation": "validation", "test": "test"}
HELP = "prepare all splits with one function, fitted on the training data"
FLOATS = ("float16", "bfloat16", "float32", "float64")
WHOLE, FRACTIONS, BITS, SIGNS = "whole numbers", "fractions", "the values 0 and 1", "the values -1 and 1"
CLASHES = ({WHOLE, FRACTIONS}, {BITS, SIGNS})
Difference = tuple[Severity, str, str]
"""How bad it is, what this split has, what the other has."""


def compare_splits(first: Report, other: Report, split: str, reference: str) -> tuple[Finding, ...]:
    """Findings about `other`, the split of that name, beside `first`."""
    return (
        *input_split_findings(first, other, split, reference),
        *label_split_findings(first, other, split, reference),
    )


def input_split_findings(first: Report, other: Report, split: str, reference: str) -> Iterator[Finding]:
    """Shapes and dtypes of every input that both splits have an array for."""
    pairs = {pair.input.name: pair for pair in first.case.pairs}
    for pair in other.case.pairs:
        twin = pairs.get(pair.input.name)
        if twin is None:
            continue
        for difference in (*axis_differences(twin, pair), *dtype_differences(twin.facts, pair.facts)):
            yield split_finding(difference, pair.input.name, split, reference, "data")


def axis_differences(twin: Pair, pair: Pair) -> Iterator[Difference]:
    """Axes that differ although the model leaves them free, or does not say."""
    a, b, wanted = twin.facts, pair.facts, pair.input.shape
    if wanted is not None and not (twin.fits and pair.fits):
        return
    if a.mixed_rank or b.mixed_rank or a.rank != b.rank:
        yield "error", sample_shape_words(b), sample_shape_words(a)
        return
    batch, time = (1, 0) if pair.input.time_major else (0, 1)
    for axis in range(a.rank):
        x, y = a.axes[axis], b.axes[axis]
        if axis == batch or x == y or isinstance(x, Varies) or isinstance(y, Varies):
            continue
        if axis == time and pair.goal.timed:
            yield "warning", f"{y:,} timesteps", f"{x:,}"
        else:
            yield "error", f"{y:,} {'features' if axis == a.rank - 1 else 'values'}", f"{x:,}"


def dtype_differences(a: Facts, b: Facts) -> Iterator[Difference]:
    """Other dtypes: harmless between floats, a missing scaling between integers and floats."""
    if a.dtypes != b.dtypes:
        mild = set(a.dtypes) | set(b.dtypes) <= set(FLOATS)
        yield "note" if mild else "warning", f"dtype {safe_text(b.dtype)}", safe_text(a.dtype)


def label_split_findings(first: Report, other: Report, split: str, reference: str) -> Iterator[Finding]:
    """Labels of another encoding: other axes, another kind of number."""
    for a, b in zip(first.case.labels, other.case.labels, strict=False):
        for difference in encoding_differences(a.facts, b.facts):
            yield split_finding(difference, None, split, reference, "labels")


def encoding_differences(a: Facts, b: Facts) -> Iterator[Difference]:
    """How the labels of two splits differ, if they do."""
    last_differs = a.rank > 1 and a.rank == b.rank and a.axes[-1] != b.axes[-1]
    if a.rank != b.rank or (last_differs and not (a.ragged or b.ragged)):
        yield "error", sample_shape_words(b), sample_shape_words(a)
        return
    pairs = (
        (one, two) for one in label_number_kinds(a) for two in label_number_kinds(b) if {one, two} in CLASHES
    )
    for one, two in list(pairs)[:1]:
        yield "warning", two, one


def label_number_kinds(facts: Facts) -> tuple[str, ...]:
    """What the numbers of labels certainly are; nothing of whole numbers in floats, which may be either."""
    found = () if facts.dtypes[0] in FLOATS else (WHOLE,)
    values = facts.values
    if values is None:
        return found
    if not values.integral:
        return (FRACTIONS,)
    if facts.rank > 1 and facts.axes[-1] != 1 and values.one_hot:
        found = (WHOLE,)
    if (values.low, values.high) == (0, 1):
        return (*found, BITS)
    signs = (values.low, values.high) == (-1, 1) and values.nonzero == values.number
    return (*found, SIGNS) if signs else found


def sample_shape_words(facts: Facts) -> str:
    """``shape (50, 8)`` of one sample."""
    sizes = (
        "unlike shapes" if facts.mixed_rank else f"shape {shape_text([str(axis) for axis in facts.axes[1:]])}"
    )
    return f"samples of {sizes}"


def split_finding(difference: Difference, name: str | None, split: str, reference: str, noun: str) -> Finding:
    """One difference as a finding about the split."""
    severity, here, there = difference
    verb = "have" if noun == "labels" else "has"
    return Finding(
        validation_shape.FAULT,
        severity,
        name,
        f"the {NAMES[split]} {noun} {verb} {here}, the {NAMES[reference]} {noun} {there}",
        HELP,
        evidence={"split": split, "reference": reference, "found": here, "expected": there},
    )
