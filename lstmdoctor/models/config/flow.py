"""Where the tensors of a graph go: what is asked of it again and again, each worked out once.

A graph may have tens of thousands of layers and as many inputs, so that nothing here looks through all layers
for one input, one output or one call.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from lstmdoctor.models.config.graph import Graph, Node
from lstmdoctor.models.config.links import LayerCall, Ref
from lstmdoctor.records import frozen_record


@frozen_record
class Use:
    """One tensor going into one call of a layer.

    Parameters
    ----------
    node : Node
    number : int
        Of the call.
    place : int
        Of the tensor among the arguments of the call.
    alone : bool
        No other tensor goes into the call.
    states : bool
        Some tensor beyond the first one that the call gives is used.
    """

    node: Node
    number: int
    place: int
    alone: bool
    states: bool

    @property
    def after(self) -> Ref:
        """The first tensor that the call gives."""
        return self.node.name, self.number, 0


class Flow:
    """A graph with the uses of its tensors, and the same for the models inside it."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    @cached_property
    def inner(self) -> dict[str, Flow]:
        """The nested (or wrapped) models by the name of their node."""
        return {node.name: Flow(node.inner) for node in self.graph.nodes.values() if node.inner is not None}

    @cached_property
    def outputs(self) -> dict[Ref, int]:
        """The tensors that the graph gives, each with the first place in which it does."""
        found: dict[Ref, int] = {}
        for place, (_, ref) in enumerate(self.graph.outputs):
            found.setdefault(ref, place)
        return found

    @cached_property
    def uses(self) -> dict[Ref, list[Use]]:
        """Where each tensor goes, in the order of the file."""
        several = self._calls_of_several_results()
        found: dict[Ref, list[Use]] = {}
        for node, number, call in _all_calls(self.graph):
            alone, states = len(set(call.args)) == 1, (node.name, number) in several
            for place, ref in data_tensors(node, call):
                found.setdefault(ref, []).append(Use(node, number, place, alone, states))
        return found

    def _calls_of_several_results(self) -> set[tuple[str, int]]:
        """The calls of which something beyond the first result is used: a state, mostly."""
        used = (ref for _, _, call in _all_calls(self.graph) for ref in (*call.args, *call.kwargs))
        return {ref[:2] for refs in (used, self.outputs) for ref in refs if ref[2]}

    @cached_property
    def recurrent(self) -> bool:
        """Whether a recurrent layer is in it, at any depth."""
        return any(self.is_recurrent(node) for node in self.graph.nodes.values())

    def is_recurrent(self, node: Node) -> bool:
        """Whether a node is or holds a recurrent layer."""
        return node.layer.recurrent if node.inner is None else self.inner[node.name].recurrent

    @cached_property
    def toward_recurrent(self) -> set[str]:
        """The layers from which the way leads to a recurrent one, that one included."""
        names = [node.name for node in self.graph.nodes.values() if self.is_recurrent(node)]
        found = set(names)
        while names:
            node = self.graph.nodes.get(names.pop())
            for call in node.calls if node else ():
                for _, ref in data_tensors(node, call) if node else ():
                    if ref[0] not in found:
                        found.add(ref[0])
                        names.append(ref[0])
        return found

    @cached_property
    def onward(self) -> dict[Ref, Use]:
        """Where the way of a tensor goes on: the first use toward a recurrent layer, else the only one."""
        toward = self.toward_recurrent
        found = {}
        for ref, uses in self.uses.items():
            good = next((use for use in uses if use.node.name in toward), None)
            if good is not None or len(uses) == 1:
                found[ref] = good or uses[0]
        return found

    @cached_property
    def activations(self) -> dict[Ref, str | None]:
        """What is known of the activation of each tensor, filled by those who ask."""
        return {}


def _all_calls(graph: Graph) -> Iterator[tuple[Node, int, LayerCall]]:
    for node in graph.nodes.values():
        for number, call in enumerate(node.calls):
            yield node, number, call


def data_tensors(node: Node, call: LayerCall) -> Iterator[tuple[int, Ref]]:
    """The tensors of a call that carry data, each once, with their places.

    What follows the first one in a recurrent layer are states.
    """
    recurrent = node.inner is None and node.layer.recurrent
    seen: set[Ref] = set()
    for place, ref in enumerate(call.args[:1] if recurrent else call.args):
        if ref not in seen:
            seen.add(ref)
            yield place, ref
