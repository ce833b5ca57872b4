"""What each array of a file is for this model: data, labels, one of a list of sequences."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import permutations

from lstmdoctor.core.dtypes import dtype_kind
from lstmdoctor.core.facts import Place
from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.data.contents.container import MOST_NAMED, PAIR
from lstmdoctor.data.sequences.source import Sequences, Source
from lstmdoctor.roles.labels import is_label_of
from lstmdoctor.roles.names import is_label, is_split
from lstmdoctor.roles.samples import is_list_of_samples
from lstmdoctor.text import count_noun, python_literal

NUMBERED_OUTPUT = r"output_\d+"
"""Names that an exported model gives its outputs instead of their own."""


FEWEST = 2
"""Arrays that a dict of samples has at least."""
MOST = 4
"""Arrays among which labels are told by their shapes."""


def join_numbered_arrays(source: Source, spec: ModelSpec) -> Source:
    """A source with the arrays of ``np.savez(path, *sequences)`` as the list of sequences that they are."""
    if len(source.arrays) == 1 or len(spec.inputs) != 1:
        return source
    from lstmdoctor.data.formats.numbered import numbered_npz_sequences

    listed = numbered_npz_sequences(source.arrays)
    facts = [array.facts for array in source.arrays]
    if listed is None or not is_list_of_samples(spec.inputs[0], facts):
        return source
    remark = f"{count_noun(len(source.arrays), 'array')} without names, read as one list of sequences"
    return replace(source, arrays=(listed,), remarks=(*source.remarks, remark))


def join_many_arrays(source: Source) -> Source:
    """A source with very many arrays under names as the list of sequences that they are."""
    if len(source.arrays) <= MOST_NAMED:
        return source
    from lstmdoctor.data.formats.numbered import npz_members, npz_sequences

    members = npz_members(source.arrays)
    beside = all(label.facts.samples == len(members) for label in source.labels)  # one label for each
    odd = any(is_split(array.name) or not array.facts.axes for array in members)
    if len(members) < len(source.arrays) or not beside or odd:
        return source
    remark = f"{count_noun(len(members), 'array')} under names, read as the list of its arrays"
    places = {**source.places, "": place_of_others([label.name for label in source.labels])}
    listed = npz_sequences(members)
    return replace(source, arrays=(listed,), places=places, remarks=(*source.remarks, remark))


def place_of_others(labels: Sequence[str]) -> Place:
    """Where all arrays of a file stand but the labels."""
    if not labels:
        return Place("list(", ".values())")
    names = ", ".join(map(python_literal, labels))
    return Place("[array for name, array in ", f".items() if name not in ({names},)]")


def unpacked_dict(source: Source) -> Source:
    """A source with its arrays, of a sample each, as one list; as it is where they cannot be that."""
    arrays = source.arrays
    if len(arrays) < FEWEST or any(one.facts.container != "array" or not one.facts.axes for one in arrays):
        return source
    if not all(dtype_kind(dtype) for one in arrays for dtype in one.facts.dtypes):
        return source
    from lstmdoctor.data.formats.numbered import npz_members, npz_sequences
    from lstmdoctor.data.sequences.joined import ListedArrays

    members = npz_members(arrays)
    whole = len(members) == len(arrays)
    joined = npz_sequences(members, "dict") if whole else ListedArrays("", arrays)
    place = Place() if whole else dict_place(source)
    return replace(source, arrays=(joined,), places={**source.places, "": place})


def dict_place(source: Source) -> Place:
    """Where the dict stands that holds all arrays; the file itself where they have no dict in common."""
    fronts = set()
    for array in source.arrays:
        place, key = source.places.get(array.name, Place()), array.name.rpartition("/")[2]
        fronts.add((place.before, place.after.removesuffix(f"[{python_literal(key)}]")))
    before, after = fronts.pop() if len(fronts) == 1 else ("", "")
    return Place(before, after)


def sorted_out(source: Source, spec: ModelSpec) -> Source:
    """A source with what bears the name of an input as data, and of an output as labels."""
    names = [one.name for one in spec.inputs]
    source = with_data(source, one_each(source, len(names)) or names)
    inputs, outputs = set(names), {one.name for one in spec.outputs}
    sure = any(array.name in inputs for array in source.arrays)

    def is_data(array: Sequences) -> bool:
        name, among_labels = array.name, is_label(array.name.partition("/")[0])
        return name in inputs or not (name in outputs or among_labels or (sure and is_label(name)))

    evident = unnamed_outputs(source, spec)
    if evident:
        data = tuple(array for array in source.arrays if array not in evident)
        return replace(source, arrays=data, labels=evident)
    data, labels = divided_arrays(source.arrays, is_data)
    return replace(source, arrays=data, labels=(*source.labels, *labels)) if data else source


def divided_arrays(
    arrays: Sequence[Sequences], is_wanted: Callable[[Sequences], bool]
) -> tuple[tuple[Sequences, ...], tuple[Sequences, ...]]:
    """The arrays of which something is so, and the others, in one pass: there may be 100,000."""
    wanted: list[Sequences] = []
    others: list[Sequences] = []
    for array in arrays:
        (wanted if is_wanted(array) else others).append(array)
    return tuple(wanted), tuple(others)


def unnamed_outputs(source: Source, spec: ModelSpec) -> tuple[Sequences, ...]:
    """What can only be the labels of outputs whose names a file does not keep, in the order of the outputs.

    Every input has an array of its name, and of the others there is just one for each output.
    """
    names = {one.name for one in spec.inputs}
    inputs, rest = divided_arrays(source.arrays, lambda array: array.name in names)
    kept = not all(re.fullmatch(NUMBERED_OUTPUT, one.name) for one in spec.outputs)
    if kept or source.labels or len(inputs) != len(spec.inputs) or len(rest) > MOST:
        return ()
    samples = {array.facts.samples for array in inputs}
    beside = [array for array in rest if {array.facts.samples} == samples]
    orders = [
        order
        for order in permutations(beside, len(spec.outputs))
        if all(map(is_label_of, (array.facts for array in order), spec.outputs))
    ]
    return orders[0] if len({frozenset(order) for order in orders}) == 1 else ()


def one_each(source: Source, number: int) -> list[str]:
    """The places in a tuple, which else is (x, y), with an array for each of several inputs or outputs."""
    names = sorted(array.name for array in (*source.arrays, *source.labels))
    first = source.arrays[0].facts
    if number < len(PAIR) or names != [str(place) for place in range(number)]:
        return []
    return [] if first.container == "list" and first.samples == number else names


def with_data(source: Source, names: Sequence[str]) -> Source:
    """A source in which arrays of these names are data in this order, though they may sound like labels."""
    place = {name: i for i, name in enumerate(names)}
    moved, rest = divided_arrays(source.labels, lambda array: array.name in place)
    if not moved:
        return source
    data = sorted((*source.arrays, *moved), key=lambda array: place.get(array.name, len(place)))
    return replace(source, arrays=tuple(data), labels=rest)
