"""Labels that are missing, named wrongly, outside the classes, or not numbers."""

from __future__ import annotations

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.rules.cardinality import SAME_CUT
from lstmdoctor.messages.rules.elementwise import is_of_loss
from lstmdoctor.messages.rules.encoding import CLASSES, nan_label_guess
from lstmdoctor.messages.rules.rule import Said, fixed_rule, rule

BELOW_ZERO = (
    "count the classes from 0: a label below 0 is no class, as -1 is that stands for padding or unknown; leave "
    "those out, or give them a sample_weight of 0 and a class that there is"
)


@rule(
    "received a label value of {value:int} which is outside the valid range of [[{low:int}, {high:int})",
    example="InvalidArgumentError: Received a label value of 1640 which is outside the valid range of [0, 1640).  Label values: 3 1640",
)
def label_outside(said: Said, value: int, low: int, high: int) -> Guess | None:
    """The kernel of the sparse loss; the range is that of the units of the last layer."""
    nan = nan_label_guess(value)
    if nan is not None:
        return nan
    one_based = value == high
    return Guess(
        ("LD705", "LD704") if high == 1 else ("LD705",),
        f"a label is {value}, the output has classes {low} to {high - 1}",
        help=BELOW_ZERO
        if value < low
        else f"count the classes from 0, or give the last layer {value + 1} units",
        python="y = y - 1" if one_based and value - low == 1 else "",
    )


@rule(
    "required broadcastable shapes",
    example="InvalidArgumentError: Graph execution error: Detected at node 'mean_squared_error/SquaredDifference' defined at (most recent call last): Node: 'mean_squared_error/SquaredDifference' required broadcastable shapes [[{{node mean_squared_error/SquaredDifference}}]] [Op:__inference_train_function_1062]",
)
def broadcast_required(said: Said) -> Guess | None:
    """No shape is named; the node tells where."""
    if is_of_loss(said.around(200, 200)):
        return Guess(("LD702", "LD703", "LD704"), "labels and output have shapes that do not broadcast")
    return Guess(
        ("LD401", "LD702", "LD302"),
        "two tensors inside the model have shapes that do not broadcast",
        question="does the number of samples fill every batch, the last one included",
    )


@rule(
    'No data provided for "{output:word}"',
    example="ValueError: No data provided for \"hour_output\". Need data for each key in: ['hour_output', 'port_output']",
)
def output_without_labels(said: Said, output: str) -> Guess | None:
    """One of several outputs has no labels."""
    if not (said.hints.target or any(word in output.lower() for word in ("output", "target", "label"))):
        return None
    return Guess(
        ("LD702", "LD701", "LD706"),
        f"no labels came for the output {output}",
        help="name the labels after the outputs of the model, in a dict or in their order",
    )


@rule(
    "^Dimensions {a:int} and {b:int} are not compatible",
    example="ValueError: Dimensions 20 and 18 are not compatible",
)
def incompatible_dimensions(said: Said, a: int, b: int) -> Guess | None:
    """Raised where labels meet the output, or where a Dataset is made of two arrays."""
    if "from_tensor_slices" in said.hints.functions:
        words = f"an array has {a} rows and another one {b}"
        return Guess(("LD701", "LD106", "LD702"), words, help=SAME_CUT)
    return Guess(
        ("LD702", "LD701", "LD210"),
        f"{a} values meet {b}: labels and output of different widths, or numbers of rows",
        question="does the traceback pass through Dataset.from_tensor_slices, which takes equal numbers of rows",
    )


@rule("^None values not supported", example="ValueError: None values not supported.")
@rule(
    "^None is not a valid value for jnp.array", example="ValueError: None is not a valid value for jnp.array"
)
def none_values(said: Said) -> Guess | None:
    """Labels that are missing, or that a list hides."""
    if said.hints.bracketed:
        words = "validation_data is a list, whose second entry is not taken for labels"
        return Guess(("LD901", "LD701", "LD905"), words, python="validation_data = (x_val, y_val)")
    words = "None came where an array is wanted: mostly labels that are missing"
    return Guess(("LD701", "LD103", "LD905"), words)


