"""Weights that do not fit the model they are loaded into.

The shapes in these messages are those of kernels, so no search for edits of data is made.
"""

from __future__ import annotations

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.rules.rule import Said, fixed_rule, rule
from lstmdoctor.text import shape_text

KERAS_1 = ({12, 3}, {24, 6}, {9, 3}, {18, 6})
"""Numbers of arrays that a recurrent layer has in Keras 1 and in Keras 2, alone and Bidirectional."""
HELP = "build the model as it was when the weights were saved, or load the whole model instead of its weights"
WRONG = "the weights belong to a model of another architecture"


@rule(
    "Shape mismatch: {model:shape} vs. {file:shape}",
    example="`Uncaught (in promise) Error: Shape mismatch: [384] vs. [2,384]`",
)
def turned_gru_bias(said: Said, model: Shape, file: Shape) -> Guess | None:
    """The bias of a GRU, which Keras 2 keeps in two rows."""
    short, long = sorted((model, file), key=len)
    if (2, *short) != long:
        return None
    words = f"an array of weights is {shape_text(file)} in the file and {shape_text(model)} in the model"
    return weights_guess(f"{words}: a GRU of another version", "LD802", "LD906", model=model, file=file)


@rule(
    "expects {wanted:int} weights, but the saved weights have {given:int} element",
    example='ValueError: Layer #0 (named "lstm_1" in the current model) was found to correspond to layer lstm_1 in the save file. However the new layer lstm_1 expects 12 weights, but the saved weights have 3 elements.',
)
@rule(
    "with a weight list of length {given:int}, but the layer was expecting {wanted:int} weights",
    example='ValueError: You called `set_weights(weights)` on layer "gru" with a weight list of length 9, but the layer was expecting 3 weights.',
)
@rule(
    "expects {wanted:int} weight(s). Received {given:int} saved weight(s)",
    example="ValueError: Weight count mismatch for layer #0 (named lstm in the current model, lstm_1 in the save file). Layer expects 3 weight(s). Received 12 saved weight(s)",
)
def number_of_weights(said: Said, wanted: int, given: int) -> Guess | None:
    """A layer with another number of arrays of weights."""
    words = f"a layer has {wanted} arrays of weights and the file holds {given} for it"
    if {wanted, given} not in KERAS_1:
        return weights_guess(words)
    old = f"{words}: Keras 1 keeps a recurrent layer in more arrays than Keras 2"
    return weights_guess(old, "LD802", "LD906")


@rule(
    "has shape {model:shape}, but the saved weight has shape {file:shape}",
    example="ValueError: Layer #1 (named \"lstm_1\"), weight <tf.Variable 'lstm/kernel:0' shape=(10, 400)> has shape (10, 400), but the saved weight has shape (12, 400).",
)
@rule(
    "Weight expects shape {model:shape}. Received saved weight with shape {file:shape}",
    example="ValueError: Shape mismatch in layer #2 (named rnn_1) for weight rnn_1/lstm_cell/bias. Weight expects shape (512,). Received saved weight with shape (1024,)",
)
@rule(
    "{layer|weight} shape {model:shape} [is ]not compatible with [provided ]weight shape {file:shape}",
    example="ValueError: Layer lstm weight shape (3, 16) is not compatible with provided weight shape (4, 16).",
)
@rule(
    "Assign requires shapes of both tensors to match. lhs shape= {model:shape} rhs shape= {file:shape}",
    example="InvalidArgumentError: 2 root error(s) found. (0) Invalid argument: Assign requires shapes of both tensors to match. lhs shape= [12] rhs shape= [6] [[node save_8/Assign_21 (defined at /usr/local/lib/python3.7/dist-packages/tensorflow_core/python/framework/ops.py:1748) ]]",
)
@rule(
    "Shapes are {model:shape} and {file:shape}. for 'Assign'",
    example="ValueError: Dimension 1 in both shapes must be equal, but are 1024 and 2048. Shapes are [1,1024] and [1,2048]. for 'Assign' (op: 'Assign') with input shapes: [1,1024], [1,2048].",
)
@rule(
    "The variable shape {model:shape}, and the assigned value shape {file:shape} are incompatible",
    example="ValueError: Cannot assign value to variable ' lstm/lstm_cell/kernel:0': Shape mismatch.The variable shape (5, 256), and the assigned value shape (7, 256) are incompatible.",
)
@rule(
    "must match. variable.shape={model:shape}, Received: value.shape={file:shape}",
    example="ValueError: The shape of the target variable and the shape of the target value in `variable.assign(value)` must match. variable.shape=(3, 16), Received: value.shape=(4, 16). Target variable: <Variable path=lstm/lstm_cell/kernel, shape=(3, 16), dtype=float32>",
)
@rule(
    "Tensor's shape {file:shape} is not compatible with supplied shape {model:shape}",
    example="ValueError: Tensor's shape (300, 800) is not compatible with supplied shape (768, 800)",
)
@rule(
    "initial value's shape ({file:shape}) is not compatible with the explicitly supplied shape argument ({model:shape})",
    example="ValueError: In this `tf.Variable` creation, the initial value's shape ((384,)) is not compatible with the explicitly supplied `shape` argument ((2, 384)).",
)
def other_weight_shape(said: Said, model: Shape, file: Shape) -> Guess | None:
    """Two shapes of one array of weights."""
    return differing_weights(model, file)


