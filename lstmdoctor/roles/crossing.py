"""Arrays that stand in the place, or bear the name, of each other's input."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from lstmdoctor.core.plans import Slot
from lstmdoctor.core.spec import InputSpec
from lstmdoctor.roles.names import coder_of_name
from lstmdoctor.roles.samples import has_input_shape

Slots = dict[str, Slot]
"""What goes into each input, by its name."""
MOST_INPUTS = 16
"""Inputs that are compared each with each."""
Swapped = dict[str, str]
"""Inputs whose arrays have changed places, each with the other."""


def has_crossed_shapes(one: InputSpec, other: InputSpec, slots: Slots) -> bool:
    """Whether each of two inputs takes the array of the other, and not its own."""
    first, second = slots[one.name].facts, slots[other.name].facts
    fits = has_input_shape(one, second) and has_input_shape(other, first)
    return fits and not has_input_shape(one, first) and not has_input_shape(other, second)


def swap_crossed_arrays(slots: Slots, swapped: Swapped, inputs: Sequence[InputSpec]) -> None:
    """Exchange the arrays of two inputs of which each has just what the other takes, whatever its name says.

    Two that shapes alone have paired are noted where their names say the contrary.
    """
    odd = [spec for spec in inputs if not bears_name_of(slots[spec.name], spec)]
    for one, other in pairs_of_inputs(odd):
        if all(map(bears_name_of, (slots[one.name], slots[other.name]), (other, one))):
            swapped |= {one.name: other.name, other.name: one.name}
    unfit = [spec for spec in inputs if spec not in odd and not has_input_shape(spec, slots[spec.name].facts)]
    for one, other in pairs_of_inputs(unfit):
        if has_crossed_shapes(one, other, slots):
            exchange_slots(slots, swapped, one, other)


def swap_arrays_as_asked(
    slots: Slots, swapped: Swapped, inputs: Sequence[InputSpec], by_shape: Collection[str]
) -> None:
    """Exchange the arrays of the only two inputs that can be meant, unless their shapes have done so."""
    pairs = pairs_of_inputs(inputs)
    if len(pairs) > 1:
        pairs = [
            (one, other)
            for one, other in pairs
            if has_input_shape(one, slots[other.name].facts) and has_input_shape(other, slots[one.name].facts)
        ]
    if len(pairs) != 1:
        return
    [(one, other)] = pairs
    if one.name in by_shape and other.name in by_shape:
        swapped |= {one.name: other.name, other.name: one.name}
    else:
        exchange_slots(slots, swapped, one, other)


def pairs_of_inputs(inputs: Sequence[InputSpec]) -> list[tuple[InputSpec, InputSpec]]:
    """Every two inputs; none of more than anybody would have confused."""
    inputs = inputs if len(inputs) <= MOST_INPUTS else ()
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
