"""Plain Python numbers in nested lists

What it is
    The data is a list of lists of Python numbers, all of one length, and not an array.

Why it matters
    Keras 3 takes every number for a tensor of its own. Even where a Keras takes it, each call converts the
    numbers anew, and Python numbers need eight to ten times the memory of float32.

What Keras says
    Keras 3: ``Unrecognized data type: x=[[[0.93...`` with all the numbers, often in more than 100,000
    characters. tf.keras 2: some calls convert the lists in silence, others say ``Failed to find data adapter
    that can handle input: (<class 'list'> containing values of types ...``.

Example
    ``x = [[[0.1, 0.2], [0.3, 0.4]], [[0.5, 0.6], [0.7, 0.8]]]`` for a model of ``Input((2, 2))``.

Cure
    ``x = np.asarray(x)``.

Risk
    None: every value is kept. NumPy makes float64 of Python floats; the cure writes the type that the model
    computes in.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.words import cure_remedy, one_array_words, pairs_with_step, shape_evidence
from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.text import count_noun, shape_text

FAULT = Fault(
    "LD102",
    "nested-lists",
    "error",
    meaning="nested lists of numbers are no array",
    cure=Cure("make an array of them", "x = np.asarray(x)"),
)


def find(case: Case) -> Iterator[Finding]:
    """A `stack` of plain numbers."""
    for pair, step in pairs_with_step(case, "stack"):
        if step.before.wrapping != "nested-numbers" or pair.facts.ragged:  # LD301 says so of unequal ones
            continue
        rows = count_noun(step.before.samples, "list")
        yield FAULT.found(
            pair.input.name,
            f"{rows} of Python numbers, nested as {shape_text(step.before.axes)}, {one_array_words(pair)}",
            FAULT.cure.sentence,
            remedy=cure_remedy(pair),
            evidence=shape_evidence(pair),
        )
