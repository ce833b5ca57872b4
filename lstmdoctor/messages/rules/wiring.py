"""What is nobody's data: layers made with settings they do not take, models wired in another way, versions."""

from __future__ import annotations

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.rules.rule import Said, fixed_rule, rule
from lstmdoctor.text import safe_text

OF_DATA = frozenset(
    [
        "x",
        "y",
        "data",
        "inputs",
        "input",
        "sequences",
        "sequence",
        "targets",
        "target",
        "labels",
        "y_true",
        "y_pred",
        "sample_weight",
        "mask",
        "value",
        "values",
        "dtype",
        "dataset",
    ]
)
"""Arguments that data comes in; those with the word `shape` in their name are of data too."""


@rule(
    "{Received|Got|Received instead}: {argument:word}=",
    "ValueError",
    "TypeError",
    example="ValueError: Argument `n` should be a positive integer. Received: n=0",
)
def refused_setting(said: Said, argument: str) -> Guess | None:
    """The words in which Keras shows what it refuses, of an argument that no data comes in."""
    named = f"`{argument}`" in said.text or "argument" in said.text.lower()
    if not named or argument.lower() in OF_DATA or "shape" in argument.lower():
        return None
    words = (
        f"the argument `{safe_text(argument)}` of a Keras call is none that it takes, no data was looked at"
    )
    return Guess(("LD906",), words, help="look at what the message says of that argument")


