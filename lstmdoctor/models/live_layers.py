"""Layers of a live model by their attributes, and live settings made as plain as a file would have them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from lstmdoctor.core.spec import Shape
from lstmdoctor.errors import pass_on_signal
from lstmdoctor.files.json_values import Config, free_batch, numpy_dtype, shape_or_none
from lstmdoctor.models.config.layers import KEPT

LARGE_CONSTANT = 10_000
"""Numbers in an initializer from which on a config is not asked for: writing them out takes seconds."""
LONG_LIST = 1_000
"""Numbers in a setting, beyond which it is no shape and no size."""
DEEPEST = 40
LOSS_SETTINGS = ("ignore_class", "from_logits")


class LiveModel(Protocol):
    """What is asked of a model."""

    def get_config(self) -> object:
        """Its settings, as Keras saves them."""


def attribute_of(value: object, name: str) -> object:
    """An attribute; None where it is not there, or fails, as properties of unbuilt layers do."""
    try:
        found: object = getattr(value, name, None)
    except Exception as error:
        pass_on_signal(error)
        return None
    return found


def json_plain(value: object, depth: int = 0) -> object:
    """A setting as it would stand in a file: tuples as lists, NumPy's numbers as numbers, objects by name."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if depth > DEEPEST:
        return None
    if isinstance(value, Mapping):
        return {str(key): json_plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [] if len(value) > LONG_LIST else [json_plain(item, depth + 1) for item in value]
    as_list, item = attribute_of(value, "as_list"), attribute_of(value, "item")
    try:
        if callable(as_list):  # TensorShape
            return json_plain(as_list(), depth + 1)
        if callable(item) and attribute_of(value, "shape") == ():  # a number of NumPy
            return json_plain(item(), depth + 1)
    except Exception as error:
        pass_on_signal(error)
        return None
    name = attribute_of(value, "name") if not callable(value) else attribute_of(value, "__name__")
    return {"class_name": "function", "config": name} if callable(value) else class_by_name(value, name)


def class_by_name(value: object, name: object) -> object:
    """An object by its class; a dtype or a policy by its name."""
    kind = type(value).__name__
    return name if isinstance(name, str) and ("DType" in kind or "Policy" in kind) else {"class_name": kind}


def plain_loss(loss: object) -> object:
    """The loss that a model was compiled with, as a file would have it."""
    if isinstance(loss, Mapping):
        return {str(key): plain_loss(item) for key, item in loss.items()}
    if isinstance(loss, list | tuple):
        return [plain_loss(item) for item in loss]
    if loss is None or isinstance(loss, str):
        return loss or None
    name = attribute_of(loss, "__name__")
    if isinstance(name, str) and not isinstance(loss, type):
        return {"class_name": "function", "config": name}
    wrapped = attribute_of(attribute_of(loss, "fn"), "__name__")
    kind = type(loss).__name__
    if kind == "LossFunctionWrapper" and isinstance(wrapped, str):
        return {"class_name": "function", "config": wrapped}
    settings = {key: json_plain(attribute_of(loss, key)) for key in LOSS_SETTINGS}
    return {"class_name": kind, "config": settings}


def inner_layers(layer: object) -> Iterator[object]:
    """The layers of a model or wrapper, itself first."""
    pending, seen = [layer], set[int]()
    while pending:
        here = pending.pop()
        if id(here) in seen:
            continue
        seen.add(id(here))
        yield here
        listed = attribute_of(here, "layers")
        pending += listed if isinstance(listed, list | tuple) else []
        pending += [one for name in ("layer", "forward_layer", "cell") if (one := attribute_of(here, name))]


def has_large_constant(model: object) -> bool:
    """Whether an initializer holds so many numbers that a config of them costs more than it tells.

    ``Embedding(embeddings_initializer=Constant(matrix))`` is how people use GloVe: 100 million numbers.
    """
    for layer in inner_layers(model):
        for name in ("embeddings_initializer", "kernel_initializer"):
            value = attribute_of(attribute_of(layer, name), "value")
            size = attribute_of(value, "size")
            if (isinstance(size, int) and size > LARGE_CONSTANT) or (
                isinstance(value, list | tuple) and len(value) > LONG_LIST
            ):
                return True
    return False


def entry_by_attributes(model: object) -> Config | None:
    """The entry of a model that is one chain of layers; None where layers branch, or are code."""
    layers = attribute_of(model, "layers")
    names = {kind.__name__ for kind in type(model).__mro__}
    if not isinstance(layers, list | tuple) or not names & {"Sequential", "Functional"}:
        return None
    if "Sequential" not in names and not (len(tensors_of(model, "input")) == 1 and is_chain(layers)):
        return None
    shapes = [tensor_shape(tensor) for _, tensor in tensors_of(model, "input")]
    found = [entry_of_layer(layer) for layer in layers]
    if shapes and found and found[0]["class_name"] != "InputLayer":
        found.insert(0, input_entry(tensors_of(model, "input")[0]))
    name = attribute_of(model, "name")
    return {"class_name": "Sequential", "config": {"name": name, "layers": found}}


def is_chain(layers: list[object] | tuple[object, ...]) -> bool:
    """Whether every layer takes one tensor: where a graph branches, something joins it again."""
    return all(
        type(layer).__name__ == "InputLayer" or len(tensors_of(layer, "input")) == 1 for layer in layers
    )


def input_entry(named: tuple[str, object]) -> dict[str, object]:
    """An `InputLayer` for one input tensor."""
    name, tensor = named
    shape = tensor_shape(tensor)
    settings = {
        "name": name,
        "dtype": tensor_dtype(tensor),
        "batch_shape": None if shape is None else list(shape),
    }
    return {"class_name": "InputLayer", "config": settings}


def entry_of_layer(layer: object) -> dict[str, object]:
    """One layer as a config would have it, from its attributes."""
    kind = type(layer).__name__
    if kind == "InputLayer":
        tensors = tensors_of(layer, "output")
        shape = attribute_of(layer, "batch_shape") or (tensor_shape(tensors[0][1]) if tensors else None)
        settings = {
            "batch_shape": json_plain(shape),
            "dtype": json_plain(attribute_of(layer, "dtype")),
            "name": attribute_of(layer, "name"),
        }
        return {"class_name": kind, "config": settings}
    whole = entry_by_attributes(layer)
    if whole is not None:
        return dict(whole)
    policy = attribute_of(attribute_of(layer, "dtype_policy"), "name") or attribute_of(layer, "dtype")
    config: dict[str, object] = {"name": attribute_of(layer, "name"), "dtype": json_plain(policy)}
    for key in sorted(KEPT):
        value = attribute_of(layer, key)
        if value is not None and (not callable(value) or isinstance(attribute_of(value, "__name__"), str)):
            config[key] = json_plain(value)
    for key, name in (("layer", "forward_layer"), ("layer", "layer"), ("cell", "cell")):
        inner = attribute_of(layer, name)
        if inner is not None:
            config[key] = entry_of_layer(inner)
    return {"class_name": kind, "config": config}


def tensors_of(holder: object, end: str) -> list[tuple[str, object]]:
    """Names and tensors of the inputs or outputs of a model, in its order."""
    tensors = attribute_of(holder, f"{end}s")
    tensors = attribute_of(holder, end) if tensors is None else tensors
    tensors = tensors if isinstance(tensors, list | tuple) else [] if tensors is None else [tensors]
    names = attribute_of(holder, f"{end}_names")
    names = names if isinstance(names, list | tuple) and len(names) == len(tensors) else None
    return [
        (str(names[i] if names else layer_name_of(tensor) or f"{end}_{i + 1}"), tensor)
        for i, tensor in enumerate(tensors)
    ]


def layer_name_of(tensor: object) -> object:
    """The name of the layer that a symbolic tensor comes from, else its own."""
    history = attribute_of(tensor, "_keras_history")
    made_by = history[0] if isinstance(history, tuple) and history else None
    return attribute_of(made_by, "name") or attribute_of(tensor, "name")


def tensor_shape(tensor: object) -> Shape | None:
    """The shape of a symbolic tensor for any number of samples."""
    plain = json_plain(attribute_of(tensor, "shape"))
    return free_batch(shape_or_none(plain))


def tensor_dtype(tensor: object) -> str:
    """The NumPy dtype of a symbolic tensor."""
    return numpy_dtype(json_plain(attribute_of(tensor, "dtype")))
