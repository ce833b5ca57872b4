"""The references between layers in a config: ``inbound_nodes``, ``input_layers``, ``output_layers``.

Keras 1 and 2 write a tensor as ``[name, call, output, kwargs]``; Keras 3 writes the arguments of the call,
with a ``__keras_tensor__`` object (and its shape) in the place of each tensor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lstmdoctor.core.spec import Shape
from lstmdoctor.files.json_values import integer_or_none, items_or_none, mapping_or_empty, shape_or_none
from lstmdoctor.records import frozen_record

Ref = tuple[str, int, int]


@frozen_record
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


def named_refs(value: object) -> Iterator[tuple[str, Ref]]:
    """The inputs or outputs of a model in the order of its arguments, each with its name for users.

    A dict is flattened in the order of its sorted keys, as every version does
    (``tree.flatten``, ``tf.nest.flatten``); its keys are the names.
    """
    pending: list[tuple[str | None, object]] = [(None, value)]
    while pending:
        key, item = pending.pop()
        single = parse_tensor_ref(item)
        if single is not None:
            yield single[0] if key is None else key, single
        elif isinstance(item, dict) and items_or_none(item) is None:
            pending += [(own, item[own]) for own in sorted(item, reverse=True)]
        else:
            pending += [(None, one) for one in reversed(items_or_none(item) or ())]


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
    for item in _flattened_tensors(
        value, lambda one: mapping_or_empty(one).get("class_name") == "__keras_tensor__"
    ):
        config = mapping_or_empty(mapping_or_empty(item).get("config"))
        ref = parse_tensor_ref(config.get("keras_history"))
        if ref is not None:
            axes = shape_or_none(config.get("shape"))
            if axes is not None:
                shapes[ref] = axes
            yield ref


def _flattened_tensors(value: object, is_leaf: Callable[[object], bool]) -> Iterator[object]:
    """The leaves in lists and objects, keys in sorted order; no recursion, so that depth costs nothing."""
    pending = [value]
    while pending:
        item = pending.pop()
        if is_leaf(item):
            yield item
        elif isinstance(item, dict):
            pending += [item[key] for key in sorted(item, reverse=True)]
        elif isinstance(item, list):
            pending += reversed(item)


def _old_call(node: object) -> LayerCall:
    """A Keras 1 or 2 call: tensors by position, and in the fourth place of each the keyword arguments."""
    args: list[Ref] = []
    kwargs: list[Ref] = []
    for ref, more in _old_tensors(node):
        args.append(ref)
        kwargs += [found for found, _ in _old_tensors(more)]
    return LayerCall(tuple(args), tuple(kwargs))


def _old_tensors(value: object) -> Iterator[tuple[Ref, object]]:
    for item in _flattened_tensors(value, lambda one: parse_tensor_ref(one) is not None):
        ref, items = parse_tensor_ref(item), items_or_none(item) or ()
        if ref is not None:
            yield ref, items[3] if len(items) == 4 else None
