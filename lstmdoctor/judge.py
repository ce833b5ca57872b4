"""What Keras accepts without being helped."""

from __future__ import annotations

from lstmdoctor.findings import Pair
from lstmdoctor.spec import ModelSpec


def adjusts(model: ModelSpec, pair: Pair) -> bool:
    """Whether Keras makes the last axis right by itself, in Sequential and Functional models.

    Both conform the data to the saved shape by adding or dropping a last axis of size 1, and no other
    (``_adjust_input_rank`` in keras/src/models/functional.py, ``_conform_to_reference_input`` in tf.keras 2).
    A subclassed model does not.
    """
    if model.kind == "other" or pair.cause is None:
        return False
    shaping = [step for step in pair.cause.steps if step.edit.id not in ("stack", "pad", "truncate", "cast")]
    if len(shaping) != 1:
        return False
    step = shaping[0]
    if step.edit.id == "drop-axis":
        return step.edit.args()["axis"] == step.before.rank - 1
    return step.edit.id == "add-feature-axis"
