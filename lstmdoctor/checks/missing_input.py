"""An input of the model without an array

What it is
    The model has several inputs and the data file has no array for one of them.

Why it matters
    Keras cannot run a part of a model.

What Keras says
    A dict without the key: ``Missing data for input "static_in". You passed a data dictionary with keys
    ['seq_in']. Expected the following keys: ['seq_in', 'static_in']``. One array for two inputs: ``Layer
    "mi" expects 2 named input(s) with keys ['seq_in', 'static_in'], but it received 1 input tensors`` (Keras
    3) or ``Layer "mi" expects 2 input(s), but it received 1 input tensors`` (tf.keras 2).

Example
    An ``.npz`` with ``seq_in`` alone for a model of the inputs ``seq_in`` and ``static_in``. The arrays of
    two inputs stacked into one: ``np.array([a, b])`` of shape (2, 200, 50, 3).

Cure
    Add the array to the file. Where it is there under another name, say which: ``--map static_in=extra``.
    Arrays that were stacked come apart again: ``x = [x[0], x[1]]``, in the order of the stack.

Risk
    None: nothing is written until every input has its array.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lstmdoctor.checks.shared.words import found_shape_words
from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.roles.samples import features_apart, has_input_shape, none_paired, samples_apart
from lstmdoctor.text import count_noun, python_literal, safe_text, shape_text

FAULT = Fault(
    "LD103",
    "missing-input",
    "error",
    meaning="an input of the model has no array",
    cure=Cure(
        "give every input of the model its array, in the order of model.inputs", "print(model.input_names)"
    ),
)

MOST_NAMES = 64
"""Arrays without an input that are named."""


def find(case: Case) -> Iterator[Finding]:
    """Inputs that nothing is left for; those that wait for a choice are another fault."""
    axis = stacked_axis(case)
    if axis is not None:
        yield stacked_finding(case, axis)
        return
    undecided = {spec.name for spec in case.undecided}
    spare = [safe_text(array.name) for array in case.unknown if array.name]
    for spec in () if samples_apart(case) or features_apart(case) else case.missing:
        if spec.name in undecided:
            continue
        name = safe_text(spec.name)
        rest = f", and {count_noun(len(spare), 'array')} that no input takes" if spare else ""
        yield FAULT.found(
            spec.name,
            f"no array for input '{name}': the model has {count_noun(len(case.model.inputs), 'input')}, "
            f"the data has {count_noun(len(case.pairs), 'array')} for them{rest}",
            f"say which array it is: --map {name}={spare[0]}"
            if spare
            else f"add the array of input '{name}'",
            remedy="option" if spare else "none",
            evidence={
                "inputs": [i.name for i in case.model.inputs],
                "unknown": [a.name for a in case.unknown[:MOST_NAMES]],
            },
        )


def stacked_axis(case: Case) -> int | None:
    """The axis along which one array holds those of all inputs; None where it does not."""
    if not none_paired(case) or len(case.missing) < 2 or len(case.unknown) != 1:
        return None
    facts, number = case.unknown[0].facts, len(case.missing)
    if facts.container != "array" or facts.mixed_rank or facts.rank < 2:
        return None
    for axis in (0, 1, facts.rank - 1):
        one = replace(facts, axes=(*facts.axes[:axis], *facts.axes[axis + 1 :]))
        if facts.axes[axis] == number and all(has_input_shape(spec, one) for spec in case.missing):
            return axis
    return None


def stacked_finding(case: Case, axis: int) -> Finding:
    """That the arrays of the inputs stand in one, and the list or dict that takes it apart."""
    facts, number = case.unknown[0].facts, len(case.missing)
    shapes = [shape_text(one.shape or ()) for one in case.missing]
    before = "..., " if axis == facts.rank - 1 else ":, " * axis
    parts = [f"x[{before}{place}]" for place in range(number)]
    named = [f"{python_literal(spec.name)}: {part}" for spec, part in zip(case.missing, parts, strict=True)]
    apart = f"{{{', '.join(named)}}}" if case.model.keys else f"[{', '.join(parts)}]"
    return FAULT.found(
        None,
        f"the data is {found_shape_words(facts)}: the arrays of all {number} inputs in one, stacked along "
        f"axis {axis}, and the model takes each by itself, {', '.join(shapes)}",
        f"take it apart, in the order of the stack: x = {safe_text(apart)}",
        evidence={"inputs": [one.name for one in case.missing], "axis": axis},
    )