@rule(
    "^Shapes {model:shape} and {file:shape} are incompatible",
    example='Traceback (most recent call last):\n  File "train.py", line 9, in <module>\n    model.load_weights("m.h5")\n  File "/usr/lib/python3/site-packages/keras/saving/hdf5_format.py", line 733, in load_weights_from_hdf5_group\n    backend.batch_set_value(weight_value_tuples)\n  File "/usr/lib/python3/site-packages/keras/engine/training.py", line 9, in load_weights\n    load(f)\nValueError: Shapes (5, 16) and (3, 16) are incompatible',
)
def loaded_weight_shape(said: Said, model: Shape, file: Shape) -> Guess | None:
    """The same words as of labels, below a call that loads weights."""
    loads = {"load_weights", "set_weights"} & said.hints.functions
    return differing_weights(model, file) if loads else None


def differing_weights(model: Shape, file: Shape) -> Guess:
    """Two shapes of one array of weights."""
    words = f"an array of weights is {shape_text(file)} in the file and {shape_text(model)} in the model"
    sizes = sorted(size or 0 for size in (*model, *file))
    if len(model) == len(file) == 1 and sizes[1] == 2 * sizes[0]:
        cudnn = f"{words}: that of a cuDNN layer is twice as long"
        return weights_guess(cudnn, "LD802", "LD906", model=model, file=file)
    return weights_guess(words, model=model, file=file)


def weights_guess(words: str, *codes: str, model: Shape | None = None, file: Shape | None = None) -> Guess:
    """A guess about weights."""
    return Guess(codes or ("LD906", "LD802"), words, model, file, help=HELP)


RULES = (
    turned_gru_bias,
    fixed_rule(
        "LD802 LD906",
        "the file holds a GRU with another `reset_after` than the model has, as other versions write it",
        {
            "is not compatible with GRU(reset_after": "ValueError: GRU(reset_after=False) is not compatible with GRU(reset_after=True)",
        },
        help="build the GRU with the `reset_after` of the file",
        python="layers.GRU(units, reset_after=False)",
    ),
    number_of_weights,
    other_weight_shape,
    loaded_weight_shape,
    fixed_rule(
        "LD906 LD802",
        WRONG,
        {
            "to load a weight file containing ... layers into a model with": "ValueError: You are trying to load a weight file containing 3 layers into a model with 0 layers.",
            "A total of {n:int} objects could not be loaded": "ValueError: A total of 2 objects could not be loaded. Example error message for object <Dense name=dense, built=True>: Layer 'dense' expected 2 variables, but received 0 variables during loading. Expected: ['kernel', 'bias']",
            "Layer count mismatch when loading weights": "ValueError: Layer count mismatch when loading weights from file. Model expected 2 layers, found 3 saved layers.",
            "Weight count mismatch for": "ValueError: Weight count mismatch for top-level weights when loading weights from file. Model expects 0 top-level weight(s). Received 2 saved top-level weight(s)",
            "expected {n:int} variables, but received {m:int} variables during loading": "ValueError: Layer 'lstm_cell' expected 3 variables, but received 0 variables during loading. Expected: ['kernel', 'recurrent_kernel', 'bias']",
            "Key ... not found in checkpoint": "W tensorflow/core/framework/op_kernel.cc:1502] OP_REQUIRES failed at save_restore_v2_ops.cc:184 : Not found: Key LSTMD2/basic_lstm_cell/bias not found in checkpoint",
            "Restoring from checkpoint failed": "InvalidArgumentError: Restoring from checkpoint failed. This is most likely due to a mismatch between the current graph and the graph from the checkpoint. Please ensure that you have not altered the graph expected based on the checkpoint. Original error:",
        },
        help=HELP,
    ),
)
