"""Class ids where one-hot labels are wanted, or the other way round

What it is
    ``categorical_crossentropy`` compares one value for each class, ``sparse_categorical_crossentropy`` takes
    the number of the class. The labels are of the other kind.

Why it matters
    Keras refuses most of these, with a text about ranks that speaks of neither. With a single unit it
    trains, and ``categorical_crossentropy`` of one class is 0 whatever the label: nothing is learned.

What Keras says
    Class ids: ``Arguments `target` and `output` must have the same rank (ndim). Received:
    target.shape=(None,), output.shape=(None, 5)``. One-hot:
    ``Argument `output` must have rank (ndim) `target.ndim - 1```. Fractional class ids: nothing, they are
    cut to whole numbers.

Example
    ``y`` of shape (200,) with ids 0 to 4, for a model of ``Dense(5, activation="softmax")`` compiled with
    ``categorical_crossentropy``.

Cure
    Compile the model with the other loss; or ``keras.utils.to_categorical(y, 5)`` one way and
    ``np.argmax(y, axis=-1)`` the other.

Risk
    ``np.argmax`` of labels that are shares rather than one-hot throws all but the largest share away.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.targets import Target, are, comparison, evidence, meeting, of, targets
from lstmdoctor.checks.words import found
from lstmdoctor.findings import Case, Fault, Finding
from lstmdoctor.text import shape

FAULT = Fault("LD704", "label-encoding", "error")


def find(case: Case) -> Iterator[Finding]:
    """The wrong one of the two encodings, or a loss of classes over something else."""
    for target in targets(case):
        words = mistaken(case, target)
        if words is not None:
            yield Finding(FAULT, FAULT.severity, None, *words, evidence=evidence(target))


def mistaken(case: Case, target: Target) -> tuple[str, str] | None:
    """Message and help; None where the encoding is the one that the loss takes."""
    met, units, loss = meeting(case, target), target.units, target.output.loss
    sizes = f"{are(target)} {found(target.facts)}, the model gives {shape(target.shape or ())}"
    if met == "ids":
        return (
            f"{sizes}: class ids, and {loss} takes one value for each class",
            f"compile with sparse_{loss}, or encode them: keras.utils.to_categorical(y, {units})"
            if loss == "categorical_crossentropy"
            else f"encode them: keras.utils.to_categorical(y, {units})",
        )
    if met == "one-hot":
        return (
            f"{sizes}: one value for each class, and {loss} takes class ids",
            "compile with categorical_crossentropy, or turn them into ids: y = np.argmax(y, axis=-1)",
        )
    if met == "same" and units == 1 and comparison(loss) == "categorical":
        return (
            f"{sizes}: {loss} of a single class is 0 whatever the labels{of(target)} are",
            "compile with binary_crossentropy, and sigmoid as the last activation",
        )
    if met == "same" and comparison(loss) == "sparse" and fractional(target):
        return (
            f"the labels{of(target)} are not whole numbers, and {loss} takes class ids",
            "compile with a loss for quantities, such as mean_squared_error, and one unit for each",
        )
    return None


def fractional(target: Target) -> bool:
    """Whether there are values that no id can be."""
    return target.facts.values is not None and not target.facts.values.integral
