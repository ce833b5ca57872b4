"""Models that are no Keras model any more: TFLite and SavedModel, which take what they were converted with."""

from __future__ import annotations

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.rules.fitting import Shapes, compare_shapes
from lstmdoctor.messages.rules.rule import Said, fixed_rule, rule


@rule(
    "Can not cast TensorSpec(shape={found:shape}, dtype={type:name}, name={name:name}) to TensorSpec(shape={expected:shape}",
    example="TypeError: Binding inputs to tf.function failed due to `Can not cast TensorSpec(shape=(4, 10, 5), dtype=tf.float32, name='inputs') to TensorSpec(shape=(None, 10, 3), dtype=tf.float32, name='inputs')`.",
)
@rule(
    "Could not find matching concrete function to call loaded from the SavedModel{dump:long}shape={found:shape}{rest:long}TensorSpec(shape={expected:shape}",
    example="ValueError: Could not find matching concrete function to call loaded from the SavedModel. Got:\n  Positional arguments (3 total):\n    * <tf.Tensor 'inputs:0' shape=(4, 10, 5) dtype=float32>\n    * False\n    * None\n  Keyword arguments: {}\n\n Expected these arguments to match one of the following 2 option(s):\n\nOption 1:\n  Positional arguments (3 total):\n    * TensorSpec(shape=(None, 10, 3), dtype=tf.float32, name='input_24')",
)
def signature_shapes(
    said: Said, expected: Shape, found: Shape, type: str = "", name: str = "", dump: str = "", rest: str = ""
) -> Guess | None:
    """A SavedModel, which is called as it was traced; the given shape first."""
    return compare_shapes(Shapes(expected, found), said.hints)


@rule(
    "Dimension mismatch. Got {given:int} but expected {wanted:int} for dimension {axis:int} of input",
    example="ValueError: Cannot set tensor: Dimension mismatch. Got 512 but expected 257 for dimension 2 of input 0.",
)
def lite_axis(said: Said, given: int, wanted: int, axis: int) -> Guess | None:
    """TFLite: the size of an axis."""
    codes = (("LD401",), ("LD302", "LD105"), ("LD210", "LD105"))[min(axis, 2)]
    return Guess(
        codes,
        f"axis {axis} of the data has size {given}, the model takes {wanted}",
        question="is it the array of this input" if len(codes) > 1 else "",
    )


@rule(
    "Dimension mismatch. Got {given:int} but expected {wanted:int} for input",
    example="ValueError: Cannot set tensor: Dimension mismatch. Got 3 but expected 4 for input 0.",
)
def lite_rank(said: Said, given: int, wanted: int) -> Guess | None:
    """TFLite: the number of axes."""
    codes = ("LD204", "LD209", "LD105") if given > wanted else ("LD203", "LD201", "LD202", "LD105")
    words = f"the model takes {wanted} axes and the data has {given}"
    return Guess(codes, words, question="is it the array of this input, and does it begin with a batch axis")


RULES = (
    signature_shapes,
    lite_axis,
    lite_rank,
    fixed_rule(
        "LD504",
        "the data has another type of number than the TFLite model was converted for",
        {
            "Cannot set tensor: Got value of type {FLOAT64|FLOAT32|FLOAT16|INT64|INT32|INT16|INT8|UINT8|BOOL|COMPLEX64} but expected type": "ValueError: Cannot set tensor: Got value of type FLOAT64 but expected type FLOAT32 for input 0, name: serving_default_x:0",
        },
        python='x = x.astype(interpreter.get_input_details()[0]["dtype"])',
    ),
)
