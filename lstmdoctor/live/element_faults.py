"""Faults in how a call or a dataset puts its arrays together: crossed, in one level, batched twice.

Each is found by shapes alone and takes the arrays apart as they are meant, so that what else is wrong with
them is said of the right ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lstmdoctor.core.faults import Finding
from lstmdoctor.core.spec import ModelSpec, Shape
from lstmdoctor.data.live.look import Fed
from lstmdoctor.data.live.tensors import item_of_tensor, shape_of_tensor
from lstmdoctor.live.call_faults import pair_finding, pair_in_list, site_of_pair
from lstmdoctor.live.callers import CallSite
from lstmdoctor.messages.faults import FAULTS
from lstmdoctor.records import frozen_record
from lstmdoctor.text import python_literal, safe_text, shape_text

Names = tuple[str, str]
"""The parameters of data and labels."""
LETTERS = "abcdefghijklmnop"
BATCHED_AGAIN = {
    "tf.data": "remove one .batch(...), or take the batches apart again: {variable} = {dataset}.unbatch()",
    "grain": "remove one .batch(...)",
    "DataLoader": "its rows are batches already: DataLoader(rows, batch_size=None)",
}
"""What batches a second time, and how that is undone."""
MAPS = ("tf.data", "grain")
"""Where elements are changed by ``map``."""


@frozen_record
class Rebuilt:
    """What was meant, and the finding that says so.

    Parameters
    ----------
    fed : Fed
    site : CallSite
        With the expressions of the arrays at their places.
    finding : Finding
    """

    fed: Fed
    site: CallSite
    finding: Finding


def rebuilt_call(fed: Fed, spec: ModelSpec, site: CallSite, names: Names) -> Rebuilt | None:
    """The arrays as they are meant, where they were put together otherwise."""
    apart = pair_in_list(fed, spec)
    if apart is not None:
        own = site_of_pair(site, names)
        return Rebuilt(apart, own, pair_finding(apart, own, names))
    return (
        flat_element(fed, spec, site, names)
        or twice_batched(fed, spec, site, names)
        or crossed_labels(fed, spec, site, names)
    )


def can_be_shape(found: Shape, wanted: Shape) -> bool:
    """Whether a shape can be one that is wanted, sizes that are not known included; first axes are free."""
    pairs = zip(found[1:], wanted[1:], strict=False)
    return len(found) == len(wanted) and all(a == b or None in (a, b) for a, b in pairs)


def known_shapes(values: Sequence[object]) -> list[Shape] | None:
    """The shapes of arrays; None where one of these is none."""
    shapes = [shape_of_tensor(value) for value in values]
    return [shape for shape in shapes if shape is not None] if None not in shapes else None


def shapes_wanted(spec: ModelSpec) -> list[Shape] | None:
    """The shapes that the inputs take; None where one is not known."""
    shapes = [one.shape for one in spec.inputs]
    return [shape for shape in shapes if shape is not None] if None not in shapes else None


def flat_element(fed: Fed, spec: ModelSpec, site: CallSite, names: Names) -> Rebuilt | None:
    """Inputs and labels in one level, ``(a, b, y)``, for a model of several inputs."""
    shapes, wanted = known_shapes(fed.members), shapes_wanted(spec)
    if wanted is None or len(wanted) < 2 or not shapes:
        return None
    number, outputs = len(wanted), len(spec.outputs)
    rest = shapes[number:]
    if len(shapes) < number or (rest and len(rest) != outputs) or not are_inputs(shapes, wanted):
        return None
    if not rest and can_be_answers(shapes[-1], spec):
        return None
    inputs, labels = fed.members[:number], fed.members[number:]
    meant = Fed(inputs, labels[0] if len(labels) == 1 else labels or None, fed.where, fed.kind)
    return Rebuilt(meant, site, flat_finding(fed, spec, site, names))


def are_inputs(shapes: Sequence[Shape], wanted: Sequence[Shape]) -> bool:
    """Whether the first arrays are one for each input in its order, all batches or all samples."""
    batches = all(map(can_be_shape, shapes, wanted))
    return batches or all(map(can_be_shape, [(None, *shape) for shape in shapes], wanted))


def can_be_answers(found: Shape, spec: ModelSpec) -> bool:
    """Whether an array can be the labels of the only output: of its shape, or one class id for each row."""
    shape = spec.outputs[0].shape if len(spec.outputs) == 1 else None
    if not shape or not found:
        return False
    squeezed = shape[-1] == 1 or spec.outputs[0].comparison == "sparse"
    return can_be_shape(found, shape) or (squeezed and can_be_shape(found, shape[:-1]))


def flat_finding(fed: Fed, spec: ModelSpec, site: CallSite, names: Names) -> Finding:
    """That Keras takes the second of the inputs for labels."""
    number = len(spec.inputs)
    inputs, labels = list(LETTERS[:number]), label_letters(len(fed.members) - number)
    flat, given, answers = (", ".join(one) for one in ((*inputs, *labels), inputs, labels))
    given = f"{{{', '.join(map(named_input, spec.keys, inputs))}}}" if spec.keys else f"({given})"
    nested = f"{given}, {answers if len(labels) < 2 else f'({answers})'}".rstrip(" ")
    shapes = ", ".join(shape_text(shape) for shape in known_shapes(fed.members) or ())
    words = (
        f"the elements are flat, ({flat}) of {shapes}: Keras takes a for the data and b for the labels, and "
        f"the model has {number} inputs ({fed.where})"
    )
    return FAULTS["LD905"].found(None, words, nesting_advice(fed, site, names, flat, nested))


def nesting_advice(fed: Fed, site: CallSite, names: Names, flat: str, nested: str) -> str:
    """How the inputs come into a tuple of their own, where the elements are made."""
    if fed.kind in MAPS:
        dataset, variable = dataset_words(site, names)
        return f"put the inputs together: {variable} = {dataset}.map(lambda {flat}: ({nested}))"
    verb = {"PyDataset": "return", "generator": "yield"}.get(fed.kind)
    return f"put the inputs together: {verb} {nested}" if verb else f"make each row of it ({nested})"


def dataset_words(site: CallSite, names: Names) -> Names:
    """The dataset as the call has it, and a variable for what is made of it."""
    dataset = site.expression(names[0])
    own = dataset.isidentifier() and names[0] in site.expressions
    return (dataset, dataset) if own else (dataset, site.free_name("dataset"))


def named_input(name: str, letter: str) -> str:
    """``"sensor": a``."""
    return f"{safe_text(python_literal(name))}: {letter}"


def label_letters(number: int) -> list[str]:
    """``y``, or ``y1`` and ``y2``; none where there are no labels."""
    return ["y"][:number] if number < 2 else [f"y{place}" for place in range(1, number + 1)]


def twice_batched(fed: Fed, spec: ModelSpec, site: CallSite, names: Names) -> Rebuilt | None:
    """Elements of a dataset that are batches of batches: every array has one axis too many in front."""
    wanted, arrays = shapes_wanted(spec), arrays_in_order(fed.x, spec)
    shapes, beside = known_shapes(arrays), known_shapes(leaves_of_labels(fed.y))
    if fed.kind not in BATCHED_AGAIN or wanted is None or not shapes or beside is None:
        return None
    deeper = [shape for shape in shapes if len(shape) > 1 and shape[1] != 1]
    fitting = len(deeper) == len(wanted) and all(map(can_be_shape, [one[1:] for one in deeper], wanted))
    if not fitting or len({shape[:2] for shape in (*deeper, *beside)}) != 1:
        return None
    if not beside and deeper[0][1] is not None:  # nothing but the shape says so: it may be another fault
        return None
    dataset, variable = dataset_words(site, names)
    finding = FAULTS["LD905"].found(
        None,
        f"the elements are batches of batches, {', '.join(map(shape_text, shapes))}, one axis more than the "
        f"model takes, {', '.join(map(shape_text, wanted))}: batch was called twice ({fed.where})",
        BATCHED_AGAIN[fed.kind].format(dataset=dataset, variable=variable),
    )
    return Rebuilt(replace(fed, x=inner_of(fed.x), y=inner_of(fed.y), members=()), site, finding)


def arrays_in_order(x: object, spec: ModelSpec) -> list[object]:
    """The arrays for the inputs; empty where they are not one for each."""
    match x:
        case Mapping():
            return [x[one.name] for one in spec.inputs if one.name in x]
        case tuple() | list():
            return list(x) if len(x) == len(spec.inputs) else []
    return [x] if len(spec.inputs) == 1 else []


def leaves_of_labels(y: object) -> list[object]:
    """The arrays of labels, whatever holds them."""
    match y:
        case None:
            return []
        case Mapping():
            return list(y.values())
        case tuple() | list():
            return list(y)
    return [y]


def inner_of(value: object) -> object:
    """One batch of batches of batches, in the same containers."""
    match value:
        case None:
            return None
        case Mapping():
            return {key: inner_of(one) for key, one in value.items()}
        case tuple():
            return tuple(map(inner_of, value))
        case list():
            return list(map(inner_of, value))
    return item_of_tensor(value)


def crossed_labels(fed: Fed, spec: ModelSpec, site: CallSite, names: Names) -> Rebuilt | None:
    """Data and labels in each other's place, where their shapes leave no other reading."""
    data, labels, wanted = shape_of_tensor(fed.x), shape_of_tensor(fed.y), shapes_wanted(spec)
    if not data or not labels or wanted is None or len(wanted) != 1 or data[0] != labels[0]:
        return None
    sizes = zip(wanted[0][1:], labels[1:], strict=False)
    known = any(size is not None and size == own for size, own in sizes)
    if not known or can_be_shape(data, wanted[0]) or not can_be_shape(labels, wanted[0]):
        return None
    if not can_be_answers(data, spec) or can_be_answers(labels, spec):
        return None
    words = (
        f"data and labels have changed places: the data is {shape_text(data)}, which the model gives, the "
        f"labels are {shape_text(labels)}, which it takes"
    )
    words += f" ({fed.where})" if fed.where else ""
    finding = FAULTS["LD105"].found(None, words, crossing_advice(fed, site, names))
    own = {names[0]: site.expression(names[1]), names[1]: site.expression(names[0])}
    turned = site if fed.kind else replace(site, expressions={**site.expressions, **own})
    return Rebuilt(replace(fed, x=fed.y, y=fed.x, members=()), turned, finding)


def crossing_advice(fed: Fed, site: CallSite, names: Names) -> str:
    """How data and labels change places again."""
    if fed.kind in MAPS:
        dataset, variable = dataset_words(site, names)
        return f"exchange them: {variable} = {dataset}.map(lambda y, x: (x, y))"
    if fed.kind:
        return "exchange them: x, y"
    return f"exchange them: {safe_text(', '.join(map(site.expression, reversed(names))))}"
