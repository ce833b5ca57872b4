"""A fixed batch size: stateful layers, batch axes built into a model."""

from __future__ import annotations

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.rules.rule import Said, fixed_rule, rule
from lstmdoctor.text import safe_text

STATIC = "the model has a stateful layer and no fixed batch size"
STATE = "is a state handed over (initial_state, reset_states, an encoder), or is the layer stateful"


@rule(
    "Expected batch size: {wanted:int} - Received batch size: {given:int}",
    example="ValueError: If an RNN is stateful, the batch size of the input sequences must be the same as the batch size of the initial state. \n- Expected batch size: 4\n- Received batch size: 8",
)
def stateful_batch(said: Said, wanted: int, given: int) -> Guess | None:
    """Keras 3."""
    return Guess(
        ("LD401",),
        f"a batch has {given} samples, the stateful model was built for {wanted}",
        python=(
            f"model.fit(x[: len(x) // {wanted} * {wanted}], y[: len(y) // {wanted} * {wanted}], "
            f"batch_size={wanted}, shuffle=False)"
        ),
    )


@rule(
    "Invalid input_{h|c} shape: {state:shape}[,] {wanted:shape}",
    example="InvalidArgumentError: [_Derived_] Invalid input_h shape: [1,33,16] [1,32,16] [[{{node CudnnRNNV3}}]] [[sequential/gru/StatefulPartitionedCall]] [Op:__inference_train_function_3493]",
)
def cudnn_state(said: Said, state: Shape, wanted: Shape) -> Guess | None:
    """cuDNN: (layers, batch, units)."""
    if len(state) != 3 or len(wanted) != 3 or state[1] == wanted[1]:
        words = "the state of the recurrent layer has another shape than its batch"
        return Guess(("LD906", "LD401"), words, question=STATE)
    words = f"the state was built for a batch of {state[1]} and the batch has {wanted[1]} samples"
    return Guess(("LD401", "LD906"), words, question=STATE)


@rule(
    "Specified a list with shape {built:shape} from a tensor with shape {came:shape}",
    example="InvalidArgumentError: Specified a list with shape [25,2] from a tensor with shape [24,2] [[node sequential_9/lstm_23/TensorArrayUnstack/TensorListFromTensor (defined at \\keras\\engine\\training.py:1629) ]] [Op:__inference_train_function_1]",
)
def listed_timesteps(said: Said, built: Shape, came: Shape) -> Guess | None:
    """The list of timesteps, each (batch, features), that TensorFlow unstacks the data to."""
    if built[1:] == came[1:] and built[:1] != came[:1]:
        words = f"a batch has {came[0] or 'another number of'} samples, the model was built for "
        return Guess(("LD401",), f"{words}{built[0] or 'any'}", built, came)
    words = "a timestep has another shape than the one the layer was built for"
    return Guess(("LD210", "LD302", "LD401"), words, built, came)


@rule(
    "enters the loop with shape {before:shape}, but has shape {after:shape} after one iteration",
    example="ValueError: Input tensor 'lstm/zeros:0' enters the loop with shape (16, 8), but has shape (None, 8) after one iteration. To allow the shape to vary across iterations, use the `shape_invariants` argument of tf.while_loop to specify a less-specific shape.",
)
def looped_state(said: Said, before: Shape, after: Shape) -> Guess | None:
    """A state that changes its shape from step to step: a cell of one's own, or the state it began with."""
    return Guess(
        ("LD906", "LD401"),
        "the state of a recurrent layer has another shape after a timestep than before it",
        help="let the cell give states of the shape that it takes, and its initial state the batch of the data",
        question="is it a cell of your own, or a layer of Keras that was given a state",
    )


@rule(
    "State {number:int} is incompatible with layer {layer:name}",
    example="ValueError: State 0 is incompatible with layer lstm: expected shape=(8, 4) but found shape=(4, 4)",
)
def refused_state(said: Said, number: int, layer: str) -> Guess | None:
    """`reset_states` with arrays of one's own."""
    words = f"the state that {safe_text(layer)} was given has another shape than the layer keeps"
    return Guess(("LD906", "LD401"), words, help="give one array of (batch, units) per state of the layer")


RULES = (
    refused_state,
    stateful_batch,
    listed_timesteps,
    looped_state,
    cudnn_state,
    fixed_rule(
        "LD401",
        "the number of samples is not a multiple of the batch size of a stateful model",
        {
            "In a stateful network, you should only pass inputs": "ValueError: In a stateful network, you should only pass inputs with a number of samples that can be divided by the batch size. Found: 90 samples",
            "The number of samples {n:int} is not divisible by batch size": "ValueError: The number of samples 90 is not divisible by batch size 32.",
        },
    ),
    fixed_rule(
        "LD401",
        "a batch has another size than the stateful model was built for",
        {
            "the batch size of the input sequences must be the same as the batch size of the initial state": "ValueError: If an RNN is stateful, the batch size of the input sequences must be the same as the batch size of the initial state",
        },
    ),
    fixed_rule(
        "LD904",
        STATIC,
        {
            "If {a|an} RNN is stateful[,] it needs to know its batch size": "ValueError: If a RNN is stateful, it needs to know its batch size. Specify the batch size of your input tensors:",
            "If {a|an} RNN is stateful, a complete input_shape must be provided": "Exception: If a RNN is stateful, a complete input_shape must be provided (including batch size).",
            "When using stateful=True in a RNN, the batch size must be static": "ValueError: When using `stateful=True` in a RNN, the batch size must be static. Found dynamic batch size: sequence.shape=(None, 5, 3)",
            "^Layer must be stateful": "AttributeError: Layer must be stateful.",
        },
    ),
    fixed_rule(
        "LD906 LD401",
        "the initial state does not fit the layer",
        {
            "Layer has {n:int} states but was passed {m:int} initial states": "ValueError: Layer has 2 states but was passed 1 initial states. Received: initial_state=[<tf.Tensor: shape=(8, 4), dtype=float32>]",
            "expects {n:int} states, but it received {m:int} state values": "ValueError: Layer lstm expects 2 states, but it received 1 state values. States received: [<tf.Tensor>]",
            "{initial state|initial state or constants} of {a Bidirectional|an RNN} layer cannot be specified": "ValueError: The initial state or constants of an RNN layer cannot be specified via a mix of Keras tensors and non-Keras tensors",
            "initial_state was passed that is not compatible with": "ValueError: An `initial_state` was passed that is not compatible with `cell.state_size`. Received `state_spec`=ListWrapper([InputSpec(shape=(None, 128), ndim=2)]); however `cell.state_size` is [64, 64]",
        },
        help="give as many states, of as many units, as the layer keeps: two for an LSTM, one for a GRU",
        question=STATE,
    ),
    fixed_rule(
        "LD401",
        "`batch_size` is another than the one built into the model",
        {
            "The batch_size argument value {n:int} is incompatible with the specified batch size of": "ValueError: The `batch_size` argument value 32 is incompatible with the specified batch size of your Input Layer: 16",
        },
    ),
)
