"""The way of one input through a model, up to the first recurrent layer.

Only tensors given by position are followed: a mask or an initial state (given by keyword, or as second and
third tensor of a recurrent layer in Keras 1 and 2) is no sequence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lstmdoctor.core.spec import Layer
from lstmdoctor.keras_rules.masks import makes_mask, passes_mask
from lstmdoctor.keras_rules.timesteps import is_causal_layer
from lstmdoctor.models.config.graph import Graph, Node
from lstmdoctor.models.config.layers import class_name, describe_layer
from lstmdoctor.models.config.links import LayerCall, Ref


@dataclass(frozen=True)
class Use:
    """One tensor going into one call of a layer."""

    node: Node
    number: int
    call: LayerCall


@dataclass(frozen=True)
class Way:
    """Layers passed; `exit` is the number of the output through which the way left, None where it ended."""

    layers: tuple[Layer, ...]
    exit: int | None


def flat_layers(graph: Graph, wrapper: str = "") -> Iterator[Layer]:
    """All layers of a model in the order of the file; nested models are replaced by their layers."""
    for node in graph.nodes.values():
        yield from layers_of(node, wrapper)


def layers_of(node: Node, wrapper: str = "") -> Iterator[Layer]:
    """The layer of a node, or the layers of the model that it is."""
    if node.inner is not None:
        around = "TimeDistributed" if class_name(node.entry) == "TimeDistributed" else wrapper
        yield from flat_layers(node.inner, around)
    elif class_name(node.entry) != "InputLayer":
        layer = describe_layer(node.entry)
        yield replace(layer, wrapper=layer.wrapper or wrapper)


def path_to_recurrent(graph: Graph, start: Ref) -> Way:
    """The layers that the tensor `start` goes through, up to and with the first recurrent one.

    It ends at a merge of several tensors, where it splits into branches of which none leads to a recurrent
    layer, and at an output of the graph.
    """
    uses, leading = _uses_by_tensor(graph), _layers_toward_recurrent(graph)
    outputs = [ref for _, ref in graph.outputs]
    layers: list[Layer] = []
    seen: set[str] = set()
    here = start
    while (use := _next_use(uses.get(here, []), leading)) is not None:
        if use.node.name in seen:
            return Way(tuple(layers), None)
        seen.add(use.node.name)
        step = _path_through_node(use, here)
        layers += step.layers
        if step.exit is None:
            return Way(tuple(layers), None)
        here = (use.node.name, use.number, step.exit)
    return Way(tuple(layers), outputs.index(here) if here in outputs else None)


def _path_through_node(use: Use, here: Ref) -> Way:
    """The way through one node."""
    inner = use.node.inner
    if inner is not None:
        place = use.call.args.index(here)
        inside = (
            path_to_recurrent(inner, inner.inputs[place].ref) if place < len(inner.inputs) else Way((), None)
        )
        return (
            _path_in_time_distributed(inside.layers)
            if class_name(use.node.entry) == "TimeDistributed"
            else inside
        )
    layer = describe_layer(use.node.entry)
    if layer.recurrent:
        return Way((layer,), None)
    return Way((), None) if len(set(use.call.args)) > 1 else Way((layer,), 0)


def _path_in_time_distributed(layers: tuple[Layer, ...]) -> Way:
    """The way through a model inside `TimeDistributed`: its time is another axis, its masks stay inside."""
    plain = (layer for layer in layers if not layer.recurrent and layer.class_name != "Masking")
    return Way(
        tuple(
            replace(one, options={**one.options, "mask_zero": False}, wrapper="TimeDistributed")
            for one in plain
        ),
        0,
    )


def _next_use(uses: list[Use], leading: set[str]) -> Use | None:
    good = [use for use in uses if use.node.name in leading]
    if good:
        return good[0]
    return uses[0] if len(uses) == 1 else None


def _data_tensors(node: Node, call: LayerCall) -> tuple[Ref, ...]:
    """The tensors of a call that carry data; what follows the first one in a recurrent layer are states."""
    recurrent = node.inner is None and describe_layer(node.entry).recurrent
    return call.args[:1] if recurrent else tuple(dict.fromkeys(call.args))


def _uses_by_tensor(graph: Graph) -> dict[Ref, list[Use]]:
    found: dict[Ref, list[Use]] = {}
    for node in graph.nodes.values():
        for number, call in enumerate(node.calls):
            for ref in _data_tensors(node, call):
                found.setdefault(ref, []).append(Use(node, number, call))
    return found


def _layers_toward_recurrent(graph: Graph) -> set[str]:
    """The layers from which the way leads to a recurrent one, that one included."""
    names = [node.name for node in graph.nodes.values() if any(layer.recurrent for layer in layers_of(node))]
    found = set(names)
    while names:
        node = graph.nodes.get(names.pop())
        for call in node.calls if node else ():
            for ref in _data_tensors(node, call) if node else ():
                if ref[0] not in found:
                    found.add(ref[0])
                    names.append(ref[0])
    return found


def keeps_apart(graph: Graph, start: Ref) -> bool:
    """Whether what the model gives for a timestep never depends on the timesteps after it.

    So it is where recurrent layers give every step, none reads backwards, no state goes on, and every layer
    up to the outputs treats the steps one by one. What stands at the end then leaves the rest as it is.
    """
    uses, outputs = _uses_by_tensor(graph), {ref for _, ref in graph.outputs}
    states = {
        ref for node in graph.nodes.values() for call in node.calls for ref in (*call.args, *call.kwargs)
    }
    waiting, seen = [start], {start}
    while waiting:
        here = waiting.pop()
        if here not in outputs and here not in uses:
            return False
        for use in uses.get(here, []):
            after = (use.node.name, use.number, 0)
            if not _is_causal_use(use) or any(ref[:2] == after[:2] and ref[2] for ref in (*states, *outputs)):
                return False
            if after not in seen:
                seen.add(after)
                waiting.append(after)
    return True


def _is_causal_use(use: Use) -> bool:
    """Whether a call gives for each timestep what depends on no later one."""
    if class_name(use.node.entry) == "TimeDistributed":
        return True
    return use.node.inner is None and is_causal_layer(describe_layer(use.node.entry))


def masked_refs(graph: Graph, keras: int) -> set[Ref]:
    """The tensors that surely carry a mask of timesteps: from where it is made through all that pass it."""
    uses = _uses_by_tensor(graph)
    waiting = [
        (node.name, number, 0)
        for node in graph.nodes.values()
        if node.inner is None and makes_mask(describe_layer(node.entry))
        for number in range(len(node.calls))
    ]
    found = set(waiting)
    while waiting:
        for use in uses.get(waiting.pop(), []):
            after = (use.node.name, use.number, 0)
            if after not in found and _passes_mask(use, found, keras):
                found.add(after)
                waiting.append(after)
    return found


def _passes_mask(use: Use, masked: set[Ref], keras: int) -> bool:
    """Whether a mask goes on behind a call; attention passes that of its query, the first tensor."""
    if use.node.inner is not None:
        return False
    layer = describe_layer(use.node.entry)
    first = layer.rule.mask != "query" or use.call.args[0] in masked
    return first and passes_mask(layer, keras)
