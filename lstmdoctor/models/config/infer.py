"""Shapes of all tensors of a graph, carried forward from its inputs; None where no rule is sure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lstmdoctor.core.spec import Shape
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.json_values import free_batch
from lstmdoctor.keras_rules.shapes import UNKNOWN, Shapes
from lstmdoctor.models.config.graph import Graph, Node
from lstmdoctor.models.config.layers import class_name
from lstmdoctor.models.config.links import LayerCall, Ref
from lstmdoctor.models.config.wrappers import entry_shapes, time_distributed_shapes

# Nested models that are called several times, each calling others several times, would multiply without end.
MOST_CALLS = 200_000


class Budget:
    """How much may still be looked at inside nested models."""

    def __init__(self, calls: int = MOST_CALLS) -> None:
        self.left = calls

    def spend(self, calls: int) -> bool:
        """Take some; False when there are not so many left."""
        self.left -= calls
        return self.left >= 0


def output_shapes(graph: Graph, given: Sequence[Shape | None], budget: Budget | None = None) -> Shapes:
    """The shapes of the outputs of a graph for inputs of the given shapes.

    Raises
    ------
    Unreadable
        When layers wait for each other in a circle.
    """
    budget = budget or Budget()
    known: dict[Ref, Shape | None] = dict.fromkeys((port.ref for port in graph.inputs), None)
    known.update(zip((port.ref for port in graph.inputs), given, strict=False))
    for node, number, call in _in_order(graph, set(known)):
        found = _node_output_shapes(node, [known.get(ref) for ref in call.args], budget)
        for place, shape in enumerate(found):
            ref = (node.name, number, place)
            known[ref] = _reconcile_shapes(shape, graph.shapes.get(ref))
    return [known.get(ref, free_batch(graph.shapes.get(ref))) for _, ref in graph.outputs]


def _reconcile_shapes(inferred: Shape | None, said: Shape | None) -> Shape | None:
    """The file knows custom layers, the rules know more of free axes; where ranks differ it is right."""
    if inferred is None or said is None:
        return inferred if said is None else free_batch(said)
    if len(inferred) != len(said):
        return free_batch(said)
    return (inferred[0], *(a if a is not None else b for a, b in zip(inferred[1:], said[1:], strict=True)))


def _in_order(graph: Graph, ready: set[Ref]) -> Iterator[tuple[Node, int, LayerCall]]:
    """All calls, each after those that it depends on (Kahn's algorithm over calls)."""
    done = {ref[:2] for ref in ready}
    waiting: dict[tuple[str, int], list[tuple[Node, int, LayerCall]]] = {}
    missing: dict[tuple[str, int], int] = {}
    pending = []
    for node in graph.nodes.values():
        for number, call in enumerate(node.calls):
            needs = {ref[:2] for ref in call.args + call.kwargs if _has_referenced_call(graph, ref)} - done
            missing[node.name, number] = len(needs)
            for need in needs:
                waiting.setdefault(need, []).append((node, number, call))
            if not needs:
                pending.append((node, number, call))
    left = len(missing)
    while pending:
        node, number, call = pending.pop()
        left -= 1
        yield node, number, call
        for follower in waiting.get((node.name, number), ()):
            key = follower[0].name, follower[1]
            missing[key] -= 1
            if missing[key] == 0:
                pending.append(follower)
    if left:
        raise Unreadable("its layers wait for each other in a circle")


def _has_referenced_call(graph: Graph, ref: Ref) -> bool:
    node = graph.nodes.get(ref[0])
    return node is not None and ref[1] < len(node.calls)


def _node_output_shapes(node: Node, shapes: Sequence[Shape | None], budget: Budget) -> Shapes:
    inner = node.inner
    if inner is None:
        return entry_shapes(node.entry, shapes)
    if not budget.spend(inner.size):
        return UNKNOWN
    if class_name(node.entry) != "TimeDistributed":
        return output_shapes(inner, shapes, budget)
    return time_distributed_shapes(shapes, lambda step: output_shapes(inner, step, budget))
