"""Labels of a shape that Keras refuses

What it is
    The labels have other axes than the output of the model, and not even broadcasting brings them together;
    or they are a list of arrays or of numbers where Keras wants one array, or there are more or fewer arrays
    than the model has outputs, or they are in another order than the outputs. Behind a mask also labels
    (N, T) for an output (N, T, 1) are refused, which do without one: the mask has an axis of its own.

Why it matters
    Training stops in its first step, on a line of Keras that names two shapes and neither file.

What Keras says
    ``Dimensions must be equal, but are 3 and 2 for '{{node compile_loss/mse/sub}}``, ``Arguments `target`
    and `output` must have the same shape. Received: target.shape=(None, 3), output.shape=(None, 2)``,
    tf.keras 2 ``Shapes (None, 3) and (None, 2) are incompatible``. A list of numbers:
    ``Unrecognized data type``. Too few arrays: Keras 3 ``y_true and y_pred have different structures``;
    tf.keras 2 says nothing and leaves the outputs without labels untrained.

Example
    ``y`` of shape (200, 3) for a model that ends in ``Dense(2)``.

Cure
    One label for each value that the model gives: ``Dense(3)``, or the two columns that are meant.

Risk
    None: Keras does not train. A ``reshape`` to the right number of values would pair labels with other
    samples.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lstmdoctor.checks.shared.crossed_targets import label_order, label_targets
from lstmdoctor.checks.shared.label_advice import label_shape_advice
from lstmdoctor.checks.shared.targets import (
    Target,
    compare_label_shape,
    label_array_names,
    label_evidence,
    label_match_kind,
    label_subject_words,
    ordered_targets,
    own_split,
    squeezed_under_mask,
)
from lstmdoctor.checks.shared.words import found_shape_words
from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.text import count_noun, python_literal, safe_text, shape_text

FAULT = Fault(
    "LD702",
    "label-shape",
    "error",
    meaning="they do not agree",
    cure=Cure(
        "give one label of the shape of the output for every answer of the model",
        "print(model.output_shape, y.shape)",
    ),
)
ORDERED = r"(arr_)?[0-9]*"
"""Names that only count."""


def find(case: Case) -> Iterator[Finding]:
    """Labels that the loss refuses; a note where the model has no loss yet."""
    yield from outputs_without(case)
    yield from crossed_label_findings(case)
    for target in label_targets(case):
        if target.output.takes_sequences:
            continue
        if label_match_kind(case, target) == "refused":
            yield FAULT.found(
                None,
                f"{label_subject_words(target)} {found_shape_words(target.facts)}, "
                "the model gives "
                f"{shape_text(target.shape or ())}{refusing_loss_words(target)}{under_mask(target)}",
                label_shape_advice(case, target),
                severity="note" if target.output.loss is None else FAULT.severity,
                evidence=label_evidence(target),
            )
        elif has_unequal_labels(case, target):
            yield FAULT.found(
                None,
                f"{label_subject_words(target)} {found_shape_words(target.facts)}, of unequal sizes, and "
                "Keras takes one array",
                "bring the labels to one size, as the data",
                evidence=label_evidence(target),
            )


def crossed_label_findings(case: Case) -> Iterator[Finding]:
    """Labels that came in another order than the outputs, as all the shapes say."""
    targets = list(ordered_targets(case))
    order = label_order(case, targets)
    if order is None:
        return
    outputs, given = [target.output.name for target in targets], label_array_names(case)
    named = sorted(given) == sorted(outputs)
    parts = [f"y[{python_literal(outputs[place])}]" if named else f"y[{place}]" for place in order]
    fitting = [
        f"'{safe_text(target.output.name)}' of {shape_text(target.shape or ())} was given "
        f"{found_shape_words(target.facts)}"
        for target, place in zip(targets, order, strict=True)
        if targets[place] is not target
    ]
    keys = [f"{python_literal(name)}: {part}" for name, part in zip(outputs, parts, strict=True)]
    meant = f"{{{', '.join(keys)}}}" if named else f"[{', '.join(parts)}]"
    yield FAULT.found(
        None,
        f"the labels are not in the order of the outputs: {', '.join(fitting)}, which fit in another order",
        f"exchange them: y = {safe_text(meant)}",
        severity=FAULT.severity if all(target.output.loss for target in targets) else "note",
        evidence={"outputs": outputs, "order": list(order)},
    )


def outputs_without(case: Case) -> Iterator[Finding]:
    """More or fewer arrays of labels than outputs, where every output has a loss.

    Keras 3 refuses them, tf.keras 2 only one bare array: of a dict or a list it trains the outputs that find
    labels there.
    """
    outputs, names = [output.name for output in case.model.outputs], label_array_names(case)
    counted = len(outputs) > 1 and all(output.loss for output in case.model.outputs)
    if not counted or not names:
        return
    if len(names) == len(outputs):
        yield from renamed_label_findings(names, outputs)
        return
    bare = len(names) == 1 and names[0] not in outputs
    number = listed_label_count(case) if bare else len(names)
    lenient = (case.model.keras_version or "3").startswith(("1.", "2.")) and not (bare and number is None)
    yield FAULT.found(
        None,
        f"there {'is' if (number or 1) == 1 else 'are'} {count_noun(number or 1, 'array')} of labels, "
        f"the model has {len(outputs)} outputs with a loss: {', '.join(map(safe_text, outputs))}",
        "give every output its labels: y = {"
        + ", ".join(f'"{safe_text(name)}": ...' for name in outputs)
        + "}",
        severity="warning" if lenient else FAULT.severity,
        evidence={"outputs": outputs, "arrays": names},
    )


def renamed_label_findings(names: list[str], outputs: list[str]) -> Iterator[Finding]:
    """A note where labels have names of their own: Keras takes them in a list, and refuses them in a dict."""
    if set(names) == set(outputs) or any(re.fullmatch(ORDERED, name) for name in names):
        return
    order = ", ".join(f"y[{safe_text(name)!r}]" for name in names)
    yield FAULT.found(
        None,
        f"the labels are called {', '.join(map(safe_text, names))}, "
        f"the outputs of the model {', '.join(map(safe_text, outputs))}",
        f"give Keras a list of them, [{order}], or a dict with the names of the outputs",
        severity="note",
        evidence={"outputs": outputs, "arrays": names},
    )


def listed_label_count(case: Case) -> int | None:
    """How many arrays of labels a list holds; None of one array, and of a list with one label a sample."""
    facts = own_split(case)[0].facts
    samples = {pair.facts.samples for pair in case.pairs}
    return facts.samples if facts.container == "list" and facts.samples not in samples else None


def has_unequal_labels(case: Case, target: Target) -> bool:
    """Whether labels differ in size, other than with the timesteps of their samples."""
    beside = [pair.facts.axes[1:2] for pair in case.pairs]
    ragged = target.facts.ragged
    return target.facts.mixed_rank or (
        bool(ragged) and (ragged != (1,) or target.facts.axes[1:2] not in beside)
    )


def under_mask(target: Target) -> str:
    """`` under a mask of timesteps``, where the same labels would do without it."""
    squeezed = squeezed_under_mask(target, compare_label_shape(target.shape or (), target.axes))
    return " under a mask, for which they are an axis short" if squeezed else ""


def refusing_loss_words(target: Target) -> str:
    """`` to mean_squared_error``."""
    return f" to {target.output.loss}" if target.output.loss else ""
