"""Where the timesteps of the outputs come from: from which input, and by which formula of their number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lstmdoctor.core.spec import StepsOf
from lstmdoctor.keras_rules.timesteps import StepChange, StepChanges, join_changes, step_change
from lstmdoctor.models.config.graph import Graph, Node
from lstmdoctor.models.config.layers import class_name, describe_layer
from lstmdoctor.models.config.links import LayerCall, Ref
from lstmdoctor.records import frozen_record


@frozen_record
class Origin:
    """Timesteps of a tensor: the number of the input of its graph, and the formulas."""

    port: int
    changes: StepChanges = ()


Origins = dict[Ref, Origin | None]


def steps_of_outputs(graph: Graph) -> list[StepsOf | None]:
    """One answer for each output of a model, None where it is not known."""
    return [
        StepsOf(graph.inputs[origin.port].name, origin.changes) if origin is not None else None
        for origin in _output_origins(graph)
    ]


def _output_origins(graph: Graph) -> list[Origin | None]:
    """Backwards from each output, so that every call is looked at once however often its result is used."""
    known: Origins = {port.ref: Origin(number) for number, port in enumerate(graph.inputs)}
    inner = {
        name: _output_origins(node.inner) for name, node in graph.nodes.items() if node.inner is not None
    }
    for _, ref in graph.outputs:
        _find_origin(graph, ref, known, inner)
    return [known.get(ref) for _, ref in graph.outputs]


def _find_origin(graph: Graph, wanted: Ref, known: Origins, inner: Mapping[str, list[Origin | None]]) -> None:
    """Put the origin of one tensor into `known`, after those that it comes from."""
    waiting, entered = [wanted], set[Ref]()
    while waiting:
        ref = waiting[-1]
        node = graph.nodes.get(ref[0])
        call = node.calls[ref[1]] if node is not None and ref[1] < len(node.calls) else None
        if ref in known or node is None or call is None:
            known.setdefault(ref, None)
            waiting.pop()
        elif ref in entered:
            known[ref] = _origin_after(graph, node, call, ref[2], known, inner)
        else:
            entered.add(ref)
            waiting += [one for one in _step_tensors(node, call) if one not in known and one not in entered]


def _step_tensors(node: Node, call: LayerCall) -> Sequence[Ref]:
    """The tensors whose timesteps could be those of the result."""
    if node.inner is not None and class_name(node.entry) != "TimeDistributed":
        return call.args
    layer = describe_layer(node.entry)
    return call.args if layer.rule.shape in ("elementwise", "concatenate") else call.args[:1]


def _origin_after(
    graph: Graph,
    node: Node,
    call: LayerCall,
    output: int,
    known: Origins,
    inner: Mapping[str, list[Origin | None]],
) -> Origin | None:
    tensors = _step_tensors(node, call)
    before = [known.get(ref) for ref in tensors]
    if not before:
        return None
    if node.inner is not None:
        if class_name(node.entry) == "TimeDistributed":
            return before[0]
        through = inner[node.name][output] if output < len(inner[node.name]) else None
        start = before[through.port] if through is not None and through.port < len(before) else None
        return _joined_origin(start, through.changes) if through is not None else None
    if any(origin != before[0] for origin in before) or output > 0:
        return None
    change = step_change(describe_layer(node.entry), graph.shapes.get(tensors[0]))
    return _joined_origin(before[0], (change,)) if change is not None else None


def _joined_origin(start: Origin | None, changes: Sequence[StepChange]) -> Origin | None:
    joined = start.changes if start is not None else None
    for change in changes:
        joined = join_changes(joined, change) if joined is not None else None
    return Origin(start.port, joined) if start is not None and joined is not None else None
