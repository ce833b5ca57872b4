"""Arrays, Datasets and axes that hold nothing, and values that are no numbers."""

from __future__ import annotations

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.rules.rule import Said, fixed_rule, rule


@rule(
    "Cannot convert non-finite values (NA or inf) to integer",
    example="IntCastingNaNError: Cannot convert non-finite values (NA or inf) to integer. Replace or remove non-finite values or cast to an integer type that supports these values (e.g. 'Int64')",
)
@rule(
    "invalid value encountered in cast",
    example="RuntimeWarning: invalid value encountered in cast",
)
@rule(
    "cannot convert float {NaN|infinity} to integer",
    example="ValueError: cannot convert float NaN to integer",
)
def no_integer(said: Said) -> Guess | None:
    """A class id where the loss takes ids, else a value."""
    codes = ("LD706", "LD501") if said.hints.sparse else ("LD501", "LD706")
    return Guess(codes, "a NaN or infinity stands where a whole number is wanted")


RULES = (
    fixed_rule(
        "LD107 LD905",
        "an array or a Dataset is empty",
        {
            "Found array with 0 {feature|sample}": "ValueError: Found array with 0 feature(s) (shape=(112, 0)) while a minimum of 1 is required by MinMaxScaler.",
            "Expect x to be a non-empty": "ValueError: Expect x to be a non-empty array or dataset.",
            "Expected input data to be non-empty": "ValueError: Expected input data to be non-empty.",
            "received an empty iterable (no batches)": "ValueError: adapt() received an empty iterable (no batches). Expected at least one batch.",
            "Empty training data": "ValueError: Empty training data.",
            "variable '{batch_outputs|batch_index|batch_outs|logs|val_logs|epoch_logs|outs|outputs}' {referenced|where}": "UnboundLocalError: local variable 'logs' referenced before assignment",
            "zero-size array to reduction operation": "ValueError: zero-size array to reduction operation maximum which has no identity",
            "^Must provide at least one structure": "ValueError: Must provide at least one structure",
            "_function (Empty Logs)": "ValueError: Unexpected result of `train_function` (Empty Logs). Please use `Model.compile(..., run_eagerly=True)`, or `tf.config.run_functions_eagerly(True)` for more information of where went wrong, or file a issue/bug to `tf.keras`.",
            "has length 0": "ValueError: Asked to retrieve element 0, but the Sequence has length 0",
            "Received an empty {generator|dataset}": "ValueError: When passing a Python generator to a Keras model, the generator must yield at least one batch. Received an empty generator.",
        },
    ),
    fixed_rule(
        "LD107 LD302 LD309",
        "the time axis is shorter than the model reads",
        {
            "slice index {n:int} of dimension {axis:int} out of bounds": "InvalidArgumentError: slice index 0 of dimension 0 out of bounds. [Op:StridedSlice] name: strided_slice/",
        },
    ),
    fixed_rule(
        "LD309 LD107",
        "no timestep is left where a layer reads one: pooling or convolutions used the sequence up, or it was empty",
        {
            "^index is out of bounds for axis 1 with size 0": "IndexError: Exception encountered when calling LSTM.call().\n\nindex is out of bounds for axis 1 with size 0\n\nArguments received by LSTM.call():\n  • sequences=jnp.ndarray(shape=(32, 0, 8), dtype=float32)",
        },
        "IndexError",
    ),
    no_integer,
    fixed_rule(
        "LD501",
        "the data, or the loss, holds NaN or infinity",
        {
            "Input [X |y ]contains {NaN|infinity}": "ValueError: Input contains NaN, infinity or a value too large for dtype('float64').",
            "Tensor had [-|+]{NaN|Inf}": "InvalidArgumentError: {{function_node __wrapped__CheckNumerics_device_/job:localhost/replica:0/task:0/device:CPU:0}} x : Tensor had NaN values [Op:CheckNumerics]",
            "Nan in {loss|summary histogram}": "InvalidArgumentError: Nan in summary histogram for: dense_1/kernel_0",
            "Invalid loss, terminating training": "Batch 3: Invalid loss, terminating training",
        },
    ),
)
