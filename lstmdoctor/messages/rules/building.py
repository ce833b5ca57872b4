"""Models that do not say what input they take, or have an input of another shape already."""

from __future__ import annotations

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.rules.rule import Said, fixed_rule, rule
from lstmdoctor.text import shape_text


@rule(
    'shape of the input to "Flatten" is not fully defined (got {shape:shape}',
    example='Exception: The shape of the input to "Flatten" is not fully defined (got (None, 200). Make sure to pass a complete "input_shape" or "batch_input_shape" argument to the first layer in your model.',
)
def flattened_input(said: Said, shape: Shape) -> Guess | None:
    """Keras 1 and 2 print no batch axis; a size of 0 is what a sequence too short leaves."""
    if 0 in shape:
        return Guess(("LD309",), f"nothing is left of the sequence in front of Flatten: {shape_text(shape)}")
    return Guess(("LD801", "LD302"), f"Flatten needs every size and gets {shape_text(shape)}")


@rule(
    "Shapes used to initialize variables must be fully-defined...time_distributed",
    example="ValueError: Shapes used to initialize variables must be fully-defined (no `None` dimensions). Received: shape=(None, 16) for variable path='sequential/time_distributed/lstm/lstm_cell/kernel'",
)
def wrapped_timestep(said: Said) -> Guess | None:
    """A recurrent layer in TimeDistributed, which takes the timesteps away from it."""
    return Guess(
        ("LD902", "LD202", "LD801"),
        "a TimeDistributed layer hands the layer in it one timestep, and that takes a sequence",
        help="leave TimeDistributed out around a recurrent layer, unless each timestep is a sequence itself",
    )


RULES = (
    flattened_input,
    wrapped_timestep,
    fixed_rule(
        "LD801",
        "the model does not say what input it takes: it was never built",
        {
            "InputLayer should be passed either {a|an}": 'Error: "Initialization error: An InputLayer should be passed either a `batchInputShape` or an `inputShape`."',
            "has no defined {input|output} shape yet": "ValueError: Sequential model 'sequential' has no defined output shape yet.",
            "has no defined {inputs|outputs} yet": "ValueError: Sequential model 'sequential' has no defined inputs yet.",
            "cannot be built because it has no layers": "ValueError: Sequential model sequential cannot be built because it has no layers. Call `model.add(layer)`.",
            "a model that has not yet been built": "ValueError: You are saving a model that has not yet been built. Try building the model first by calling it on some data or by using `build()`.",
            "subclassed Model which has not created its variables yet": "ValueError: Unable to load weights saved in HDF5 format into a subclassed Model which has not created its variables yet. Call the Model first, then load the weights.",
            "cannot be saved because the input shape is not available": "ValueError: Model <net.Forecaster object at 0x7f> cannot be saved because the input shape is not available. Please specify an input shape either by calling `build(input_shape)` directly, or by calling the model on actual data using `Model()`, `Model.fit()`, or `Model.predict()`.",
            "Input shape must be defined when calling build()": "ValueError: Input shape must be defined when calling `build()` on a `Model` subclass.",
            "{this|the} model has not yet been built": "ValueError: This model has not yet been built. Build the model first by calling `build()` or calling `fit()` with some data, or specify an `input_shape` argument in the first layer(s) for automatic build.",
            "forward pass of the model is not defined": "ValueError: Model <keras.engine.sequential.Sequential object at 0x7f> cannot be saved either because the input shape is not available or because the forward pass of the model is not defined.",
            "has never been called": "AttributeError: The layer sequential has never been called and thus has no defined input.",
            "first layer in a Sequential model must {get|have} an": "ValueError: The first layer in a Sequential model must get an `input_shape` or `batch_input_shape` argument.",
            "'Sequential' object has no attribute '{_nested_inputs|_nested_outputs|inputs|outputs}'": "AttributeError: 'Sequential' object has no attribute '_nested_inputs'",
            "has no inbound nodes": "AttributeError: Layer lstm has no inbound nodes.",
            "Unable to automatically build the model": "ValueError: Unable to automatically build the model. Please build it yourself before calling fit/evaluate/predict. A model is 'built' when its variables have been created and its `self.built` attribute is True.",
            "but the layer isn't built": "ValueError: You tried to call `count_params` on layer 'lstm', but the layer isn't built. You can build it manually via: `layer.build(input_shape)`.",
            "Weights for model {name:name} have not yet been created": "ValueError: Weights for model sequential have not yet been created. Weights are created when the Model is first called on inputs or `build()` is called with an `input_shape`.",
            "format requires the model to be a Functional model": "NotImplementedError: Saving the model to HDF5 format requires the model to be a Functional model or a Sequential model. It does not work for subclassed models, because such models are defined via the body of a Python method, which isn't safely serializable.",
        },
    ),
    fixed_rule(
        "LD801 LD210",
        "the number of features is left free, and weights need it",
        {
            "Shapes used to initialize variables must be fully-defined": "ValueError: Shapes used to initialize variables must be fully-defined (no `None` dimensions). Received: shape=(None, 16) for variable path='lstm/lstm_cell/kernel'",
            "last dimension of the input shape of a {layer:word} layer should be defined": "ValueError: The last dimension of the input shape of a Dense layer should be defined. Found None. Received: input_shape=(None, 10, None)",
            "last dimension of the inputs to [a ]Dense [layer ]should be defined": "ValueError: The last dimension of the inputs to `Dense` should be defined. Found `None`.",
            "channel dimension of the inputs [(last axis) ]should be defined": "ValueError: The channel dimension of the inputs should be defined. Found `None`.",
            "Undefined shapes are not supported": "ValueError: Undefined shapes are not supported.",
            "only support static input shapes for the spatial dimension": "ValueError: ConvLSTM layers only support static input shapes for the spatial dimension. Received invalid input shape: input_shape=(None, 5, None, 7, 1)",
        },
    ),
    fixed_rule(
        "LD801 LD302",
        "the number of timesteps is left free, and an unrolled layer needs it",
        {
            "Cannot unroll a RNN if the time dimension is undefined": "ValueError: Cannot unroll a RNN if the time dimension is undefined. \n- If using a Sequential model, specify the time dimension by passing an `Input()` as your first layer.",
            "Unrolling requires a fixed number of timesteps": "ValueError: Unrolling requires a fixed number of timesteps.",
        },
    ),
    fixed_rule(
        "LD906",
        "an earlier call of this model failed, and Keras goes on with what it traced then",
        {
            "Creating variables on a non-first call to a function": "ValueError: Creating variables on a non-first call to a function decorated with tf.function.",
            "tf.function only supports singleton tf.Variables created on the first call": "ValueError: tf.function only supports singleton tf.Variables created on the first call. Make sure the tf.Variable is only created once or created outside tf.function.",
            "Attr 'Toutput_types' of 'OptionalFromValue' Op passed list of length 0": "ValueError: Attr 'Toutput_types' of 'OptionalFromValue' Op passed list of length 0 less than minimum 1.",
        },
        help="compile the model again, with an optimizer by its name or a new one, then repeat the call",
    ),
    fixed_rule(
        "LD906 LD805",
        "the model already has an input of another shape",
        {
            "already been configured to use input shape": "ValueError: Sequential model 'sequential' has already been configured to use input shape (None, 5, 3). You cannot build it with input_shape (None, 6, 3)",
        },
    ),
)
