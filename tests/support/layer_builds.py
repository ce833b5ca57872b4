"""How each public layer class of Keras is built in tests, and the sequences it is given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Build = Callable[[Any], Any]
STEPS, FEATURES = 7, 3


def _of_class(name: str, *arguments: int) -> Build:
    return lambda layers: getattr(layers, name)(*arguments)


def _windows(axes: int) -> dict[str, Build]:
    """The classes that slide over so many axes, each with a window of 2."""
    convolutions = (
        "Conv{}D", "Convolution{}D", "SeparableConv{}D", "SeparableConvolution{}D", "Conv{}DTranspose",
        "Convolution{}DTranspose",
    )  # fmt: skip
    pools = ("MaxPooling{}D", "AveragePooling{}D", "MaxPool{}D", "AvgPool{}D", "DepthwiseConv{}D")
    adaptive = ("AdaptiveAveragePooling{}D", "AdaptiveMaxPooling{}D")
    rows = [
        *((stem, (4, 2)) for stem in convolutions),
        *((stem, (2,)) for stem in pools),
        *((stem, (4,)) for stem in adaptive),
    ]
    return {stem.format(axes): _of_class(stem.format(axes), *arguments) for stem, arguments in rows}


BUILDS: dict[str, Build] = {
    **_windows(1),
    **_windows(2),
    **_windows(3),
    "Activation": lambda L: L.Activation("relu"),
    "AlphaDropout": lambda L: L.AlphaDropout(0.5),
    "Bidirectional": lambda L: L.Bidirectional(L.LSTM(2, return_sequences=True)),
    "CategoryEncoding": lambda L: L.CategoryEncoding(10),
    "CenterCrop": lambda L: L.CenterCrop(3, 3),
    "ConvLSTM1D": lambda L: L.ConvLSTM1D(4, 2, return_sequences=True),
    "ConvLSTM2D": lambda L: L.ConvLSTM2D(4, 2, return_sequences=True),
    "ConvLSTM3D": lambda L: L.ConvLSTM3D(4, 2, return_sequences=True),
    "Dense": lambda L: L.Dense(4),
    "Discretization": lambda L: L.Discretization([0.0, 1.0]),
    "Dot": lambda L: L.Dot(2),
    "Dropout": lambda L: L.Dropout(0.5),
    "EinsumDense": lambda L: L.EinsumDense("abc,cd->abd", (None, 4)),
    "Embedding": lambda L: L.Embedding(50, 4),
    "GRU": lambda L: L.GRU(4, return_sequences=True),
    "GaussianDropout": lambda L: L.GaussianDropout(0.5),
    "GaussianNoise": lambda L: L.GaussianNoise(0.5),
    "GroupNormalization": lambda L: L.GroupNormalization(3),
    "GroupQueryAttention": lambda L: L.GroupQueryAttention(4, 2, 1),
    "Hashing": lambda L: L.Hashing(10),
    "LSTM": lambda L: L.LSTM(4, return_sequences=True),
    "Lambda": lambda L: L.Lambda(lambda x: 2 * x),
    "MaxNumBoundingBoxes": lambda L: L.MaxNumBoundingBoxes(10),
    "MultiHeadAttention": lambda L: L.MultiHeadAttention(2, 4),
    "Normalization": lambda L: L.Normalization(mean=0.5, variance=2.0),
    "PReLU": lambda L: L.PReLU(shared_axes=[1]),
    "Permute": lambda L: L.Permute((2, 1)),
    "Pipeline": lambda L: L.Pipeline([L.Rescaling(0.5)]),
    "RNN": lambda L: L.RNN(L.LSTMCell(4), return_sequences=True),
    "RandomBrightness": lambda L: L.RandomBrightness(0.2),
    "RandomColorDegeneration": lambda L: L.RandomColorDegeneration(0.2),
    "RandomColorJitter": lambda L: L.RandomColorJitter((0, 1)),
    "RandomContrast": lambda L: L.RandomContrast(0.2),
    "RandomCrop": lambda L: L.RandomCrop(3, 3),
    "RandomHeight": lambda L: L.RandomHeight(0.2),
    "RandomHue": lambda L: L.RandomHue(0.2),
    "RandomPosterization": lambda L: L.RandomPosterization(4),
    "RandomRotation": lambda L: L.RandomRotation(0.2),
    "RandomSaturation": lambda L: L.RandomSaturation(0.2),
    "RandomSharpness": lambda L: L.RandomSharpness(0.2),
    "RandomTranslation": lambda L: L.RandomTranslation(0.2, 0.2),
    "RandomWidth": lambda L: L.RandomWidth(0.2),
    "RandomZoom": lambda L: L.RandomZoom(0.2),
    "RepeatVector": lambda L: L.RepeatVector(5),
    "Rescaling": lambda L: L.Rescaling(0.5),
    "Reshape": lambda L: L.Reshape((-1, 3)),
    "Resizing": lambda L: L.Resizing(4, 4),
    "ReversibleEmbedding": lambda L: L.ReversibleEmbedding(50, 4),
    "SimpleRNN": lambda L: L.SimpleRNN(4, return_sequences=True),
    "SpatialDropout1D": lambda L: L.SpatialDropout1D(0.5),
    "SpatialDropout2D": lambda L: L.SpatialDropout2D(0.5),
    "SpatialDropout3D": lambda L: L.SpatialDropout3D(0.5),
    "SpectralNormalization": lambda L: L.SpectralNormalization(L.Dense(4)),
    "TimeDistributed": lambda L: L.TimeDistributed(L.Dense(4)),
    "LocallyConnected1D": lambda L: L.LocallyConnected1D(4, 2),
    "LocallyConnected2D": lambda L: L.LocallyConnected2D(4, 2),
}
"""Where the class needs arguments; every other class is built without."""

NO_LAYER_ALONE: dict[str, str] = {
    "FlaxLayer": "runs code of another library",
    "JaxLayer": "runs code of another library",
    "TorchModuleWrapper": "runs code of another library",
    "TFSMLayer": "reads a folder",
    "Sequential": "a model",
    "InputLayer": "made by Input",
    "LSTMCell": "a cell",
    "GRUCell": "a cell",
    "SimpleRNNCell": "a cell",
    "StackedRNNCells": "a cell",
    "HashedCrossing": "takes two columns",
    "IntegerLookup": "takes a vocabulary",
    "StringLookup": "takes words",
    "TextVectorization": "takes words",
    "DenseFeatures": "takes columns of features",
    "AbstractRNNCell": "a base class",
    "ContrastLimitedAdaptiveHistogramEqualization": "takes pictures of some size",
    "STFTSpectrogram": "needs scipy",
    "MelSpectrogram": "takes audio of one channel",
}
"""Public classes that no sequence of numbers can be given to, and why."""
SEVERAL = ("elementwise", "concatenate", "dot", "query-value")
"""Rules of layers that take a list of tensors."""


def build_layer(layers: Any, name: str) -> Any:
    """A layer of this class, with some setting where it needs one."""
    return BUILDS[name](layers) if name in BUILDS else getattr(layers, name)()


def call_layer(layer: Any, rule: str, x: Any) -> Any:
    """The first tensor that a layer gives for `x`, which stands for all tensors that it takes."""
    made = layer([x, x]) if rule in SEVERAL else layer(x, x) if rule == "query" else layer(x)
    return made[0] if isinstance(made, list | tuple) else made


def sample_input(rule: str, axes: int) -> Array:
    """Two sequences that a layer with this rule takes; of pictures where it slides over more axes."""
    rng = np.random.default_rng(4)
    if rule == "embedding":
        return rng.integers(0, 49, (2, STEPS)).astype("int32")
    if rule == "repeat":
        return rng.normal(size=(2, STEPS)).astype("float32")
    more = axes if rule == "convolution-recurrent" else max(axes - 1, 0)
    return rng.normal(size=(2, STEPS, *(6, 5, 4)[:more], FEATURES)).astype("float32")
