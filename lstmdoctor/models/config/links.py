"""The references between layers in a config: ``inbound_nodes``, ``input_layers``, ``output_layers``.

Keras 1 and 2 write a tensor as ``[name, call, output, kwargs]``; Keras 3 writes the arguments of the call,
with a ``__keras_tensor__`` object (and its shape) in the place of each tensor.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lstmdoctor.core.spec import Shape
from lstmdoctor.files.json_values import integer_or_none, items_or_none, mapping_or_empty, shape_or_none

Ref = tuple[str, int, int]


@dataclass(frozen=True)
class LayerCall:
    """One call of a layer: the tensors given by position, and those given by keyword (masks, states)."""

    args: tuple[Ref, ...]
    kwargs: tuple[Ref, ...] = ()


def parse_tensor_ref(value: object) -> Ref | None:
    """``[name, call, output, ...]`` as a reference, None for anything else."""
    items = items_or_none(value)
    if items is None or not 3 <= len(items) <= 4:
        return None
    name, call, output = items[0], integer_or_none(items[1]), integer_or_none(items[2])
    if not isinstance(name, str) or call is None or output is None or call < 0 or output < 0:
        return None
    return name, call, output


def named_refs(value: object) -> list[tuple[str, Ref]]:
    """The inputs or outputs of a model in the order of its arguments, each with its name for users.

    A dict is flattened in the order of its sorted keys, as every version does
    (``tree.flatten``, ``tf.nest.flatten``); its keys are the names.
    """
    if isinstance(value, dict) and items_or_none(value) is None:
        named = []
        for key in sorted(key for key in value if isinstance(key, str)):
            single = parse_tensor_ref(value[key])
            named += [(key, single)] if single is not None else named_refs(value[key])
        return named
    single = parse_tensor_ref(value)
    if single is not None:
        return [(single[0], single)]
    return [named for item in items_or_none(value) or () for named in named_refs(item)]


def calls_of(value: object, shapes: dict[Ref, Shape]) -> tuple[LayerCall, ...]:
    """The calls in ``inbound_nodes``; shapes that the file gives for tensors are added to `shapes`."""
    calls = []
    for node in items_or_none(value) or ():
        if isinstance(node, dict):
            args = tuple(_argument_tensors(node.get("args"), shapes))
            calls.append(LayerCall(args, tuple(_argument_tensors(node.get("kwargs"), shapes))))
        else:
            calls.append(_old_call(node))
    return tuple(calls)


def _argument_tensors(value: object, shapes: dict[Ref, Shape]) -> Iterator[Ref]:
    """The tensors in the arguments of a Keras 3 call, in the order in which Keras flattens them."""
    if isinstance(value, dict) and value.get("class_name") == "__keras_tensor__":
        config = mapping_or_empty(value.get("config"))
        ref = parse_tensor_ref(config.get("keras_history"))
        if ref is not None:
            axes = shape_or_none(config.get("shape"))
            if axes is not None:
                shapes[ref] = axes
            yield ref
    elif isinstance(value, dict):
        for key in sorted(value):
            yield from _argument_tensors(value[key], shapes)
    elif isinstance(value, list):
        for item in value:
            yield from _argument_tensors(item, shapes)


def _old_call(node: object) -> LayerCall:
    """A Keras 1 or 2 call: tensors by position, and in the fourth place of each the keyword arguments."""
    args: list[Ref] = []
    kwargs: list[Ref] = []
    for ref, more in _old_tensors(node):
        args.append(ref)
        kwargs += [found for found, _ in _old_tensors(more)]
    return LayerCall(tuple(args), tuple(kwargs))


def _old_tensors(value: object) -> Iterator[tuple[Ref, object]]:
    ref = parse_tensor_ref(value)
    if ref is not None:
        items = items_or_none(value) or ()
        yield ref, items[3] if len(items) == 4 else None
    elif isinstance(value, dict):
        for key in sorted(value):
            yield from _old_tensors(value[key])
    elif isinstance(value, list):
        for item in value:
            yield from _old_tensors(item)
