"""A model config as a graph: which layer is called on which tensors.

Every kind of model (Sequential, Functional, nested, Keras 1 `Merge` branches) becomes the same `Graph`, so
that inputs, paths and shapes are read by one rule each. A tensor is a `Ref`: layer name, number of the
call, number of the output, as Keras itself writes it in `inbound_nodes` and `input_layers`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from functools import cached_property

from lstmdoctor.core.spec import Kind, Layer, Shape
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.json_values import (
    Config,
    integer_or_none,
    items_or_none,
    mapping_or_empty,
    numpy_dtype,
    shape_or_none,
)
from lstmdoctor.keras_rules.layers import layers_of_role
from lstmdoctor.models.config.layers import class_name, config_of, describe_layer, layer_name, wrapped_entry
from lstmdoctor.models.config.links import LayerCall, Ref, calls_of, named_refs
from lstmdoctor.records import frozen_record
from lstmdoctor.text import safe_text

DEEPEST = 64
MODELS = layers_of_role("model")


@frozen_record
class Port:
    """One input of a graph: its name for users, what the file says of it, and the tensor it is."""

    name: str
    shape: Shape | None
    dtype: str
    ref: Ref


@frozen_record
class Node:
    """One layer of a graph with its calls; `inner` is the graph of a nested (or wrapped) model."""

    name: str
    entry: Config
    calls: tuple[LayerCall, ...]
    inner: Graph | None = None

    @cached_property
    def layer(self) -> Layer:
        """The layer of its entry."""
        return describe_layer(self.entry)


@frozen_record
class Graph:
    """A model: layers by name in the order of the file, inputs and outputs in the order of arguments."""

    kind: Kind
    nodes: Mapping[str, Node]
    inputs: tuple[Port, ...]
    outputs: tuple[tuple[str, Ref], ...]
    shapes: Mapping[Ref, Shape] = field(default_factory=dict)

    @cached_property
    def size(self) -> int:
        """How much there is to look at in one call of it: calls, inputs and outputs."""
        return sum(len(node.calls) for node in self.nodes.values()) + len(self.inputs) + len(self.outputs)


def is_model(entry: Config) -> bool:
    """Whether a layer entry is itself a model whose layers the file lists."""
    config = config_of(entry)
    if class_name(entry) in MODELS:
        return True
    # Subclasses that keep the `get_config` of Functional or of a built Sequential.
    marked = "input_layers" in config or "build_input_shape" in config
    return marked and isinstance(config.get("layers"), list)


def build_graph(entry: Config, version: str | None = None, depth: int = 0) -> Graph | None:
    """The graph of a model entry; None for a subclass, whose layers no file lists.

    Raises
    ------
    Unreadable
        When models are nested too deeply, or an input or output names a layer that is not there.
    """
    if depth > DEEPEST:
        raise Unreadable(f"models are nested more than {DEEPEST} deep")
    if not is_model(entry):
        return None
    config = config_of(entry)
    if "input_layers" in config:
        return _functional_graph(config, version, depth)
    listed = items_or_none(entry.get("config")) or items_or_none(config.get("layers"))
    return _sequential_graph(entry, config, [mapping_or_empty(item) for item in listed or ()], version, depth)


def _inner_graph(entry: Config, version: str | None, depth: int) -> Graph | None:
    core = wrapped_entry(entry) if class_name(entry) == "TimeDistributed" else entry
    return build_graph(core, version, depth + 1) if core is not None else None


def _functional_graph(config: Config, version: str | None, depth: int) -> Graph:
    nodes: dict[str, Node] = {}
    shapes: dict[Ref, Shape] = {}
    for item in map(mapping_or_empty, items_or_none(config.get("layers")) or ()):
        name = _own_name(item, nodes)
        calls = calls_of(item.get("inbound_nodes"), shapes)
        nodes[name] = Node(name, item, calls, _inner_graph(item, version, depth))
    ports = tuple(
        Port(name, *_declared_input(nodes[ref[0]].entry), ref)
        for name, ref in _named_end_refs(config, "input_layers", nodes)
    )
    ends = tuple(_named_end_refs(config, "output_layers", nodes))
    return Graph("functional", _renumber_nodes(nodes), ports, ends, shapes)


def _own_name(item: Config, nodes: Mapping[str, Node]) -> str:
    """The name of a layer, which no other layer of its model may have: references go by it."""
    name = layer_name(item)
    if name in nodes:
        raise Unreadable(
            f"two layers are called '{safe_text(name)}': Keras loads no model in which names repeat"
        )
    return name


def _renumber_nodes(nodes: Mapping[str, Node]) -> dict[str, Node]:
    """References by the number of the call within this model.

    Keras 2 counts the making of a nested model as its call 0, so that its first use has number 1.
    """

    def own(refs: tuple[Ref, ...]) -> tuple[Ref, ...]:
        return tuple(_renumber_ref(nodes, ref) for ref in refs)

    return {
        name: replace(node, calls=tuple(LayerCall(own(call.args), own(call.kwargs)) for call in node.calls))
        for name, node in nodes.items()
    }


def _renumber_ref(nodes: Mapping[str, Node], ref: Ref) -> Ref:
    last = len(nodes[ref[0]].calls) - 1 if ref[0] in nodes else ref[1]
    return ref[0], max(0, min(ref[1], last)), ref[2]


def _named_end_refs(config: Config, key: str, nodes: Mapping[str, Node]) -> Iterator[tuple[str, Ref]]:
    side = key.partition("_")[0]
    for name, ref in named_refs(config.get(key)):
        if ref[0] not in nodes:
            raise Unreadable(
                f"the model names an {side} layer '{safe_text(ref[0])}' that is not among its layers"
            )
        yield name, _renumber_ref(nodes, ref)


def _declared_input(entry: Config) -> tuple[Shape | None, str]:
    """Shape and dtype that an entry gives for its own input (the keys differ by version)."""
    config = config_of(entry)
    dtype = numpy_dtype(config.get("input_dtype") or config.get("dtype"))
    for key in ("batch_shape", "batch_input_shape"):
        if key in config:
            return shape_or_none(config[key]), dtype
    if "input_shape" in config:
        items = items_or_none(config["input_shape"])
        return (shape_or_none([None, *items]) if items is not None else None), dtype
    return _keras_1_shape(entry), dtype


def _keras_1_shape(entry: Config) -> Shape | None:
    """Keras 1 layers took ``input_dim`` and ``input_length`` (keras/engine/topology.py at tag 1.2.2)."""
    config = config_of(entry)
    features, steps = integer_or_none(config.get("input_dim")), integer_or_none(config.get("input_length"))
    if class_name(entry) == "Embedding":
        return shape_or_none([None, steps]) if "input_length" in config and steps else None
    if features is None or "input_dim" not in config:
        return None
    return (
        shape_or_none([None, steps, features])
        if "input_length" in config
        else shape_or_none([None, features])
    )


def _sequential_graph(
    entry: Config, config: Config, items: list[Config], version: str | None, depth: int
) -> Graph:
    nodes: dict[str, Node] = {}
    ports: tuple[Port, ...] = ()
    last: tuple[Ref, ...] = ()
    shapes: dict[Ref, Shape] = {}
    for index, item in enumerate(items):
        name, inner = _own_name(item, nodes), _inner_graph(item, version, depth)
        if index == 0 and class_name(item) == "InputLayer":
            ports = (Port(name, *_declared_input(item), (name, 0, 0)),)
        elif index == 0 and class_name(item) == "Merge":
            nodes |= _merge_branches(item, version, depth)
            ports = tuple(port for node in nodes.values() if node.inner for port in node.inner.inputs)
            last = tuple((branch, 0, 0) for branch in nodes)
        elif index == 0:
            ports = _first_ports(entry, config, item, inner, version)
            last = tuple(port.ref for port in ports)
        _note_built(item, last, shapes)
        nodes[name] = Node(name, item, (LayerCall(last),) if last else (), inner)
        last = ((name, 0, 0),)
    return Graph("sequential", nodes, ports, tuple((ref[0], ref) for ref in last), shapes)


def _merge_branches(merge: Config, version: str | None, depth: int) -> dict[str, Node]:
    """The models in front of a Keras 1 `Merge` layer that is the first of a Sequential."""
    nodes = {}
    for number, item in enumerate(map(mapping_or_empty, items_or_none(config_of(merge).get("layers")) or ())):
        name = f"{layer_name(merge)}/{number}"
        inner = build_graph(item, version, depth + 1)
        calls = (LayerCall(tuple(port.ref for port in inner.inputs)),) if inner else ()
        nodes[name] = Node(name, item, calls, inner)
    return nodes


def _note_built(item: Config, last: tuple[Ref, ...], shapes: dict[Ref, Shape]) -> None:
    """A built layer in a Sequential says the shape of its input, which is the output of the one before."""
    built = shape_or_none(mapping_or_empty(item.get("build_config")).get("input_shape"))
    if built is not None and len(last) == 1:
        shapes[last[0]] = built


def _first_ports(
    entry: Config, config: Config, first: Config, inner: Graph | None, version: str | None
) -> tuple[Port, ...]:
    """The inputs of a Sequential that was saved without an InputLayer."""
    name = f"{layer_name(first)}_input"
    declared, dtype = _declared_input(first)
    for candidate in (
        declared,
        shape_or_none(config.get("build_input_shape")),
        shape_or_none(mapping_or_empty(entry.get("build_config")).get("input_shape")),
        shape_or_none(mapping_or_empty(first.get("build_config")).get("input_shape")),
    ):
        if candidate is not None:
            return (Port(name, candidate, dtype, (name, 0, 0)),)
    if inner is None or not inner.inputs:
        return (Port("input", None, dtype, ("input", 0, 0)),)
    keep = len(inner.inputs) > 1 or (version or "").startswith("1.")
    named = ((port.name if keep else name, port) for port in inner.inputs)
    return tuple(Port(own, port.shape, port.dtype, (own, 0, 0)) for own, port in named)
