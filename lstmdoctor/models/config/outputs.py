"""From the outputs of a graph to `OutputSpec`."""

from __future__ import annotations

from collections.abc import Sequence

from lstmdoctor.core.spec import InputSpec, Layer, OutputSpec
from lstmdoctor.files.json_values import dtype_policy_name, free_batch, numpy_dtype
from lstmdoctor.models.config.graph import Graph
from lstmdoctor.models.config.infer import output_shapes
from lstmdoctor.models.config.layers import config_of, describe_layer
from lstmdoctor.models.config.links import Ref
from lstmdoctor.models.config.losses import ignored_classes, losses_of_outputs, snake_case_name
from lstmdoctor.models.config.path import masked_refs
from lstmdoctor.models.config.steps import steps_of_outputs


def output_specs(graph: Graph, inputs: Sequence[InputSpec], compiled: object) -> tuple[OutputSpec, ...]:
    """The outputs of a model in the order in which it returns them."""
    given = [spec.shape if spec.time_major else free_batch(spec.shape) for spec in inputs]
    shapes = output_shapes(graph, given)
    names = [(name, ref[0]) for name, ref in graph.outputs]
    rows = zip(
        graph.outputs,
        shapes,
        losses_of_outputs(compiled, names),
        ignored_classes(compiled, names),
        strict=True,
    )
    masks = masked_refs(graph, inputs[0].keras if inputs else 3)
    steps = steps_of_outputs(graph)
    made = []
    for ((name, ref), shape, loss, ignored), origin in zip(rows, steps, strict=True):
        kind, activation, dtype = _output_layer_facts(graph, ref)
        made.append(OutputSpec(name, shape, dtype, kind, activation, loss, ignored, ref in masks, origin))
    return tuple(made)


def _output_layer_facts(graph: Graph, ref: Ref) -> tuple[str, str | None, str]:
    """Class, activation and dtype of the layer that gives an output, nested models opened."""
    node = graph.nodes.get(ref[0])
    kind, dtype, seen = "", "float32", set[str]()
    while node is not None and node.name not in seen:
        seen.add(node.name)
        if node.inner is not None and ref[2] < len(node.inner.outputs):
            inner_kind, activation, inner_dtype = _output_layer_facts(
                node.inner, node.inner.outputs[ref[2]][1]
            )
            return kind or inner_kind, activation, dtype if kind else inner_dtype
        layer = describe_layer(node.entry)
        policy = dtype_policy_name(config_of(node.entry).get("dtype"))
        dtype = dtype if kind else _compute_dtype(policy)
        kind = kind or layer.class_name
        if layer.rule.values != "kept":
            return kind, _layer_activation(layer), dtype
        call = node.calls[ref[1]] if ref[1] < len(node.calls) else None
        if call is None or len(call.args) != 1:
            break
        ref = call.args[0]
        node = graph.nodes.get(ref[0])
    return kind, None, dtype


def _layer_activation(layer: Layer) -> str | None:
    if layer.rule.values == "activated":
        return snake_case_name(layer.class_name)
    found = layer.options.get("activation")
    return found if isinstance(found, str) else None


def _compute_dtype(policy: str | None) -> str:
    """The dtype in which a layer of this policy computes, so far as NumPy has it."""
    return "float16" if policy == "mixed_float16" else numpy_dtype(policy)
