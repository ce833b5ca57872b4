"""From the inputs of a graph to `InputSpec`: the enforced batch, and the way to the first recurrent layer."""

from __future__ import annotations

from lstmdoctor.core.spec import InputSpec
from lstmdoctor.files.json_values import free_batch
from lstmdoctor.keras_rules.masks import keras_major
from lstmdoctor.models.config.graph import Graph, Port
from lstmdoctor.models.config.path import flat_layers, keeps_apart, path_to_recurrent


def input_specs(graph: Graph, version: str | None = None) -> tuple[InputSpec, ...]:
    """The inputs of a model in the order of its arguments."""
    layers = flat_layers(graph)
    stateful = any(layer.recurrent and layer.options.get("stateful") is True for layer in layers)
    return tuple(_input_spec(graph, port, stateful, keras_major(version)) for port in graph.inputs)


def _input_spec(graph: Graph, port: Port, stateful: bool, keras: int) -> InputSpec:
    """One input. A saved batch size counts only in a model with a stateful layer.

    Keras itself replaces it by "any" when it checks inputs (`shape_with_no_batch_size` in
    keras/src/models/functional.py); only the states of a stateful layer have a fixed size.
    """
    path = path_to_recurrent(graph, port.ref).layers
    time_major = any(layer.recurrent and layer.options.get("time_major") is True for layer in path)
    axis = 1 if time_major else 0
    shape = port.shape if time_major or stateful else free_batch(port.shape)
    batch = shape[axis] if stateful and shape is not None and len(shape) > axis else None
    apart = keeps_apart(graph, port.ref)
    return InputSpec(port.name, shape, port.dtype, batch, time_major, path, apart, keras)
