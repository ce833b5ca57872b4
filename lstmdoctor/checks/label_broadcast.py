"""Labels that broadcast against the output

What it is
    Labels and output have different shapes that NumPy's rules stretch to a common one, so that the loss
    compares every value with several others.

Why it matters
    The model trains, the loss falls, and what it learned is an average of labels that do not belong to the
    sample. Nothing in the log shows it.

What Keras says
    Nothing, in Keras 3 and tf.keras 2, for all losses but the cross-entropies.

Example
    ``y`` of shape (200, 2), or (200, 50, 1), for a model that ends in ``Dense(1)``. ``y`` of shape (200, 1)
    for a model whose last recurrent layer has ``return_sequences=True``: every timestep is trained on the
    label of the whole sequence.

Cure
    Make both shapes the same: ``return_sequences=False`` in the last recurrent layer, one unit for each
    column of the labels, or the one column that is meant.

Risk
    To train every timestep on the label of its sequence can be meant; then say so with
    ``np.repeat(y[:, None], 50, axis=1)``.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.crossed_targets import label_targets
from lstmdoctor.checks.shared.label_advice import label_shape_advice
from lstmdoctor.checks.shared.targets import (
    Target,
    label_evidence,
    label_match_kind,
    label_subject_words,
)
from lstmdoctor.checks.shared.words import found_shape_words
from lstmdoctor.core.cases import Case
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.text import shape_text

FAULT = Fault(
    "LD703",
    "label-broadcast",
    "error",
    meaning="they agree by broadcasting only",
    cure=Cure("give the labels exactly the shape of the output", "print(model.output_shape, y.shape)"),
)


def find(case: Case) -> Iterator[Finding]:
    """Shapes that differ and broadcast; a note where the model has no loss yet."""
    for target in label_targets(case):
        if label_match_kind(case, target) == "broadcast":
            yield FAULT.found(
                None,
                f"{label_subject_words(target)} {found_shape_words(target.facts)}, the model gives "
                f"{shape_text(target.shape or ())}: "
                f"{label_broadcast_effect(target)}",
                label_shape_advice(case, target),
                severity="note" if target.output.loss is None else FAULT.severity,
                evidence=label_evidence(target),
            )


def label_broadcast_effect(target: Target) -> str:
    """What the loss does with them."""
    return (
        f"{target.output.loss or 'a loss'} would stretch them and compare values that do not belong together"
    )
