"""What Keras 3 on PyTorch says: sizes of one axis, without shapes; the frames tell whether it was the loss."""

from __future__ import annotations

from lstmdoctor.core.spec import Shape
from lstmdoctor.keras_rules.losses import LOSSES
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.rules.elementwise import batch_guess
from lstmdoctor.messages.rules.rule import Said, rule
from lstmdoctor.text import shape_text

HEAD = 'Traceback (most recent call last):\n  File "train.py", line 9, in <module>\n    model.fit(x, y)\n  File "/usr/lib/python3/site-packages/keras/src/losses/losses.py", line 9, in {}\n    {}\n{}'
OUTPUT_FIRST = frozenset(name for name, loss in LOSSES.items() if loss.output_first)


@rule(
    "The size of tensor a ({a:int}) must match the size of tensor b ({b:int}) at non-singleton dimension {axis:int}",
    example=HEAD.format(
        "mean_squared_error",
        "return ops.mean(ops.square(y_true - y_pred), axis=-1)",
        "RuntimeError: The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 1",
    ),
)
def tensor_sizes(said: Said, a: int, b: int, axis: int) -> Guess | None:
    """An element-wise operation: the loss, a state, or two branches."""
    losses = LOSSES.keys() & said.hints.functions
    if axis == 0 and not losses:
        return batch_guess(a, b)
    if not losses:
        words = f"two tensors inside the model have {a} and {b} values on axis {axis}"
        which = "is it the labels, a mask, or two branches that are joined"
        return Guess(("LD702", "LD302", "LD210"), words, question=which)
    target, output = (b, a) if losses & OUTPUT_FIRST else (a, b)
    free = (None,) * axis
    words = f"the labels have size {target} on axis {axis}, the output has {output}"
    return Guess(("LD702", "LD703", "LD704"), words, (*free, output), (*free, target))


@rule("Target {label:int} is out of bounds", example="IndexError: Target 5 is out of bounds.")
def target_out_of_bounds(said: Said, label: int) -> Guess | None:
    """The sparse loss."""
    cure = f"count the classes from 0, or give the last layer {label + 1} units"
    return Guess(("LD705",), f"a label is {label}, which is no class of the output", help=cure)


@rule(
    "Expected hidden[[{part:int}]] size {wanted:shape}, got {given:shape}",
    example="RuntimeError: Expected hidden[0] size (2, 10, 256), got [1, 10, 256]",
)
@rule(
    "Expected hidden size {wanted:shape}, got {given:shape}",
    example="RuntimeError: Expected hidden size (2, 10, 256), got [1, 2, 10, 256]",
)
def hidden_state(said: Said, wanted: Shape, given: Shape, part: int = 0) -> Guess | None:
    """(layers, batch, units) of a state that was handed over."""
    code = "LD401" if wanted[:1] == given[:1] and wanted[2:] == given[2:] else "LD906"
    words = f"the state that was handed over is {shape_text(given)}, the recurrent layer keeps {shape_text(wanted)}"
    return Guess((code, "LD906") if code != "LD906" else (code,), words, wanted, given)


RULES = (hidden_state, tensor_sizes, target_out_of_bounds)
