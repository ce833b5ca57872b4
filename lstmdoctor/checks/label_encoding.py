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
    ``np.argmax(y, axis=-1)`` the other. ``lstmdoctor fix --label-cure one-hot --labels-output y.npy`` writes
    the labels with the data that they belong to.

Risk
    ``np.argmax`` of labels that are shares rather than one-hot throws all but the largest share away.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.crossed_targets import label_targets
from lstmdoctor.checks.shared.label_cures import counts_from_one, label_cure_advice, label_cure_remedy
from lstmdoctor.checks.shared.targets import (
    Target,
    label_evidence,
    label_match_kind,
    label_output_words,
    label_subject_words,
)
from lstmdoctor.checks.shared.words import found_shape_words
from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.text import shape_text

FAULT = Fault(
    "LD704",
    "label-encoding",
    "error",
    meaning="one of them holds class ids where the other holds one value per class",
    cure=Cure(
        "use sparse_categorical_crossentropy for class ids, categorical_crossentropy for one-hot rows",
        'model.compile(loss="sparse_categorical_crossentropy", optimizer="adam")',
    ),
)


def find(case: Case) -> Iterator[Finding]:
    """The wrong one of the two encodings, or a loss of classes over something else."""
    for target in label_targets(case):
        words = label_encoding_mistake(case, target)
        if words is None:
            continue
        cures = encoding_cures(case, target)
        remedy = label_cure_remedy(case, target, *cures) if cures else "none"
        evidence = label_evidence(target)
        yield FAULT.found(None, *words, remedy=remedy, evidence=evidence, label_cure=cures)


def encoding_cures(case: Case, target: Target) -> tuple[str, ...]:
    """What ``--label-cure`` has to name for a value for each class."""
    if label_match_kind(case, target) != "ids" or target.output.comparison != "categorical":
        return ()
    return ("from-zero", "one-hot") if counts_from_one(target) else ("one-hot",)


def label_encoding_mistake(case: Case, target: Target) -> tuple[str, str] | None:
    """Message and help; None where the encoding is the one that the loss takes."""
    met, units, loss = label_match_kind(case, target), target.units, target.output.loss
    given = shape_text(target.shape or ())
    sizes = f"{label_subject_words(target)} {found_shape_words(target.facts)}, the model gives {given}"
    if met == "ids":
        first = "y - 1" if counts_from_one(target) else "y"
        sparse = f"compile with sparse_{loss}, or " if loss == "categorical_crossentropy" else ""
        more = label_cure_advice(case, target, *encoding_cures(case, target))
        return (
            f"{sizes}: class ids, and {loss} takes one value for each class",
            f"{sparse}encode them: keras.utils.to_categorical({first}, {units}){more}",
        )
    if met == "one-hot":
        return (
            f"{sizes}: one value for each class, and {loss} takes class ids",
            "compile with categorical_crossentropy, or turn them into ids: y = np.argmax(y, axis=-1)",
        )
    if met == "same" and units == 1 and target.output.comparison == "categorical":
        return (
            f"{sizes}: {loss} of a single class is 0 whatever the labels{label_output_words(target)} are",
            "compile with binary_crossentropy, and sigmoid as the last activation",
        )
    if met == "same" and target.output.comparison == "sparse" and has_fractional_labels(target):
        return (
            f"the labels{label_output_words(target)} are not whole numbers, and {loss} takes class ids",
            "compile with a loss for quantities, such as mean_squared_error, and one unit for each",
        )
    return None


def has_fractional_labels(target: Target) -> bool:
    """Whether there are values that no id can be."""
    return target.facts.values is not None and not target.facts.values.integral
