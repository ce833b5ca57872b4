"""The output shapes of common layers, by class: shapes in, shapes out, None for what is not sure.

Every rule has the signature ``(layer, shapes) -> list of shapes``; shapes have the batch axis first. The
rules restate `compute_output_shape` of the Keras layers (keras/src/layers/**, v3.15.1) and of their older
namesakes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod

from lstmdoctor.core.spec import MAX_RANK, Dim, Layer, Shape
from lstmdoctor.keras_rules.convolution import RULES as CONVOLUTION
from lstmdoctor.keras_rules.merging import RULES as MERGING

Shapes = list[Shape | None]
Rule = Callable[[Layer, Sequence[Shape | None]], Shapes]
UNKNOWN: Shapes = [None]


def positive_option(layer: Layer, key: str) -> int | None:
    """A size among the options."""
    value = layer.options.get(key)
    return value if type(value) is int and value > 0 else None


def _unchanged_shapes(layer: Layer, shapes: Sequence[Shape | None]) -> Shapes:
    return [shapes[0]]


def _last_axis(key: str) -> Rule:
    def rule(layer: Layer, shapes: Sequence[Shape | None]) -> Shapes:
        size, x = positive_option(layer, key), shapes[0]
        return [(*x[:-1], size)] if size is not None and x is not None and len(x) > 1 else UNKNOWN

    return rule


def _embedding_shapes(layer: Layer, shapes: Sequence[Shape | None]) -> Shapes:
    size, x = positive_option(layer, "output_dim"), shapes[0]
    return [(*x, size)] if size is not None and x is not None else UNKNOWN


def _flatten_shapes(layer: Layer, shapes: Sequence[Shape | None]) -> Shapes:
    x = shapes[0]
    return UNKNOWN if x is None else [(x[0], _product_of_axes(x[1:]))]


def _product_of_axes(axes: Sequence[Dim]) -> Dim:
    sizes = [axis for axis in axes if axis is not None]
    return prod(sizes) if len(sizes) == len(axes) else None


def _reshape_shapes(layer: Layer, shapes: Sequence[Shape | None]) -> Shapes:
    target, x = layer.options.get("target_shape"), shapes[0]
    if not isinstance(target, tuple) or len(target) >= MAX_RANK:
        return UNKNOWN
    if any(axis < -1 or axis == 0 for axis in target):
        return UNKNOWN
    if -1 not in target:
        return [(x[0] if x else None, *target)]
    total = _product_of_axes(x[1:]) if x is not None else None
    known = prod(axis for axis in target if axis != -1)
    rest = total // known if total is not None and total % known == 0 and target.count(-1) == 1 else None
    return [(x[0] if x else None, *(rest if axis == -1 else axis for axis in target))]


def _repeat_vector_shapes(layer: Layer, shapes: Sequence[Shape | None]) -> Shapes:
    size, x = positive_option(layer, "n"), shapes[0]
    return [(x[0], size, x[1])] if size is not None and x is not None and len(x) == 2 else UNKNOWN


def _permute_shapes(layer: Layer, shapes: Sequence[Shape | None]) -> Shapes:
    dims, x = layer.options.get("dims"), shapes[0]
    if x is None or not isinstance(dims, tuple) or sorted(dims) != list(range(1, len(x))):
        return UNKNOWN
    return [(x[0], *(x[axis] for axis in dims))]


def _recurrent_shapes(layer: Layer, shapes: Sequence[Shape | None]) -> Shapes:
    units = positive_option(layer, "units")
    x = shapes[0] or (None, None, None)  # whatever it is, a recurrent layer takes nothing but rank 3
    if units is None or len(x) != 3:
        return UNKNOWN
    batch = None if layer.options.get("time_major") is True else x[0]
    sequences = layer.options.get("return_sequences") is True
    states: Shapes = []
    if layer.options.get("return_state") is True:
        states = [(batch, units)] * _STATES.get(str(layer.options.get("cell", layer.class_name)), 0)
    return [(x[0], x[1], units) if sequences else (batch, units), *states]


_STATES = {
    "LSTM": 2, "CuDNNLSTM": 2, "LSTMCell": 2, "PeepholeLSTMCell": 2,
    "GRU": 1, "CuDNNGRU": 1, "GRUCell": 1, "SimpleRNN": 1, "SimpleRNNCell": 1,
}  # fmt: skip

_UNCHANGED = (
    "InputLayer", "Activation", "ActivityRegularization", "AlphaDropout", "BatchNormalization", "Dropout",
    "ELU", "GaussianDropout", "GaussianNoise", "GroupNormalization", "Highway", "Identity",
    "LayerNormalization", "LeakyReLU", "Masking", "Normalization", "PReLU", "ParametricSoftplus",
    "RMSNormalization", "ReLU", "Rescaling", "SReLU", "Softmax", "SpatialDropout1D", "SpatialDropout2D",
    "SpatialDropout3D", "ThresholdedReLU", "UnitNormalization",
)  # fmt: skip

RULES: dict[str, Rule] = {
    **dict.fromkeys(_UNCHANGED, _unchanged_shapes),
    **dict.fromkeys(("LSTM", "GRU", "SimpleRNN", "RNN", "CuDNNLSTM", "CuDNNGRU"), _recurrent_shapes),
    **dict.fromkeys(("Dense", "TimeDistributedDense", "MaxoutDense"), _last_axis("units")),
    "Embedding": _embedding_shapes,
    "Flatten": _flatten_shapes,
    "Reshape": _reshape_shapes,
    "RepeatVector": _repeat_vector_shapes,
    "Permute": _permute_shapes,
    **CONVOLUTION,
    **MERGING,
}
