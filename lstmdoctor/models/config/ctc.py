"""A CTC loss inside a model: a layer that gets labels from an input and the classes from layers.

So it was built before Keras had `keras.losses.CTC`: a `Lambda` around ``K.ctc_batch_cost`` (the example
``image_ocr.py`` of Keras 1 and 2) or a layer of one's own that calls ``add_loss`` (``captcha_ocr`` on
keras.io).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lstmdoctor.core.spec import CtcCall, Shape
from lstmdoctor.files.json_values import text_or_none
from lstmdoctor.keras_rules.losses import names_ctc
from lstmdoctor.models.config.graph import Graph, Node
from lstmdoctor.models.config.infer import output_shapes
from lstmdoctor.models.config.layers import class_name, config_of
from lstmdoctor.models.config.links import Ref

LENGTHS = 2
"""Inputs beside the labels: the lengths of the outputs and of the labels."""
OF_LABELS = ("label", "target", "y_")


def ctc_call_in(graph: Graph, given: Sequence[Shape | None]) -> CtcCall | None:
    """The first call of such a layer; None in a model without."""
    ports = {port.ref: (port.name, shape) for port, shape in zip(graph.inputs, given, strict=False)}
    for node in graph.nodes.values():
        if node.inner is not None or not is_ctc_layer(node):
            continue
        for call in node.calls:
            refs = tuple(dict.fromkeys((*call.args, *call.kwargs)))
            found = call_of_refs(graph, given, node.name, refs, ports)
            if found is not None:
                return found
    return None


def is_ctc_layer(node: Node) -> bool:
    """Whether a layer, its class, or the function that a `Lambda` calls bears the name of CTC."""
    function = text_or_none(config_of(node.entry).get("function")) or ""
    return any(map(names_ctc, (node.name, class_name(node.entry), function)))


def call_of_refs(
    graph: Graph,
    given: Sequence[Shape | None],
    layer: str,
    refs: Sequence[Ref],
    ports: dict[Ref, tuple[str, Shape | None]],
) -> CtcCall | None:
    """One call of the layer, its tensors told apart: what comes out of layers, labels, and lengths."""
    inner = [ref for ref in refs if ref not in ports]
    taken = [ports[ref] for ref in refs if ref in ports]
    lengths = [name for name, shape in taken if shape is not None and len(shape) == 2 and shape[-1] == 1]
    labels = [name for name, _ in taken if name not in lengths]
    if len(inner) != 1 or len(labels) != 1 or len(lengths) not in (0, LENGTHS):
        return None
    shape = output_shapes(replace(graph, outputs=(("", inner[0]),)), given)[0]
    if not lengths:
        return CtcCall(layer, labels[0], shape)
    of_labels = [name for name in lengths if any(word in name.lower() for word in OF_LABELS)]
    second = of_labels[0] if len(of_labels) == 1 else lengths[1]
    return CtcCall(layer, labels[0], shape, next(name for name in lengths if name != second), second)
