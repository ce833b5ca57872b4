"""From the inputs of a graph to `InputSpec`: the batch that is enforced, and the way to the recurrent layer."""

from __future__ import annotations

from lstmdoctor.models.graph import Graph, Port
from lstmdoctor.models.path import layers_of, reached, way
from lstmdoctor.models.values import free_batch
from lstmdoctor.spec import InputSpec


def input_specs(graph: Graph) -> tuple[InputSpec, ...]:
    """The inputs of a model in the order of its arguments."""
    return tuple(_spec(graph, port) for port in graph.inputs)


def _spec(graph: Graph, port: Port) -> InputSpec:
    """One input. A saved batch size counts only where a stateful layer stands behind the input.

    Keras itself replaces it by "any" when it checks inputs (`shape_with_no_batch_size` in
    keras/src/models/functional.py); only the states of a stateful layer have a fixed size.
    """
    path = way(graph, port.ref).layers
    time_major = any(layer.recurrent and layer.options.get("time_major") is True for layer in path)
    axis = 1 if time_major else 0
    batch = None
    if port.shape is not None and len(port.shape) > axis and _stateful_behind(graph, port):
        batch = port.shape[axis]
    shape = port.shape if time_major or batch is not None else free_batch(port.shape)
    return InputSpec(port.name, shape, port.dtype, batch, time_major, path)


def _stateful_behind(graph: Graph, port: Port) -> bool:
    return any(
        layer.recurrent and layer.options.get("stateful") is True
        for node in reached(graph, port.ref[0])
        for layer in layers_of(node)
    )