@rule(
    "invalid literal for int() with base 10:",
    example="ValueError: invalid literal for int() with base 10: 'Participant1'",
)
def words_for_ids(said: Said) -> Guess | None:
    """Said of labels, and of words that are no ids."""
    if "theano function" in said.text:
        return None
    if "pad_sequences" in said.hints.functions:
        return Guess(
            ("LD108",),
            "`pad_sequences` got words where it takes token ids",
            help="turn the words into token ids first",
            python="x = keras.utils.pad_sequences(tokenizer.texts_to_sequences(texts))",
        )
    if said.hints.inside:
        return Guess(("LD108", "LD706"), "a layer got text where it takes whole numbers")
    return Guess(("LD706", "LD108"), "labels are text where numbers are wanted")


RULES = (
    fixed_rule(
        "LD906 LD702",
        "weights for each timestep want an output and a loss with timesteps",
        {
            "not squeeze dim[[{axis:int}]], expected a dimension of 1, got {size:int}...weighted_loss/": "ValueError: Can not squeeze dim[1], expected a dimension of 1, got 10 for '{{node mean_squared_error/weighted_loss/Squeeze}} = Squeeze[T=DT_FLOAT, squeeze_dims=[-1]](IteratorGetNext:2)' with input shapes: [32,10].",
        },
        help="give one weight per sample, or let the model answer for each timestep",
    ),
    fixed_rule(
        "LD704 LD702",
        "one-hot labels, or one label per timestep, meet a loss or metric for class ids",
        {
            "not squeeze dim[[{axis:int}]], expected a dimension of 1, got {size:int}": "InvalidArgumentError: Can not squeeze dim[2], expected a dimension of 1, got 17 [[{{node metrics_2/acc/Squeeze}}]]",
        },
        question=CLASSES,
    ),
    fixed_rule(
        "LD702 LD701",
        "labels, weights or the output do not have the shape the loss takes",
        {
            "Argument output must be at least rank": "ValueError: Argument `output` must be at least rank 1. Received: output.shape=()",
            "it should only have one scalar score per sample": "ValueError: For a model with multiple outputs, when providing a single `sample_weight` array, it should only have one scalar score per sample (i.e. shape `(num_samples,)`). If you want to use non-scalar sample weights, pass a `sample_weight` argument with one array per model output.",
        },
    ),
    broadcast_required,
    fixed_rule(
        "LD702 LD701",
        "the model has another number of outputs than labels came",
        {
            "Error when checking [model ]target: the list of numpy arrays": "ValueError: Error when checking model target: the list of Numpy arrays that you are passing to your model is not the size the model expected. Expected to see 2 array(s), but instead got the following list of 1 arrays: [array([[[0.1]]])]",
            "model expects {n:int} target arrays, but only received": "ValueError: The model expects 2 target arrays, but only received one array. Found: array with shape (100, 1)",
            "it should have one entry per model output": "ValueError: When passing a list as loss, it should have one entry per model output. The model has 2 outputs, but you passed loss=['mse']",
            "Unknown entries in loss dictionary": "ValueError: Unknown entries in loss dictionary: ['a']. Only expected following keys: ['hours', 'port']",
        },
    ),
    fixed_rule(
        "LD701 LD702 LD905",
        "no labels came, so that there is no loss to learn from",
        {
            "No gradients provided for any variable": "ValueError: No gradients provided for any variable: (['lstm/lstm_cell/kernel:0'],). Provided `grads_and_vars` is ((None, <tf.Variable 'lstm/lstm_cell/kernel:0'>),).",
            "Target data is missing. Your model": "ValueError: Target data is missing. Your model was compiled with loss=mse, and therefore expects target data to be provided in `fit()`.",
        },
    ),
    none_values,
    incompatible_dimensions,
    fixed_rule(
        "LD906 LD705",
        "class_weight is taken for one output, of class ids or one-hot rows, and with no sample_weight beside it",
        {
            "class_weight is only supported for": "ValueError: `class_weight` is only supported for Models with a single output.",
            "class_weight not supported for {n:int}+ dimensional": "ValueError: `class_weight` not supported for 3+ dimensional targets.",
            "You cannot [specify ]class_weight and sample_weight at the same time": "ValueError: You cannot `class_weight` and `sample_weight` at the same time.",
            "class_weight is not supported for": "ValueError: Argument `class_weight` is not supported for Python generator inputs. Received: class_weight={0: 1.0}",
        },
        help="leave class_weight out and give one weight per sample or timestep in sample_weight",
        python="weights = np.vectorize(class_weight.get)(y)\nmodel.fit(x, y, sample_weight=weights)",
    ),
    fixed_rule(
        "LD906 LD705",
        "class_weight does not name every class that the labels hold",
        {
            "class_weight must contain all classes": "ValueError: `class_weight` must contain all classes in the data. The classes {2} exist in the data but not in `class_weight`.",
            "Expected class_weight to be a dict with keys from 0 to": "ValueError: Expected `class_weight` to be a dict with keys from 0 to one less than the number of classes, found {1: 1.0, 2: 2.0}",
        },
        help="name every class in class_weight, counted from 0 as the labels are",
        python="class_weight = {c: 1.0 for c in np.unique(y)}",
        question="do the labels count from 0",
    ),
    fixed_rule(
        "LD906 LD702",
        "weights for each timestep want an output with timesteps, and weights of (samples, timesteps)",
        {
            "Found a sample_weight [array ]{with|for an input with} shape {found:shape}. {In order to use timestep-wise|Timestep-wise} sample weight": 'ValueError: Found a sample_weight array for an input with shape (100, 1). Timestep-wise sample weighting (use of sample_weight_mode="temporal") is restricted to outputs that are at least 3D, i.e. that have a time dimension.',
        },
        help="give one weight per sample, or let the model answer for each timestep",
        python="layers.LSTM(units, return_sequences=True)",
    ),
    fixed_rule(
        "LD701 LD702",
        "the sample weights have another shape than the labels",
        {
            "Found a sample_weight [array ]{with|for an input with} shape": "ValueError: Found a sample_weight array with shape (40, 10) for an input with shape (40, 1). sample_weight cannot be broadcast.",
        },
    ),
    label_outside,
    output_without_labels,
    fixed_rule(
        "LD702 LD905",
        "the labels are nested in another way than the outputs of the model",
        {
            "y_true and y_pred have different structures": "ValueError: y_true and y_pred have different structures.\ny_true: *\ny_pred: ['*', '*']",
        },
        help="give one array of labels per output, nested as the outputs are",
    ),
    words_for_ids,
    fixed_rule(
        "LD706",
        "labels are text or mixed where class ids are wanted",
        {
            "y contains previously unseen labels": "ValueError: y contains previously unseen labels: ['cat']",
            "input argument must be uniformly strings or numbers": "TypeError: Encoders require their input argument must be uniformly strings or numbers. Got ['NoneType', 'str']",
            "Unknown label type": "ValueError: Unknown label type: 'continuous'",
        },
    ),
    fixed_rule(
        "LD704 LD702",
        "categorical_crossentropy has only one class to choose from",
        {
            "In loss categorical_crossentropy, expected y_pred.shape to be": "ValueError: In loss categorical_crossentropy, expected y_pred.shape to be (batch_size, num_classes) with num_classes > 1. Received: y_pred.shape=(None, 1). Consider using 'binary_crossentropy' if you only have 2 classes.",
        },
    ),
    fixed_rule(
        "LD705",
        "a class id is not below the number of classes",
        {
            "index {id:int} is out of bounds for axis 1 with size {classes:int}": "IndexError: index 10 is out of bounds for axis 1 with size 10",
        },
    ),
)
