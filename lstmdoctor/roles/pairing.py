"""Which array goes into which input of the model.

By ``--map`` first, then by name, then by position where the file has an order and nothing else to say, then
by shape. Arrays of one shape are never told apart by a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from itertools import islice

from lstmdoctor.core.facts import Facts
from lstmdoctor.core.plans import Named, Slot
from lstmdoctor.core.spec import InputSpec
from lstmdoctor.errors import Usage
from lstmdoctor.records import mutable_record
from lstmdoctor.roles.crossing import has_crossed_shapes, swap_arrays_as_asked, swap_crossed_arrays
from lstmdoctor.roles.names import TRAINING, coder_of_name, is_of_other_set
from lstmdoctor.roles.samples import features_by_name, has_input_shape, is_one_sample, samples_by_name
from lstmdoctor.roles.shape_index import ShapeIndex
from lstmdoctor.text import safe_text

ORDERED = r"(arr_)?\d*$"
"""Names that only count: ``np.savez`` without names, members of a list."""
GIVEN = r"(input|input_layer|keras_tensor)(_\d+)?"
"""Names that Keras gives to inputs without one."""
CODERS = ("enc", "dec")
MOST_LISTED = 64
"""Inputs that somebody writes out in a list."""
NO_INPUTS = frozenset({"nested-numbers", "object-array", "dict"})
"""What Keras does not take for a list of inputs, whatever it holds."""


@mutable_record
class Pairing:
    """What pairing found; see `lstmdoctor.core.cases.Case` for the fields."""

    slots: dict[str, Slot] = field(default_factory=dict)
    missing: list[InputSpec] = field(default_factory=list)
    unknown: list[Named] = field(default_factory=list)
    misnamed: dict[str, str] = field(default_factory=dict)
    undecided: list[InputSpec] = field(default_factory=list)
    swapped: dict[str, str] = field(default_factory=dict)


def pair_inputs(
    inputs: Sequence[InputSpec], arrays: Sequence[Named], mapping: Mapping[str, str], *, swap: bool = False
) -> Pairing:
    """Give every input its array, as far as that can be told.

    Parameters
    ----------
    swap : bool
        Whether the user wants the arrays of two inputs exchanged.

    Raises
    ------
    Usage
        ``--map`` names an input or an array that does not exist.
    """
    result = Pairing()
    free = {
        slot.array.name if slot.member is None else str(slot.member): slot
        for slot in slots_of_arrays(inputs, arrays)
    }
    open_inputs = list(inputs)
    apply_map(result, open_inputs, free, mapping)
    nested = names_by_last_part(free)
    for spec in list(open_inputs):
        name = find_named_array(spec.name, free, nested.get(spec.name, ()))
        if name is not None:
            assign_slot(result, open_inputs, free, spec, name)
    by_coder(result, open_inputs, free)
    by_name = {telling_name(name, slot): slot.facts for name, slot in free.items()}
    apart = samples_by_name(open_inputs, by_name) or features_by_name(open_inputs, by_name)
    if len(open_inputs) == 1 and len(inputs) == 1 and free and not apart:
        only_input(result, open_inputs, free)
    ordered = len(free) == len(open_inputs) and all(re.match(ORDERED, name) for name in free)
    if ordered and not has_crossed_shapes(open_inputs, free):
        for spec, name in zip(list(open_inputs), list(free), strict=True):
            assign_slot(result, open_inputs, free, spec, name)
    by_shape(result, list(inputs), open_inputs, free)
    own = [spec for spec in inputs if spec.name in result.slots and spec.name not in mapping]
    swap_crossed_arrays(result.slots, result.swapped, own)
    if swap and not result.swapped:
        swap_arrays_as_asked(result.slots, result.swapped, own, result.misnamed)
    result.missing = open_inputs
    result.unknown = [array_of_slot(slot) for name, slot in free.items() if not other_set(name, slot)]
    return result


def array_of_slot(slot: Slot) -> Named:
    """The array, or the member of a list under its number."""
    if slot.member is None:
        return slot.array
    return replace(slot.array, name=str(slot.member), facts=slot.facts, members=())


def member_facts(array: Named, facts: Facts) -> Facts:
    """The facts of a member, which in nested lists of numbers is nested lists itself."""
    if array.facts.wrapping != "nested-numbers":
        return facts
    return replace(facts, container="list", wrapping="nested-numbers")


def slots_of_arrays(inputs: Sequence[InputSpec], arrays: Sequence[Named]) -> list[Slot]:
    """The arrays, with a list of inputs taken apart.

    Keras takes a list of arrays for one array per input. A list of as many members as the model has inputs is
    meant so, unless there is one input and its member is one sample: an axis short of a batch.
    """
    if len(arrays) != 1 or not inputs:
        return [Slot(array, None, array.facts) for array in arrays]
    if len(arrays[0].members) != len(inputs) and not is_list_of_inputs(inputs, arrays[0]):
        return [Slot(array, None, array.facts) for array in arrays]
    array = arrays[0]
    only = inputs[0].shape
    if len(inputs) == 1 and (array.facts.wrapping in NO_INPUTS or is_one_sample(array.members[0], only)):
        return [Slot(array, None, array.facts)]
    return [Slot(array, position, member_facts(array, facts)) for position, facts in enumerate(array.members)]


def is_list_of_inputs(inputs: Sequence[InputSpec], array: Named) -> bool:
    """Whether a list that is too short for the model, or too long, holds arrays for inputs all the same.

    Each of a few has what one of several inputs takes, and they are not alike, as samples would be.
    """
    members = array.members
    if (
        not 1 < len(inputs) <= MOST_LISTED
        or not 1 < len(members) <= 2 * len(inputs)
        or array.facts.wrapping in NO_INPUTS
    ):
        return False
    alike = len({(one.rank, one.axes[1:]) for one in members}) == 1
    fitting = all(any(has_input_shape(spec, one) for spec in inputs) for one in members)
    return fitting and not alike


def apply_map(
    result: Pairing, open_inputs: list[InputSpec], free: dict[str, Slot], mapping: Mapping[str, str]
) -> None:
    """Pairs that the user named."""
    by_name = {spec.name: spec for spec in open_inputs}
    for wanted, name in mapping.items():
        if wanted not in by_name:
            known = ", ".join(safe_text(spec.name) for spec in by_name.values())
            raise Usage(f"--map: the model has no input '{safe_text(wanted)}', it has {known}")
        taken = next((one for one in result.slots if mapping.get(one) == name), None)
        if taken is not None:
            raise Usage(
                f"--map: the array '{safe_text(name)}' goes into '{safe_text(taken)}' already, and "
                f"'{safe_text(wanted)}' takes one of its own"
            )
        if name not in free:
            raise Usage(
                f"--map: the data has no array '{safe_text(name)}', it has {', '.join(map(safe_text, free))}"
            )
        assign_slot(result, open_inputs, free, by_name[wanted], name)


def assign_slot(
    result: Pairing, open_inputs: list[InputSpec], free: dict[str, Slot], spec: InputSpec, name: str
) -> None:
    """Put one array into one input."""
    result.slots[spec.name] = free.pop(name)
    open_inputs.remove(spec)


def names_by_last_part(free: Mapping[str, Slot]) -> dict[str, list[str]]:
    """Names by what stands behind their last slash, without those of another set."""
    found: dict[str, list[str]] = {}
    for name, slot in free.items():
        if not other_set(name, slot):
            found.setdefault(name.rpartition("/")[2], []).append(name)
    return found


def find_named_array(wanted: str, free: Mapping[str, Slot], nested: Iterable[str]) -> str | None:
    """The array of this name, else the only one of this name in a dict of the file: ``X/left``."""
    if wanted in free:
        return wanted
    found = list(islice((name for name in nested if name in free), 2))
    return found[0] if len(found) == 1 else None


def by_coder(result: Pairing, open_inputs: list[InputSpec], free: dict[str, Slot]) -> None:
    """The encoder's and the decoder's array for two inputs that bear such names, or none of their own.

    Inputs that Keras named stand in the order of the tutorials: the encoder first. Where the shapes say that
    the two are crossed they decide, and the finding tells it.
    """
    own = {name: coder_of_name(telling_name(name, slot)) for name, slot in free.items()}
    own = {name: coder for name, coder in own.items() if coder and not other_set(name, free[name])}
    wanted = [coder_of_name(spec.name) for spec in open_inputs]
    if all(re.fullmatch(GIVEN, spec.name) for spec in open_inputs):
        wanted = list(CODERS)
    if sorted(own.values()) != sorted(CODERS) or sorted(wanted) != sorted(CODERS) or len(open_inputs) != 2:
        return
    names = [next(name for name, coder in own.items() if coder == one) for one in wanted]
    if not has_crossed_shapes(open_inputs, {name: free[name] for name in names}):
        for spec, name in zip(list(open_inputs), names, strict=True):
            assign_slot(result, open_inputs, free, spec, name)


def only_input(result: Pairing, open_inputs: list[InputSpec], free: dict[str, Slot]) -> None:
    """The array for a model of one input: by name, else the only one that fits, else the first."""
    spec, names = open_inputs[0], best_names(free)
    fitting = [name for name in names if has_input_shape(spec, free[name].facts)]
    if len(fitting) > 1:
        result.undecided.append(spec)
    else:
        assign_slot(result, open_inputs, free, spec, (fitting or names)[0])


def telling_name(name: str, slot: Slot) -> str:
    """What tells of an array, or of a member of a list of inputs, what it is."""
    return name if slot.member is not None else slot.array.telling


def other_set(name: str, slot: Slot) -> bool:
    """Whether an array belongs to another set than the one that a model is trained on."""
    return is_of_other_set(telling_name(name, slot))


def best_names(free: Mapping[str, Slot]) -> list[str]:
    """The arrays that a model of one input may be trained on, by the names people use; at least one."""
    names = list(free)
    for wanted in TRAINING:
        for name in names:
            if name.lower() == wanted:
                return [name]
    kept = [name for name in names if not other_set(name, free[name])] or names[:1]
    return kept[:1] if all(re.match(ORDERED, name) for name in kept) else kept


def facts_by_name(free: Mapping[str, Slot]) -> dict[str, Facts]:
    """The facts of the arrays that have no input yet."""
    return {name: slot.facts for name, slot in free.items()}


def by_shape(
    result: Pairing, inputs: list[InputSpec], open_inputs: list[InputSpec], free: dict[str, Slot]
) -> None:
    """Pair what is left where exactly one array could be meant for exactly one input."""
    index = ShapeIndex(open_inputs, facts_by_name(free))
    places = {spec.name: place for place, spec in enumerate(inputs)}
    for spec in list(open_inputs):
        fitting = index.fitting(spec)
        if not fitting:
            continue
        contested = index.is_contested(fitting)
        if len(fitting) == 1 and not contested:
            # The array of a .npy has no name that could be wrong, and a list no place but its own.
            if fitting[0] and free[fitting[0]].member != places[spec.name]:
                result.misnamed[spec.name] = fitting[0]
            index.take(spec, fitting[0])
            assign_slot(result, open_inputs, free, spec, fitting[0])
        elif len(fitting) > 1 and contested:
            result.undecided.append(spec)
