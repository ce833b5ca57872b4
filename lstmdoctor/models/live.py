"""A model that a Python program holds, read through its config. Never called, and no weight is looked at.

Keras 3 on any backend, tf_keras and tf.keras 2 all answer to `get_config`. What a config cannot give (a layer
without one, a constant of a million numbers that would be written out digit by digit) is read from the
attributes of the layers instead (`live_layers`).
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TypeGuard

from lstmdoctor.core.spec import InputSpec, Kind, ModelSpec, OutputSpec
from lstmdoctor.errors import Unreadable, pass_on_signal
from lstmdoctor.files.json_values import Config
from lstmdoctor.models.config.losses import ignored_classes, losses_of_outputs
from lstmdoctor.models.config.model_spec import spec_of
from lstmdoctor.models.live_layers import (
    LiveModel,
    attribute_of,
    entry_by_attributes,
    has_large_constant,
    json_plain,
    plain_loss,
    tensor_dtype,
    tensor_shape,
    tensors_of,
)
from lstmdoctor.text import safe_text

FORMAT = "live"
PACKAGES = ("keras", "tf_keras", "tensorflow")


def is_live_model(value: object) -> TypeGuard[LiveModel]:
    """Whether this is a Keras model: by what its classes are called, without importing Keras."""
    homes = {kind.__module__.partition(".")[0] for kind in type(value).__mro__ if kind.__name__ == "Model"}
    return bool(homes.intersection(PACKAGES)) and hasattr(value, "get_config")


def read_live_model(model: LiveModel, built_by_data: bool = False) -> ModelSpec:
    """The `ModelSpec` of a live model.

    Parameters
    ----------
    model : keras.Model
        Of Keras 3, tf_keras or tf.keras 2; Sequential, Functional or subclassed.
    built_by_data : bool
        Whether its shapes are those of the first batch that it met, and no wish of its author.

    Returns
    -------
    ModelSpec
        With format "live" and a path such as ``<Sequential 'sequential'>``. A subclass that was never built
        has one input without a shape.
    """
    kind = type(model).__name__
    path = f"<{kind} '{safe_text(str(attribute_of(model, 'name') or ''))}'>"
    compiled: Config = {"loss": plain_loss(attribute_of(model, "loss"))}
    version = keras_version_of(model)
    try:
        spec = spec_of(path, FORMAT, entry_of_model(model), version, compiled)
    except Unreadable:
        spec = spec_by_ends(model, path, version, compiled)
    free = built_by_data or spec.kind == "other"
    inputs = tuple(without_first_length(one, spec.kind == "other") if free else one for one in spec.inputs)
    names = {kind.__name__ for kind in type(model).__mro__}
    chained = spec.kind == "sequential" and "Sequential" not in names
    own: Kind = "functional" if chained else spec.kind
    outputs = spec.outputs if free else outputs_by_ends(model, spec.outputs)
    spec = replace(spec, code=(), stored=(), compiled_code=(), legacy=())  # nothing is loaded
    return replace(spec, class_name=kind, kind=own, inputs=inputs, outputs=outputs)


def outputs_by_ends(model: LiveModel, outputs: tuple[OutputSpec, ...]) -> tuple[OutputSpec, ...]:
    """The outputs with the shapes of the model's own tensors, where a layer of the user's code hides them."""
    shapes = [tensor_shape(tensor) for _, tensor in tensors_of(model, "output")]
    pairs = list(zip(outputs, shapes, strict=False))
    if len(shapes) != len(outputs) or any(one.shape not in (None, shape) for one, shape in pairs):
        return outputs
    return tuple(replace(one, shape=shape) for one, shape in pairs)


def without_first_length(given: InputSpec, opaque: bool) -> InputSpec:
    """The input for any number of timesteps, where the one it has is only that of the first batch it met.

    Keras builds every subclass, and a Sequential without an `Input`, from its first batch and takes batches
    of other lengths after that. The features stay: the kernels have their size.
    """
    shape = given.shape
    if shape is None or given.batch is not None or len(shape) < 2:
        return given
    if len(shape) == 2:
        return replace(given, shape=(None, None)) if opaque or given.embedding else given
    return replace(given, shape=(None, None, *shape[2:]))


def entry_of_model(model: LiveModel) -> Config:
    """The object with ``class_name`` and ``config`` that a file of this model would hold."""
    names = {kind.__name__ for kind in type(model).__mro__}
    known = next((name for name in ("Sequential", "Functional") if name in names), type(model).__name__)
    try:
        if has_large_constant(model):
            raise Unreadable("a constant that takes seconds to write out")
        config = json_plain(model.get_config())
    except Exception as error:  # custom layers raise what they like, NotImplementedError most of all
        pass_on_signal(error)
        entry = entry_by_attributes(model)
        if entry is None:
            raise Unreadable("neither a config nor a chain of layers") from None
        return entry
    return {"class_name": known, "config": config, "build_config": build_config_of(model)}


def build_config_of(model: LiveModel) -> Config:
    """What a model was built with; empty where it was not, or keeps that to itself."""
    ask = attribute_of(model, "get_build_config")
    try:
        found = json_plain(ask()) if callable(ask) else None
    except Exception as error:  # a subclass may need its call to be known
        pass_on_signal(error)
        found = None
    return found if isinstance(found, dict) else {}


def keras_version_of(model: LiveModel) -> str | None:
    """The version of the Keras that a model is of."""
    for kind in type(model).__mro__:
        package = kind.__module__.partition(".")[0]
        if package in PACKAGES and kind.__name__ == "Model":
            own = sys.modules.get(package)
            version = attribute_of(own, "__version__") or attribute_of(own, "version")
            return version if isinstance(version, str) else None
    return None


def spec_by_ends(model: LiveModel, path: str, version: str | None, compiled: Config) -> ModelSpec:
    """A model of which only the inputs and outputs can be told."""
    inputs = tuple(
        InputSpec(name, tensor_shape(tensor), tensor_dtype(tensor))
        for name, tensor in tensors_of(model, "input")
    )
    ends = tensors_of(model, "output")
    names = [(name, name) for name, _ in ends]
    rows = zip(ends, losses_of_outputs(compiled, names), ignored_classes(compiled, names), strict=True)
    outputs = tuple(
        OutputSpec(name, tensor_shape(tensor), tensor_dtype(tensor), loss=loss, ignored=ignored)
        for (name, tensor), loss, ignored in rows
    )
    kind: Kind = "functional" if inputs else "other"
    known = inputs or (InputSpec("input", None),)
    return ModelSpec(path, FORMAT, version, type(model).__name__, kind, known, outputs)
