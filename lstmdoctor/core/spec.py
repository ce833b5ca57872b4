"""What a saved model takes and gives, as its file says. No file, no Keras, no TensorFlow here."""

from __future__ import annotations

from math import isfinite, isinf
from typing import Literal

from lstmdoctor.keras_rules.described_layer import MAX_RANK, Dim, Layer, Option, Shape
from lstmdoctor.keras_rules.losses import OF_QUANTITIES, Comparison, loss_comparison
from lstmdoctor.keras_rules.masks import makes_mask
from lstmdoctor.keras_rules.timesteps import StepChanges
from lstmdoctor.records import frozen_record

__all__ = [
    "MAX_RANK", "CtcCall", "Dim", "InputSpec", "Kind", "Layer", "ModelSpec", "Option", "OutputSpec", "Shape",
    "StepsOf",
]  # fmt: skip

Kind = Literal["sequential", "functional", "other"]


@frozen_record
class InputSpec:
    """One input of a model.

    Parameters
    ----------
    name : str
    shape : tuple of int or None, or None
        Batch axis included, None for a free axis. None as a whole: the file does not say.
        With `time_major` the first axis is time and the second the batch.
    dtype : str
        NumPy dtype name that Keras converts the data to.
    batch : int or None
        Batch size that Keras enforces (a stateful layer behind it), in samples.
    time_major : bool
        The model wants (timesteps, batch, features).
    path : tuple of Layer
        The layers from this input up to and with the first recurrent one (or up to a branch or merge).
    steps_apart : bool
        What the model gives for a timestep depends on no later one: what stands behind the last real step
        changes nothing before it.
    read_evenly : bool
        No end of the timesteps is read last: a layer reads both ways, or all steps are pooled or weighed.
    keras : int
        The Keras that wrote the model, 1, 2 or 3: some layers pass a mask on since Keras 3 only.
    """

    name: str
    shape: Shape | None
    dtype: str = "float32"
    batch: int | None = None
    time_major: bool = False
    path: tuple[Layer, ...] = ()
    steps_apart: bool = False
    keras: int = 3
    read_evenly: bool = False

    @property
    def embedding(self) -> Layer | None:
        """The `Embedding` that this input feeds, if it does."""
        return next((layer for layer in self.path if layer.rule.shape == "embedding"), None)

    @property
    def ids(self) -> Layer | None:
        """The `Embedding` that gets the data as it is; None behind a layer that makes other numbers of it."""
        for layer in self.path:
            if layer.rule.shape == "embedding":
                return layer
            if layer.rule.values != "kept":
                return None
        return None

    @property
    def mask_value(self) -> float | None:
        """The value that the model skips before its first recurrent layer; None without a mask.

        A mask value that is NaN equals nothing, and masks nothing.
        """
        value = self._first_mask
        return value if value is not None and isfinite(value) else None

    @property
    def infinite_mask(self) -> float | None:
        """The infinity that the model skips, which equals itself; None of any other mask."""
        value = self._first_mask
        return value if value is not None and isinf(value) else None

    @property
    def _first_mask(self) -> float | None:
        for layer in self.path:
            if makes_mask(layer):
                value = layer.options.get("mask_value", 0.0)
                return float(value) if isinstance(value, int | float) else None
        return None


@frozen_record
class StepsOf:
    """Where the timesteps of an output come from.

    Parameters
    ----------
    input : str
        Name of the input whose timesteps they are.
    changes : tuple of StepChange
        What the layers on the way make of their number, in order; empty where all keep it.
    """

    input: str
    changes: StepChanges = ()


