"""The verbs: read the files, decide, write. The command line calls these and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import permutations

from lstmdoctor import diagnosis
from lstmdoctor.data import open_data
from lstmdoctor.data.naming import is_label
from lstmdoctor.data.numbered import numbered
from lstmdoctor.data.scan import numeric, scan
from lstmdoctor.data.source import Progress, Sequences, Source
from lstmdoctor.data.tuples import PAIR
from lstmdoctor.errors import Refused, Unreadable
from lstmdoctor.facts import Facts, Place
from lstmdoctor.findings import DataFile, Named, Report, Verification
from lstmdoctor.judge import is_label_of, sequences
from lstmdoctor.models import looks_like_model, read_model
from lstmdoctor.readings import Choices
from lstmdoctor.spec import ModelSpec
from lstmdoctor.text import count

NUMBERED_OUTPUT = re.compile(r"output_\d+")
"""Names that an exported model gives its outputs instead of their own."""
MOST = 4
"""Arrays among which labels are told by their shapes."""


def diagnose(
    model: str,
    data: str,
    *,
    labels: str | None = None,
    mapping: Mapping[str, str] | None = None,
    choices: Choices | None = None,
    header_only: bool = False,
    verify: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Say whether a data file fits a saved model, and why not.

    Parameters
    ----------
    model, data : str
        Paths; ``data`` may name one array, as in ``train.npz::X``.
    labels : str, optional
        Path of the labels; those that stand beside the data in one file are found by their names.
    mapping : mapping, optional
        Input name to array name, where neither names nor shapes tell.
    choices : Choices, optional
        Decisions that the readings must respect.
    header_only : bool
        Look at no value.
    verify : bool
        Let Keras itself predict on a batch of the data as it is, in a process of its own.
    progress : callable, optional
        Told the samples looked at so far and all samples.

    Raises
    ------
    Refused
        A file cannot be read; the text names it and says why.
    Usage
        The request contradicts itself or the files.
    """
    spec = read_model(model)
    source = opened(data, spec, mapping)
    shown = described(source, spec, header_only, progress)
    beside = open_labels(labels, source, spec, header_only)
    report = diagnosis.diagnose(spec, shown, beside, mapping, choices)
    return replace(report, verification=asked(report, source)) if verify else report


def asked(report: Report, source: Source) -> Verification:
    """What Keras says to a batch of the data as it is."""
    from lstmdoctor.treat.verify import verify

    arrays = {array.name: array for array in source.arrays}
    inputs = {
        pair.input.name: arrays[pair.array.name]
        if pair.member is None
        else arrays[pair.array.name].split()[pair.member]
        for pair in report.case.pairs
    }
    return verify(report.model, inputs)


def opened(data: str, spec: ModelSpec, mapping: Mapping[str, str] | None = None) -> Source:
    """A data file as this model takes it; raises `Refused`."""
    source = sorted_out(open_data(data), spec)
    return source if mapping else gathered(source, spec)


def gathered(source: Source, spec: ModelSpec) -> Source:
    """A source with the arrays of ``np.savez(path, *sequences)`` as the list of sequences that they are."""
    listed = numbered(source.arrays)
    alone = len(source.arrays) == 1 or len(spec.inputs) != 1
    if alone or listed is None or not sequences(spec.inputs[0], [array.facts for array in source.arrays]):
        return source
    remark = f"{count(len(source.arrays), 'array')} without names, read as one list of sequences"
    return replace(source, arrays=(listed,), remarks=(*source.remarks, remark))


