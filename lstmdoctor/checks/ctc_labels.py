"""Labels that a CTC loss cannot align with the output

What it is
    The model is trained with a CTC loss, and its labels are longer than the output has timesteps, hold ids at
    or beyond the number of classes, or are padded with a value that counts as a class.

Why it matters
    CTC places the labels of a sample one after the other in the timesteps of the output; two equal ones in a
    row need a blank between them. A sample whose labels do not fit has no such path: its loss is infinite,
    and it teaches nothing, or training stops.

What Keras says
    ``K.ctc_batch_cost`` and ``tf.nn.ctc_loss`` on sparse labels: ``Not enough time for target transition
    sequence``, ``Saw a non-null label (index >= num_classes - 1) following a null label``, ``All labels must
    be nonnegative integers``, ``sequence_length(0) <= 12``. ``keras.losses.CTC`` says nothing of either: the
    loss becomes very large, or negative.

Example
    ``y`` of shape (200, 20), all 20 ids used, for a model whose output has 12 timesteps.

Cure
    For ``keras.losses.CTC``, number the classes from 1, pad with 0, and give the output one unit more than
    there are classes. For ``K.ctc_batch_cost``, number them from 0 and leave the last unit to the blank.
    Leave out the samples whose labels are longer than the output.

Risk
    A model that was trained on shifted ids has to be trained again.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.core.findings import Case, Cure, Fault, Finding

FAULT = Fault(
    "LD707",
    "ctc-labels",
    "error",
    meaning="a CTC loss cannot align the labels with the output",
    cure=Cure(
        "number the classes from 1 and pad with 0 for keras.losses.CTC, from 0 with the blank last for "
        "K.ctc_batch_cost; leave out labels longer than the output",
        "print(y.shape, model.output_shape, y.min(), y.max())",
    ),
)


def find(case: Case) -> Iterator[Finding]:
    """Nothing yet: only an error message does."""
    yield from ()
