"""Types of numbers that meet: those of the data, of a variable, of an operation."""

from __future__ import annotations

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.rules.rule import Said, fixed_rule, rule


@rule(
    "that don't all match",
    example="TypeError: Tensors in list passed to 'values' of 'Concat' Op have types [float64, float32] that don't all match.",
)
@rule(
    "that does not match type float",
    example="TypeError: Input 'b' of 'MatMul' Op has type float32 that does not match type float64 of argument 'a'.",
)
@rule(
    "Tensor conversion requested dtype float{a:int} for Tensor with dtype float{b:int}",
    example="ValueError: Tensor conversion requested dtype float32 for Tensor with dtype float64: 'Tensor(\"x:0\", shape=(?, 10), dtype=float64)'",
)
@rule(
    "cannot compute {op:word} as input #{n:int}...was expected to be {a|an} {double|float|half|int32|int64|complex64|complex128} tensor but is a {double|float|half|complex64|complex128}",
    example="InvalidArgumentError: cannot compute MatMul as input #1(zero-based) was expected to be a double tensor but is a float tensor [Op:MatMul]",
)
@rule(
    "expected {float|double|float_ref|double_ref}[,] [but ]got {float|double}",
    example="InvalidArgumentError: Input 0 of node lstm/MatMul was passed double from Placeholder:0 incompatible with expected float. expected float but got double",
)
def two_float_types(said: Said, a: int = 0, b: int = 0, op: str = "", n: int = 0) -> Guess | None:
    """Of the data and the model; where the data came in float32, of a variable or constant in a layer."""
    if "complex" in said.matched:
        return Guess(("LD503", "LD504"), "complex numbers meet real ones in an operation")
    if "initial_value" in said.text[max(0, said.start - 40) : said.start]:
        return Guess(
            ("LD906", "LD504"),
            "a variable of a layer, such as a state, is made in another float type than its first value has: mixed "
            "precision",
            help='give the stateful layer dtype="float32", or leave mixed precision out',
            python='keras.layers.LSTM(units, stateful=True, dtype="float32")',
        )
    if said.hints.dtype == "float32":
        return Guess(
            ("LD906", "LD504"),
            "two float types meet inside a layer that was called on float32: a variable or constant of it has another",
            help="give the variable the type of the layer: add_weight(..., dtype=self.dtype)",
        )
    return Guess(
        ("LD504", "LD906"),
        "two float types meet: the data and the model have different ones",
        question="is it the data that is not float32, or a variable of a layer of your own",
    )


RULES = (
    two_float_types,
    fixed_rule(
        "LD504 LD906",
        "the layer got a type that it cannot make its weights of",
        {
            "is from inside a control-flow construct": "ValueError: Initializer for variable rnn/lstm_cell/kernel/ is from inside a control-flow construct, such as a loop or conditional. When creating a variable inside a loop or conditional, use a lambda as the initializer.",
        },
    ),
    fixed_rule(
        "LD504",
        "the data has another type of number than the layer takes",
        {
            "expected dtype={wanted:word}, found dtype=": "ValueError: Input 0 with name 'inp' of layer 'fn' is incompatible with the layer: expected dtype=int32, found dtype=float32",
        },
    ),
    fixed_rule(
        "LD906 LD504",
        "an operation got another type of number than it takes",
        {
            "Cannot convert {value:text} to EagerTensor of dtype {int32|int64}": "TypeError: Cannot convert 8.0 to EagerTensor of dtype int64",
            "Value passed to parameter {name:name} has DataType {type:word} not in list of allowed": "TypeError: Value passed to parameter 'shape' has DataType float32 not in list of allowed values: int32, int64",
            "Tensor conversion requested dtype {int32|int64} for Tensor with dtype float": "ValueError: Tensor conversion requested dtype int32 for Tensor with dtype float32: <tf.Tensor: shape=(2,), dtype=float32>",
        },
    ),
)
