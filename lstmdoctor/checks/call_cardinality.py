"""A Dataset or generator that does not yield whole batches

What it is
    Samples come one by one because ``batch`` was never called, or in batches of batches because it was
    called twice; a generator yields something that is not a tuple, or inputs and labels in one level,
    ``(a, b, y)``, for a model of two inputs; a Dataset does not know its number of timesteps.

Why it matters
    The arrays in memory are right. What Keras sees is one axis short or one too many, or the second input in
    the place of the labels, and the message is about shapes.

What Keras says
    ``expected ndim=3, found ndim=2. Full shape received: (57, 1)``; ``output of generator should be a tuple
    (x, y, sample_weight)``; ``Cannot batch tensors with different shapes in component 0``.

Example
    ``model.fit(tf.data.Dataset.from_tensor_slices((x, y)))``.

Cure
    ``dataset.batch(32)`` once; ``dataset.unbatch()`` undoes the second. Inputs in a tuple of their own:
    ``dataset.map(lambda a, b, y: ((a, b), y))``. ``print(dataset.element_spec)`` shows what is yielded,
    batch axis included.

Risk
    None for the data. ``fit`` ignores ``batch_size`` for a Dataset.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding

FAULT = Fault(
    "LD905",
    "call-cardinality",
    "error",
    meaning="the elements of the Dataset or generator are not batches of samples",
    cure=Cure(
        "batch the Dataset once, or let the generator yield whole batches, in tuples of (x, y)",
        "dataset = dataset.batch(32)\nprint(dataset.element_spec)",
    ),
)


def find(case: Case) -> Iterator[Finding]:
    """Nothing: files do not show it; a call does, and an error message."""
    yield from ()