RULES = (
    fixed_rule(
        "LD906",
        "the layer was called with arguments in the wrong place",
        {
            "Only input tensors may be passed as positional arguments": "ValueError: Only input tensors may be passed as positional arguments. The following argument value should be passed as a keyword argument: 3 (of type <class 'int'>)",
            "When providing inputs as a dict, all keys in the dict must match": "ValueError: When providing `inputs` as a dict, all keys in the dict must match the names of the corresponding tensors. Received key 'k' mapping to value <KerasTensor> which has name 'v'.",
            "you cannot mix tensors and non-tensors": "ValueError: In a nested call() argument, you cannot mix tensors and non-tensors. Received invalid mixed argument: inputs=[<KerasTensor>, 3]",
        },
    ),
    fixed_rule(
        "LD906",
        "a layer was made with a setting it does not take, no data was looked at",
        {
            "must be {a positive|an} integer": "ValueError: `units` must be a positive integer. Received: units=-1",
            "Dimension value must be integer or None": "TypeError: Dimension value must be integer or None or have an __index__ method, got value '3.5' with type '<class 'float'>'",
            "Invalid value for [the ]argument": "ValueError: Invalid value for argument `units`. Expected a positive integer, got -1",
            "Cannot convert '{value:text}' to a shape": "ValueError: Cannot convert '(-1, 3)' to a shape. Negative dimensions are not allowed.",
            "Argument inputs must be a sequence": 'TypeError: Argument `inputs` must be a sequence. Received: Tensor("Reshape_3:0", shape=(?, 10, 384), dtype=int32)',
            "Shapes must be 1D sequences of concrete values": "TypeError: Shapes must be 1D sequences of concrete values of integer type, got `(None, 32, 32, 144)`.",
            "The rank of mean": "ValueError: The rank of `mean` must be less than or equal to the number of kept axes",
            "mean and variance must have the same shape": "ValueError: When setting values directly, `mean` and `variance` must have the same shape. Received: mean shape (3,) and variance shape (4,)",
            "All axis values must be in the range": "ValueError: All `axis` values must be in the range [-ndim, ndim). Found ndim: `2`, axis: (3,)",
        },
    ),
    fixed_rule(
        "LD906",
        "a NumPy function was called on a symbolic tensor, or NumPy is too new for this TensorFlow",
        {
            "len is not well defined for symbolic": "TypeError: len is not well defined for symbolic Tensors. (input_1:0) Please call `x.shape` rather than `len(x)` for shape information.",
            "Cannot convert a symbolic {Tensor|Keras|tf.Tensor}": "NotImplementedError: Cannot convert a symbolic Tensor (lstm_1/strided_slice:0) to a numpy array. This error may indicate that you're trying to pass a Tensor to a NumPy call, which is not supported",
            "A KerasTensor cannot be used as input to a": "ValueError: A KerasTensor cannot be used as input to a TensorFlow function. A KerasTensor is a symbolic placeholder for a shape and dtype, used when constructing Keras Functional models or Keras Functions.",
            "symbolic input/output, to a TF API that does not allow": "TypeError: You are passing KerasTensor(type_spec=TensorSpec(shape=(None, 10, 3), dtype=tf.float32, name='input_1')), an intermediate Keras symbolic input/output, to a TF API that does not allow registering custom dispatchers, such as `tf.cond`",
            "A KerasTensor is symbolic": "ValueError: A KerasTensor is symbolic: it's a placeholder for a shape an a dtype. It doesn't have any actual numerical value. You cannot convert it to a NumPy array.",
            "Using a symbolic tf.Tensor as a Python": "OperatorNotAllowedInGraphError: Using a symbolic `tf.Tensor` as a Python `bool` is not allowed.",
            "Cannot iterate over a tensor": "TypeError: Cannot iterate over a tensor with unknown first dimension.",
            "Iterating over a symbolic tf.Tensor is not allowed": "OperatorNotAllowedInGraphError: Iterating over a symbolic `tf.Tensor` is not allowed.",
        },
    ),
    fixed_rule(
        "LD906",
        "a layer of the model hands None to an operation: a mask that cannot be joined, or an axis left free",
        {
            "Attempt to convert a value (None) with an unsupported type": "ValueError: Exception encountered when calling BroadcastTo.call().\n\nAttempt to convert a value (None) with an unsupported type (<class 'NoneType'>) to a Tensor.",
        },
        help="fix the number of timesteps in Input, or leave the mask out where branches are joined",
    ),
    fixed_rule(
        "LD906",
        "a function was called with an argument that it does not know, in this version or in these brackets",
        {
            "{rnn|add|while_loop}() got an unexpected keyword argument": "TypeError: add() got an unexpected keyword argument 'input_shape'",
        },
        help="look at the brackets of the call, and at the versions of Keras and TensorFlow that are installed",
    ),
    fixed_rule(
        "LD906",
        "sizes are of another type than Keras takes: it and TensorFlow are of versions that do not go together",
        {
            "unsupported operand type(s) for {sign:text}: 'Dimension'": "TypeError: unsupported operand type(s) for *: 'Dimension' and 'float'",
        },
        "TypeError",
        help="install versions of Keras and TensorFlow that were made for each other",
    ),
    fixed_rule(
        "LD906",
        "two libraries do not fit each other: a size came in the type of another one",
        {
            "got list containing Tensors of type": "TypeError: Expected int32, got list containing Tensors of type '_Message' instead.",
        },
        help="look at the versions of Keras, TensorFlow and protobuf that are installed",
    ),
    fixed_rule(
        "LD906",
        "the model is wired in a way Keras does not take, no data was looked at",
        {
            "Output tensors of a {model:text} must be": 'ValueError: Output tensors of a Functional model must be the output of a TensorFlow `Layer` (thus holding past layer metadata). Found: Tensor("add:0", shape=(None, 1))',
            "contains the same input multiple times": "ValueError: The list of inputs passed to the model contains the same input multiple times. All inputs should only appear once.Received inputs=[<KerasTensor>, <KerasTensor>]",
            "All {inputs|outputs} values must be KerasTensors": "ValueError: All `outputs` values must be KerasTensors. Received: outputs=[1] including invalid value 1 of type <class 'int'>",
            "should have unique names": "ValueError: All layers added to a Sequential model should have unique names. Name 'lstm' is already the name of a layer in this model. Update the `name` argument to pass a unique name.",
            "can be added to a Sequential model": "ValueError: Only instances of `keras.Layer` can be added to a Sequential model. Received: [] (of type <class 'list'>)",
            "layer should be called on exactly 2 inputs": "ValueError: A `Dot` layer should be called on exactly 2 inputs. Received: inputs=[<KerasTensor>]",
            "Forward layer and backward layer": "ValueError: Forward layer and backward layer should have different `go_backwards` value. Received: forward_layer.go_backwards False, backward_layer.go_backwards=False",
            "Graph disconnected": "ValueError: Graph disconnected: cannot obtain value for tensor KerasTensor(type_spec=TensorSpec(shape=(None, 10, 3), dtype=tf.float32, name='input_1'), name='input_1') at layer \"lstm\".",
            "should have a single output": "TypeError: All layers in a Sequential model should have a single output tensor. For multi-output layers, use the functional API.",
            "last dimension of the input shape must be equal to output shape": "ValueError: The last dimension of the input shape must be equal to output shape. Use a linear layer if needed.",
            "inputs not connected to outputs": "ValueError: `inputs` not connected to `outputs`",
            "was called with an input that isn't a symbolic tensor": "ValueError: Layer lstm_1 was called with an input that isn't a symbolic tensor. Received type: <class 'numpy.ndarray'>. Full input: [array([[[0.1]]])]. All inputs to the layer should be tensors.",
            "Input tensors to a {model:text} must": "ValueError: Input tensors to a Functional model must come from `tf.keras.Input`. Received: 3 (missing previous layer metadata).",
        },
    ),
    fixed_rule(
        "LD906",
        "two Keras libraries are mixed, or something that is not a layer was added",
        {
            "Please initialize {wrapper:name} layer with a": 'ValueError: Please initialize `TimeDistributed` layer with a `Layer` instance. You passed: Tensor("dense_1/BiasAdd:0", shape=(?, 4), dtype=float32)',
            "The added layer must be an instance of class": "TypeError: The added layer must be an instance of class Layer. Found: <keras.layers.recurrent.LSTM object at 0x7f>",
            "is not connected, no input to return": "AttributeError: Layer lstm_1 is not connected, no input to return.",
        },
    ),
    fixed_rule(
        "LD906",
        "how the layer was made is at fault or only a warning, no data was looked at",
        {
            "You must pass a shape argument": "ValueError: You must pass a `shape` argument.",
            "You cannot pass both": "ValueError: You cannot pass both `batch_size` and `batch_shape` at the same time.",
            "Do not pass an input_shape/input_dim argument": "UserWarning: Do not pass an `input_shape`/`input_dim` argument to a layer. When using Sequential models, prefer using an `Input(shape)` object as the first layer in the model instead.",
            "Argument input_length is deprecated": "UserWarning: Argument `input_length` is deprecated. Just remove it.",
            "will not use cuDNN kernel": "WARNING:tensorflow:Layer lstm will not use cuDNN kernels since it doesn't meet the criteria. It will use a generic GPU kernel as fallback when running on GPU.",
            "triggered tf.function retracing": "WARNING:tensorflow:5 out of the last 5 calls to <function Model.make_predict_function.<locals>.predict_function at 0x7f> triggered tf.function retracing. Tracing is expensive and the excessive number of tracings could be due to (1) creating @tf.function repeatedly in a loop",
        },
    ),
    refused_setting,
)
