"""The way of one input through a model, up to the first recurrent layer.

Only tensors given by position are followed: a mask or an initial state (given by keyword, or as second and
third tensor of a recurrent layer in Keras 1 and 2) is no sequence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from lstmdoctor.core.spec import Layer
from lstmdoctor.errors import Unreadable
from lstmdoctor.keras_rules.masks import makes_mask, passes_mask
from lstmdoctor.keras_rules.timesteps import is_causal_layer
from lstmdoctor.models.config.flow import Flow, Use
from lstmdoctor.models.config.graph import Graph, Node
from lstmdoctor.models.config.layers import class_name
from lstmdoctor.models.config.links import Ref
from lstmdoctor.records import frozen_record


@frozen_record
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
        layer = node.layer
        yield replace(layer, wrapper=layer.wrapper or wrapper)


MOST_STEPS = 1_000_000
"""Layers on the ways of all inputs together; real models have dozens of inputs, and of layers before them."""


class Steps:
    """How many layers the ways of the inputs may still pass."""

    def __init__(self, most: int = MOST_STEPS) -> None:
        self.left = most

    def spend(self, steps: int) -> None:
        """Take some; raises `Unreadable` when there are not so many left."""
        self.left -= steps
        if self.left < 0:
            raise Unreadable(f"the ways of its inputs go through more than {MOST_STEPS:,} layers")


def path_to_recurrent(flow: Flow, start: Ref, steps: Steps) -> Way:
    """The layers that the tensor `start` goes through, up to and with the first recurrent one.

    It ends at a merge of several tensors, where it splits into branches of which none leads to a recurrent
    layer, and at an output of the graph.
    """
    layers: list[Layer] = []
    seen: set[str] = set()
    here = start
    while (use := flow.onward.get(here)) is not None:
        if use.node.name in seen:
            return Way(tuple(layers), None)
        seen.add(use.node.name)
        step = _path_through_node(flow, use, steps)
        steps.spend(1 + len(step.layers))
        layers += step.layers
        if step.exit is None:
            return Way(tuple(layers), None)
        here = (use.node.name, use.number, step.exit)
    return Way(tuple(layers), flow.outputs.get(here))


def _path_through_node(flow: Flow, use: Use, steps: Steps) -> Way:
    """The way through one node."""
    inner = flow.inner.get(use.node.name)
    if inner is not None:
        ports = inner.graph.inputs
        inside = (
            path_to_recurrent(inner, ports[use.place].ref, steps) if use.place < len(ports) else Way((), None)
        )
        return (
            _path_in_time_distributed(inside.layers)
            if class_name(use.node.entry) == "TimeDistributed"
            else inside
        )
    layer = use.node.layer
    if layer.recurrent:
        return Way((layer,), None)
    return Way((layer,), 0) if use.alone else Way((), None)


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


def refs_kept_apart(flow: Flow) -> set[Ref]:
    """The tensors of which what the model gives for a timestep never depends on the timesteps after it.

    So it is where recurrent layers give every step, none reads backwards, no state goes on, and every layer
    up to the outputs treats the steps one by one. What stands at the end then leaves the rest as it is.
    """
    before: dict[Ref, list[Ref]] = {}
    refs = {port.ref for port in flow.graph.inputs} | flow.uses.keys()
    mixed = []
    for here, uses in flow.uses.items():
        if any(use.states or not _is_causal_use(use) for use in uses):
            mixed.append(here)
        for use in uses:
            before.setdefault(use.after, []).append(here)
    mixed += [ref for ref in refs | before.keys() if ref not in flow.outputs and ref not in flow.uses]
    found = set(mixed)
    while mixed:
        for ref in before.get(mixed.pop(), ()):
            if ref not in found:
                found.add(ref)
                mixed.append(ref)
    return refs - found


def _is_causal_use(use: Use) -> bool:
    """Whether a call gives for each timestep what depends on no later one."""
    if class_name(use.node.entry) == "TimeDistributed":
        return True
    return use.node.inner is None and is_causal_layer(use.node.layer)


READS_ALL = frozenset(
    {"global-pooling", "adaptive-pooling", "flatten", "permute", "query", "query-value", "dot"}
)
"""What a layer does whose output depends on all timesteps alike: pooling, attention, one weight a step."""


Reach = Literal["all steps", "each step", "evenly"]
"""From a tensor to what reads it: a layer that takes all steps at once, an output with each step, or one of
these behind a recurrent layer that gives each step."""


def refs_read_evenly(flow: Flow) -> set[Ref]:
    """The tensors of which no end is read last: what stands at either end changes what the model gives.

    So it is where all that a recurrent layer gives is pooled, weighed or flattened, and where a
    `Bidirectional` layer gives its last states, or each step to an output. One before a layer that reads one
    way and gives its last state is read as by that layer alone.
    """
    before: dict[Ref, list[tuple[Ref, Use]]] = {}
    waiting: list[tuple[Ref, Reach]] = [(ref, "each step") for ref in flow.outputs]
    for here, uses in flow.uses.items():
        for use in uses:
            before.setdefault(use.after, []).append((here, use))
            if use.node.inner is None and use.node.layer.rule.shape in READS_ALL:
                waiting.append((here, "all steps"))
            if _is_both_ways(use) and not _gives_each_step(use):
                waiting.append((here, "evenly"))
    found: set[tuple[Ref, Reach]] = set()
    while waiting:
        state = waiting.pop()
        if state in found:
            continue
        found.add(state)
        for ref, use in before.get(state[0], ()):
            reach = _reach_before(use, state[1])
            if reach is not None:
                waiting.append((ref, reach))
    return {ref for ref, reach in found if reach == "evenly"}


def _reach_before(use: Use, reach: Reach) -> Reach | None:
    """What is reached from the tensor that a call reads; None where the call gives no steps."""
    if use.node.inner is not None or not use.node.layer.recurrent:
        return reach
    if not _gives_each_step(use):
        return None
    return reach if reach == "each step" and not _is_both_ways(use) else "evenly"


def _is_both_ways(use: Use) -> bool:
    layer = use.node.layer
    return use.node.inner is None and layer.recurrent and layer.wrapper == "Bidirectional"


def _gives_each_step(use: Use) -> bool:
    return use.node.layer.options.get("return_sequences") is True


def masked_refs(flow: Flow, keras: int) -> set[Ref]:
    """The tensors that surely carry a mask of timesteps: from where it is made through all that pass it."""
    waiting = [
        (node.name, number, 0)
        for node in flow.graph.nodes.values()
        if node.inner is None and makes_mask(node.layer)
        for number in range(len(node.calls))
    ]
    found = set(waiting)
    while waiting:
        for use in flow.uses.get(waiting.pop(), []):
            if use.after not in found and _use_passes_mask(use, found, keras):
                found.add(use.after)
                waiting.append(use.after)
    return found


def _use_passes_mask(use: Use, masked: set[Ref], keras: int) -> bool:
    """Whether a mask goes on behind a call; attention passes that of its query, the first tensor."""
    if use.node.inner is not None:
        return False
    layer = use.node.layer
    first = layer.rule.mask != "query" or use.node.calls[use.number].args[0] in masked
    return first and passes_mask(layer, keras)