@frozen_record
class OutputSpec:
    """One output of a model.

    Parameters
    ----------
    name : str
        Name of the layer that gives it, or its key where the model returns a dict.
    shape : tuple of int or None, or None
        Batch axis first and free; None where the file does not say.
    dtype : str
        NumPy dtype name.
    layer : str
        Class of the layer that gives it, "" where the file does not say.
    activation : str or None
        Activation of that layer, or of the one before it where it only reshapes.
    loss : str or None
        Full snake-case name of the loss that the model was compiled with.
    ignored : int or None
        Class id whose samples that loss leaves out, in or outside the range of the classes.
    masked : bool
        A mask of timesteps comes with it, and the loss multiplies each step by it.
    steps : StepsOf or None
        How many timesteps it has where their number is free; None where that is not known.
    """

    name: str
    shape: Shape | None
    dtype: str = "float32"
    layer: str = ""
    activation: str | None = None
    loss: str | None = None
    ignored: int | None = None
    masked: bool = False
    steps: StepsOf | None = None

    @property
    def comparison(self) -> Comparison:
        """How its loss compares labels with it."""
        return loss_comparison(self.loss)

    @property
    def is_quantity(self) -> bool:
        """Whether it is one number under a loss of regression, to which no class has an id."""
        units = self.shape[-1] if self.shape else None
        return self.loss in OF_QUANTITIES and (units or 1) == 1

    @property
    def takes_sequences(self) -> bool:
        """Whether its labels are sequences of their own length, as under a CTC loss."""
        return self.comparison == "sequence"


@frozen_record
class CtcCall:
    """A layer that computes a CTC loss inside the model, of labels that are an input of it.

    Parameters
    ----------
    layer : str
        Name of the layer.
    labels : str
        Name of the input that has the labels.
    shape : tuple of int or None, or None
        Of what the labels are aligned with: (batch, timesteps, classes).
    input_length, label_length : str or None
        Names of the inputs that say how many timesteps, and how many labels, of each sample are real; None
        where no input says so.
    """

    layer: str
    labels: str
    shape: Shape | None
    input_length: str | None = None
    label_length: str | None = None


@frozen_record
class ModelSpec:
    """A saved model as far as data is concerned.

    Parameters
    ----------
    format : str
        "keras", "hdf5", "json", "savedmodel", "keras-folder".
    keras_version : str or None
        Version of Keras that wrote the file.
    class_name : str
        As the file has it: Sequential, Functional, Model, or the name of a subclass.
    kind : {"sequential", "functional", "other"}
        How the model checks its inputs.
    inputs, outputs : tuple
        In the order of positional arguments.
    layers : tuple of Layer
        All layers, nested models flattened, in the order of the file.
    code : tuple of str
        Layers that run code from the file when Keras loads it (Lambda, custom classes, ...).
    stored : tuple of str
        Those of `code` whose code the file holds itself; the others are only named in it.
    compiled_code : tuple of str
        Losses and metrics of one's own that the compile settings name.
    short_losses : tuple of str
        Losses that they have by a name such as ``mse``, where Keras 3 does not find that again.
    legacy : tuple of str
        What in the file the Keras that is installed, else Keras 3, refuses to load, as short sentences.
    installed : str or None
        The version of that Keras; None where none is installed.
    ctc : CtcCall or None
        Where a layer of the model computes a CTC loss.
    keys : tuple of str
        Of the dict of inputs that the model was built from, in its order; empty where it was built otherwise.
        Without names Keras fills the inputs in sorted order of the keys, and Keras 3 takes a list only where
        the keys stand in that order.
    """

    path: str
    format: str
    keras_version: str | None
    class_name: str
    kind: Kind
    inputs: tuple[InputSpec, ...]
    outputs: tuple[OutputSpec, ...] = ()
    layers: tuple[Layer, ...] = ()
    code: tuple[str, ...] = ()
    compiled_code: tuple[str, ...] = ()
    short_losses: tuple[str, ...] = ()
    stored: tuple[str, ...] = ()
    legacy: tuple[str, ...] = ()
    installed: str | None = None
    keys: tuple[str, ...] = ()
    ctc: CtcCall | None = None

    @property
    def recurrent(self) -> tuple[Layer, ...]:
        return tuple(layer for layer in self.layers if layer.recurrent)

    @property
    def stateful(self) -> bool:
        return any(layer.options.get("stateful") for layer in self.recurrent)
