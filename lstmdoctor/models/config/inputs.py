"""From the inputs of a graph to `InputSpec`: the enforced batch, and the way to the first recurrent layer."""

from __future__ import annotations

from dataclasses import replace

from lstmdoctor.core.spec import InputSpec, Layer
from lstmdoctor.files.json_values import free_batch
from lstmdoctor.keras_rules.masks import keras_major
from lstmdoctor.models.config.flow import Flow
from lstmdoctor.models.config.graph import Port
from lstmdoctor.models.config.path import (
    Steps,
    flat_layers,
    path_to_recurrent,
    refs_kept_apart,
    refs_read_evenly,
)


def input_specs(flow: Flow, version: str | None = None) -> tuple[InputSpec, ...]:
    """The inputs of a model in the order of its arguments."""
    graph = flow.graph
    stateful = any(layer.recurrent and layer.options.get("stateful") is True for layer in flat_layers(graph))
    steps, apart, evenly = Steps(), refs_kept_apart(flow), refs_read_evenly(flow)
    paths = {ref: path_to_recurrent(flow, ref, steps).layers for ref in {port.ref for port in graph.inputs}}
    steps.spend(sum(len(paths[port.ref]) for port in graph.inputs))
    major = {ref for ref, path in paths.items() if _is_time_major(path)}
    return tuple(
        replace(
            _input_spec(port, stateful, port.ref in major, paths[port.ref], port.ref in apart),
            keras=keras_major(version),
            read_evenly=port.ref in evenly,
        )
        for port in graph.inputs
    )


def _is_time_major(path: tuple[Layer, ...]) -> bool:
    return any(layer.recurrent and layer.options.get("time_major") is True for layer in path)


def _input_spec(
    port: Port, stateful: bool, time_major: bool, path: tuple[Layer, ...], apart: bool
) -> InputSpec:
    """One input. A saved batch size counts only in a model with a stateful layer.

    Keras itself replaces it by "any" when it checks inputs (`shape_with_no_batch_size` in
    keras/src/models/functional.py); only the states of a stateful layer have a fixed size.
    """
    axis = 1 if time_major else 0
    shape = port.shape if time_major or stateful else free_batch(port.shape)
    batch = shape[axis] if stateful and shape is not None and len(shape) > axis else None
    return InputSpec(port.name, shape, port.dtype, batch, time_major, path, apart)
