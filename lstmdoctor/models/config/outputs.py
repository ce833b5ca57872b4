"""From the outputs of a graph to `OutputSpec`."""

from __future__ import annotations

from collections.abc import Sequence

from lstmdoctor.core.spec import InputSpec, Layer, OutputSpec
from lstmdoctor.files.json_values import dtype_policy_name, free_batch, numpy_dtype
from lstmdoctor.models.config.flow import Flow
from lstmdoctor.models.config.infer import output_shapes
from lstmdoctor.models.config.layers import config_of
from lstmdoctor.models.config.links import Ref
from lstmdoctor.models.config.losses import ignored_classes, losses_of_outputs, snake_case_name
from lstmdoctor.models.config.path import masked_refs
from lstmdoctor.models.config.steps import steps_of_outputs


def output_specs(flow: Flow, inputs: Sequence[InputSpec], compiled: object) -> tuple[OutputSpec, ...]:
    """The outputs of a model in the order in which it returns them."""
    graph = flow.graph
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
    masks = masked_refs(flow, inputs[0].keras if inputs else 3)
    made = []
    for ((name, ref), shape, loss, ignored), origin in zip(rows, steps_of_outputs(graph), strict=True):
        kind, dtype = _output_layer_facts(flow, ref)
        activation = _activation_behind(flow, ref)
        made.append(OutputSpec(name, shape, dtype, kind, activation, loss, ignored, ref in masks, origin))
    return tuple(made)


def _output_layer_facts(flow: Flow, ref: Ref) -> tuple[str, str]:
    """Class and dtype of the layer that gives an output, nested models opened."""
    node = flow.graph.nodes.get(ref[0])
    if node is None:
        return "", "float32"
    inside = _place_inside(flow, ref)
    if inside is not None:
        return _output_layer_facts(*inside)
    policy = dtype_policy_name(config_of(node.entry).get("dtype"))
    return node.layer.class_name, _compute_dtype(policy)


def _place_inside(flow: Flow, ref: Ref) -> tuple[Flow, Ref] | None:
    """The tensor of a nested model that is this one; None for that of a plain layer."""
    inner = flow.inner.get(ref[0])
    if inner is None or ref[2] >= len(inner.graph.outputs):
        return None
    return inner, inner.graph.outputs[ref[2]][1]


def _activation_behind(flow: Flow, ref: Ref) -> str | None:
    """The activation of the layer that gives a tensor, or of the one before it where it only reshapes.

    Each tensor is looked at once, however many outputs lie behind it; a circle has none.
    """
    known, passed = flow.activations, []
    while ref not in known:
        known[ref] = None
        passed.append(ref)
        node, inside = flow.graph.nodes.get(ref[0]), _place_inside(flow, ref)
        if inside is not None:
            known[ref] = _activation_behind(*inside)
        elif node is not None and node.layer.rule.values != "kept":
            known[ref] = _layer_activation(node.layer)
        elif node is not None and ref[1] < len(node.calls) and len(node.calls[ref[1]].args) == 1:
            ref = node.calls[ref[1]].args[0]
    found = known[ref]
    known.update(dict.fromkeys(passed, found))
    return found


def _layer_activation(layer: Layer) -> str | None:
    if layer.rule.values == "activated":
        return snake_case_name(layer.class_name)
    found = layer.options.get("activation")
    return found if isinstance(found, str) else None


def _compute_dtype(policy: str | None) -> str:
    """The dtype in which a layer of this policy computes, so far as NumPy has it."""
    return "float16" if policy == "mixed_float16" else numpy_dtype(policy)
