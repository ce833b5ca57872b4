"""Numbers in an object array

What it is
    The array has dtype ``object``: each place holds a Python object, and the objects are numbers. pandas
    makes such arrays of columns of several types, NumPy of ``np.array(rows, dtype=object)``.

Why it matters
    Keras does not look inside. Every value is a Python object of 24 bytes and more.

What Keras says
    Keras 3: ``Invalid dtype: object``. tf.keras 2: ``Failed to convert a NumPy array to a Tensor
    (Unsupported object type float).``

Example
    ``x = frame.to_numpy().reshape(-1, 50, 3)`` of a frame with a column of integers and one of strings.

Cure
    ``x = x.astype("float32")``.

Risk
    Integers beyond 2**24 do not all exist in float32. A missing value (``None``) becomes NaN.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.not_numeric import KINDS
from lstmdoctor.checks.shared.words import cure_remedy, first_cause_step, found_shape_words
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.faults import Cure, Fault, Finding

FAULT = Fault(
    "LD109",
    "object-dtype",
    "error",
    meaning="numbers are held as Python objects",
    cure=Cure(
        "make an array of numbers, after padding where the lengths differ",
        'x = np.stack([np.asarray(s, dtype="float32") for s in x])',
    ),
)


def find(case: Case) -> Iterator[Finding]:
    """The dtype ``object`` and nothing beside it that is no number."""
    for pair in case.pairs:
        dtypes = pair.facts.dtypes
        if "object" in dtypes and not set(dtypes) & set(KINDS):
            yield FAULT.found(
                pair.input.name,
                f"the numbers of the data, {found_shape_words(pair.facts)}, are Python objects (dtype "
                "object), "
                f"the model takes {'ids' if pair.goal.ids else pair.goal.dtype}",
                f'convert them: x = x.astype("{object_target_dtype(pair)}")',
                remedy=cure_remedy(pair),
                evidence={"dtypes": list(dtypes)},
            )


def object_target_dtype(pair: Pair) -> str:
    """dtype that the cure converts to; without one that of the model."""
    step = first_cause_step(pair, "cast")
    return step.after.dtype if step is not None else pair.goal.dtype
