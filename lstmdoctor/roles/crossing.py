"""Arrays that stand in the place, or bear the name, of each other's input."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from lstmdoctor.core.facts import Facts
from lstmdoctor.core.plans import Slot
from lstmdoctor.core.spec import InputSpec
from lstmdoctor.roles.names import coder_of_name
from lstmdoctor.roles.samples import has_input_shape
from lstmdoctor.roles.shape_index import ShapeIndex

MOST_RIVALS = 8
"""Inputs that are looked at beside one, where more of them are alike."""
Slots = dict[str, Slot]
"""What goes into each input, by its name."""
Swapped = dict[str, str]
"""Inputs whose arrays have changed places, each with the other."""


def has_crossed_shapes(inputs: Sequence[InputSpec], arrays: Mapping[str, Slot]) -> bool:
    """Whether shapes pair every input with just one array, and not with the one at its own place."""
    index = ShapeIndex(inputs, {name: slot.facts for name, slot in arrays.items()})
    fits = [index.fitting(spec) for spec in inputs]
    names = [row[0] for row in fits if len(row) == 1]
    one_each = len(set(names)) == len(inputs) == len(arrays)
    return one_each and names != list(arrays)


def swap_crossed_arrays(slots: Slots, swapped: Swapped, inputs: Sequence[InputSpec]) -> None:
    """Exchange the arrays of two inputs of which each has just what the other takes, whatever its name says.

    Two that shapes alone have paired are noted where their names say the contrary.
    """
    for one, other in likely_pairs(slots, inputs):
        arrays = {spec.name: slots[spec.name] for spec in (one, other)}
        pair = tuple(arrays.values())
        if all(map(bears_name_of, pair, (other, one))):
            swapped |= {one.name: other.name, other.name: one.name}
        elif all(map(bears_name_of, pair, (one, other))) and has_crossed_shapes([one, other], arrays):
            exchange_slots(slots, swapped, one, other)


def likely_pairs(slots: Slots, inputs: Sequence[InputSpec]) -> list[tuple[InputSpec, InputSpec]]:
    """Every two inputs of which one has an array that bears the name of the other, or that the other takes.

    Each input is looked up, and not compared with each.
    """
    places = {spec.name: place for place, spec in enumerate(inputs)}
    misfits = {spec.name: spec for spec in inputs if not has_input_shape(spec, slots[spec.name].facts)}
    index = ShapeIndex(list(misfits.values()), {name: slots[name].facts for name in misfits})
    coders: dict[str, list[str]] = {}
    for spec in inputs:
        coders.setdefault(coder_of_name(spec.name), []).append(spec.name)
    pairs = set()
    for here, spec in enumerate(inputs):
        name = slots[spec.name].array.telling
        coder = coder_of_name(name)
        others = [name.rpartition("/")[2], *(coders.get(coder, ())[:MOST_RIVALS] if coder else ())]
        others += index.fitting(spec)[:MOST_RIVALS] if spec.name in misfits else ()
        known = {places[other] for other in others if other in places} - {here}
        pairs |= {(min(here, there), max(here, there)) for there in known}
    return [(inputs[first], inputs[second]) for first, second in sorted(pairs)]


def swap_arrays_as_asked(
    slots: Slots, swapped: Swapped, inputs: Sequence[InputSpec], by_shape: Collection[str]
) -> None:
    """Exchange the arrays of the only two inputs that can be meant, unless their shapes have done so."""
    pairs = swappable_pairs(inputs, {name: slot.facts for name, slot in slots.items()})
    if len(pairs) != 1:
        return
    [(one, other)] = pairs
    if one.name in by_shape and other.name in by_shape:
        swapped |= {one.name: other.name, other.name: one.name}
    else:
        exchange_slots(slots, swapped, one, other)


def swappable_pairs(
    inputs: Sequence[InputSpec], facts: Mapping[str, Facts]
) -> list[tuple[InputSpec, InputSpec]]:
    """The pairs of inputs that a wish to exchange arrays can mean: any of two, of more those of one shape."""
    pairs = pairs_of_inputs(inputs)
    if len(pairs) < 2:
        return pairs
    return [
        (one, other)
        for one, other in pairs
        if has_input_shape(one, facts[other.name]) and has_input_shape(other, facts[one.name])
    ]


def swappable_inputs(inputs: Sequence[InputSpec], facts: Mapping[str, Facts]) -> set[str]:
    """The names of the only two inputs whose arrays can be exchanged; none where several pairs can."""
    pairs = swappable_pairs([spec for spec in inputs if spec.name in facts], facts)
    return {spec.name for spec in pairs[0]} if len(pairs) == 1 else set()


def pairs_of_inputs(inputs: Sequence[InputSpec]) -> list[tuple[InputSpec, InputSpec]]:
    """Every two inputs."""
    return [(one, other) for place, one in enumerate(inputs) for other in inputs[place + 1 :]]


def bears_name_of(slot: Slot, spec: InputSpec) -> bool:
    """Whether an array is called as an input is, or is of the encoder or the decoder as that is."""
    name, coder = slot.array.telling, coder_of_name(spec.name)
    alike = coder != "" and coder == coder_of_name(name)
    return slot.member is None and (name.rpartition("/")[2] == spec.name or alike)


def exchange_slots(slots: Slots, swapped: Swapped, one: InputSpec, other: InputSpec) -> None:
    """Let the arrays of two inputs change places."""
    slots[one.name], slots[other.name] = slots[other.name], slots[one.name]
    swapped |= {one.name: other.name, other.name: one.name}