def sorted_out(source: Source, spec: ModelSpec) -> Source:
    """A source with what bears the name of an input as data, and of an output as labels."""
    inputs = [one.name for one in spec.inputs]
    source = with_data(source, one_each(source, len(inputs)) or inputs)
    outputs = {one.name for one in spec.outputs}
    sure = any(array.name in inputs for array in source.arrays)

    def is_data(array: Sequences) -> bool:
        name, among_labels = array.name, is_label(array.name.partition("/")[0])
        return name in inputs or not (name in outputs or among_labels or (sure and is_label(name)))

    evident = unnamed_outputs(source, spec)
    if evident:
        data = tuple(array for array in source.arrays if array not in evident)
        return replace(source, arrays=data, labels=evident)
    data = tuple(filter(is_data, source.arrays))
    labels = tuple(array for array in source.arrays if array not in data)
    return replace(source, arrays=data, labels=(*source.labels, *labels)) if data else source


def unnamed_outputs(source: Source, spec: ModelSpec) -> tuple[Sequences, ...]:
    """What can only be the labels of outputs whose names a file does not keep, in the order of the outputs.

    Every input has an array of its name, and of the others there is just one for each output.
    """
    inputs = [array for array in source.arrays if array.name in {one.name for one in spec.inputs}]
    rest = [array for array in source.arrays if array not in inputs]
    kept = not all(NUMBERED_OUTPUT.fullmatch(one.name) for one in spec.outputs)
    if kept or source.labels or len(inputs) != len(spec.inputs) or len(rest) > MOST:
        return ()
    samples = {array.facts.samples for array in inputs}
    rest = [array for array in rest if {array.facts.samples} == samples]
    orders = [
        order
        for order in permutations(rest, len(spec.outputs))
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
    moved = [array for array in source.labels if array.name in names]
    if not moved:
        return source
    place = {name: i for i, name in enumerate(names)}
    data = sorted((*source.arrays, *moved), key=lambda array: place.get(array.name, len(place)))
    rest = tuple(array for array in source.labels if array not in moved)
    return replace(source, arrays=tuple(data), labels=rest)


def open_labels(labels: str | None, source: Source, spec: ModelSpec, header_only: bool) -> DataFile | None:
    """The labels' file, else the labels that stand beside the data, else None."""
    outputs = len(spec.outputs)
    if labels is not None:
        opened = open_data(labels)
        places = one_each(opened, outputs)
        parted = with_data(opened, places) if places else sorted_out(opened, spec)
        arrays = named(opened, parted.labels or parted.arrays, (), outputs, header_only)
        return DataFile(labels, opened.format, arrays, opened.remarks)
    if source.labels:
        return DataFile(source.path, source.format, named(source, source.labels, (), outputs, header_only))
    return None


def described(
    source: Source, spec: ModelSpec | None, header_only: bool, progress: Progress | None = None
) -> DataFile:
    """A source as the diagnosis takes it."""
    inputs = spec.inputs if spec is not None else ()
    masks = tuple({spec.mask_value for spec in inputs if spec.mask_value is not None})
    arrays = named(source, source.arrays, masks, len(inputs), header_only, progress)
    return DataFile(source.path, source.format, arrays, source.remarks)


def named(
    source: Source,
    arrays: Sequence[Sequences],
    masks: tuple[float, ...],
    inputs: int,
    header_only: bool,
    progress: Progress | None = None,
) -> tuple[Named, ...]:
    """Names and facts; the members of a list that has one for every input, or output, of the model."""

    def look(array: Sequences) -> Facts:
        return array.facts if header_only else scan(array, masks, progress)

    def members(array: Sequences) -> tuple[Facts, ...]:
        as_inputs = array.facts.container == "list" and array.facts.samples == inputs
        return tuple(look(part) for part in array.split()) if as_inputs and numeric(array.facts) else ()

    try:
        return tuple(
            Named(array.name, look(array), members(array), source.places.get(array.name, Place()))
            for array in arrays
        )
    except Unreadable as error:
        raise Refused(source.path, str(error)) from error


def inspect(path: str) -> ModelSpec | DataFile:
    """What one file holds, model or data."""
    if looks_like_model(path):
        return read_model(path)
    source = open_data(path)
    arrays = named(source, (*source.arrays, *source.labels), (), 0, header_only=True)
    return DataFile(path, source.format, arrays, source.remarks)
