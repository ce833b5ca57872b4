"""Fewer timesteps than the convolutions need

What it is
    Convolutions or pooling stand before the first recurrent layer, and the sequences have fewer timesteps
    than their windows take: nothing is left for the recurrent layer.

Why it matters
    A window of 5 steps has no place in a sequence of 4, and every layer without ``padding="same"`` makes the
    sequence shorter for the next.

What Keras says
    Keras 3 on TensorFlow: ``Negative dimension size caused by subtracting 5 from 4``. A model built for so
    few timesteps: ``Computed output size would be negative``. Run eagerly, pooling may end the whole process.

Example
    ``x`` of shape (200, 4, 3) for ``Input((None, 3))``, ``Conv1D(16, 5)``, ``LSTM(8)``.

Cure
    Longer sequences, ``padding="same"`` or smaller windows in the model, or padding up to the shortest length
    that works.

Risk
    Padding that the windows read as data dominates sequences this short.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.core.findings import Case, Cure, Fault, Finding, Pair
from lstmdoctor.core.spec import Layer
from lstmdoctor.text import count_noun

FAULT = Fault(
    "LD309",
    "too-short",
    "error",
    meaning="the sequence is shorter than a kernel or pool",
    cure=Cure(
        "give longer sequences, or a smaller kernel, pool or stride; look whether time stands on axis 1"
    ),
)
SAME_LENGTH = frozenset(
    {
        "Activation", "ActivityRegularization", "AlphaDropout", "BatchNormalization", "Dense",
        "Discretization", "Dropout", "ELU", "Embedding", "GaussianDropout", "GaussianNoise",
        "Identity", "LayerNormalization", "LeakyReLU", "Masking", "Normalization", "PReLU", "ReLU",
        "Rescaling", "Softmax", "SpatialDropout1D", "ThresholdedReLU", "UnitNormalization",
    }
)  # fmt: skip
"""Layers that give as many timesteps as they take."""
CONVOLUTIONS = ("Conv1D", "Convolution1D", "AtrousConvolution1D", "SeparableConv1D", "DepthwiseConv1D")
POOLING = ("MaxPooling1D", "AveragePooling1D", "MaxPool1D", "AvgPool1D")


def find(case: Case) -> Iterator[Finding]:
    """Sequences that the windows on their way do not fit into."""
    for pair in case.pairs:
        length, least = length_of(pair), fewest_path_timesteps(pair.input.path)
        if length is None or least is None or not 0 < length < least:
            continue
        asked = pair.goal.timesteps is None
        yield FAULT.found(
            pair.input.name,
            f"the sequences have {count_noun(length, 'timestep')}, "
            f"the convolutions and pooling of the model need {least:,}",
            f"take longer sequences or smaller windows{f', or pad: --pad {least}' if asked else ''}",
            remedy="option" if asked else "none",
            evidence={"timesteps": length, "needed": least},
        )


def length_of(pair: Pair) -> int | None:
    """Timesteps that the model will get; None where that is not settled."""
    reading = pair.chosen or (pair.readings[0] if len(pair.readings) == 1 else None)
    facts = (reading.result or pair.facts) if reading is not None else None
    if facts is None or not pair.goal.timed or facts.rank < 2 or pair.input.time_major:
        return None
    return facts.axes[1] if isinstance(facts.axes[1], int) else None


def fewest_path_timesteps(path: tuple[Layer, ...]) -> int | None:
    """The fewest timesteps that leave one at the end of a path; None where a layer is not understood."""
    least = 1
    for layer in reversed(path):
        if layer.recurrent or layer.wrapper == "TimeDistributed" or layer.class_name in SAME_LENGTH:
            continue
        before = before_layer(layer, least)
        if before is None:
            return None
        least = max(1, before)
    return least


def before_layer(layer: Layer, least: int) -> int | None:
    """Timesteps that a layer needs to give `least` of them."""
    if layer.options.get("data_format") == "channels_first":
        return None
    if layer.class_name in CONVOLUTIONS:
        kernel, dilation = (
            layer_size_setting(layer, "kernel_size", None),
            layer_size_setting(layer, "dilation_rate", 1),
        )
        return timesteps_under_windows(
            layer, least, dilated_kernel_span(kernel, dilation), layer_size_setting(layer, "strides", 1)
        )
    if layer.class_name in POOLING:
        size = layer_size_setting(layer, "pool_size", 2)
        return timesteps_under_windows(layer, least, size, layer_size_setting(layer, "strides", size))
    return timesteps_before_resize(layer, least)


def dilated_kernel_span(kernel: int | None, dilation: int | None) -> int | None:
    """Timesteps from the first to the last that a dilated kernel reads."""
    return None if kernel is None or dilation is None else (kernel - 1) * dilation + 1


def timesteps_under_windows(layer: Layer, least: int, window: int | None, stride: int | None) -> int | None:
    """Timesteps under `least` windows."""
    if window is None or stride is None:
        return None
    last = 1 if layer.options.get("padding", "valid") in ("same", "causal") else window
    return (least - 1) * stride + last


def timesteps_before_resize(layer: Layer, least: int) -> int | None:
    """Timesteps before layers that repeat, add or cut some."""
    if layer.class_name == "UpSampling1D" and (size := layer_size_setting(layer, "size", 2)):
        return -(-least // size)
    if layer.class_name == "ZeroPadding1D" and (added := both_ends(layer, "padding")) is not None:
        return least - added
    if layer.class_name == "Cropping1D" and (cut := both_ends(layer, "cropping")) is not None:
        return least + cut
    return None


def layer_size_setting(layer: Layer, key: str, default: int | None) -> int | None:
    """A setting that is one positive number, alone or in a tuple."""
    value = layer.options.get(key)
    if isinstance(value, tuple) and len(value) == 1:
        value = value[0]
    if value is None:
        return default
    return value if type(value) is int and value > 0 else None


def both_ends(layer: Layer, key: str) -> int | None:
    """A setting that is one number for each end, or a tuple of two."""
    value = layer.options.get(key, 1)
    if isinstance(value, tuple):
        return sum(value) if len(value) == 2 else None
    return 2 * value if type(value) is int else None
