"""What is asked about live objects, and the objects taken apart: model, data, labels, validation data."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field, replace

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.plans import Named
from lstmdoctor.core.sharding import data_path, is_path
from lstmdoctor.core.spec import ModelSpec, Shape
from lstmdoctor.core.tables import Table
from lstmdoctor.data.label_files import refuse_moved_rows
from lstmdoctor.data.live.batches import batch_kind_of
from lstmdoctor.data.live.look import Fed, Look
from lstmdoctor.data.live.opened import open_live_source
from lstmdoctor.data.live.sampled import SampledSequences
from lstmdoctor.data.live.tensors import shape_of_tensor
from lstmdoctor.data.sequences.source import Progress, Sequences, Source
from lstmdoctor.diagnosis.description import (
    describe_arrays,
    describe_labels,
    describe_source,
    open_labels,
    open_source,
    unpacked_as_asked,
)
from lstmdoctor.diagnosis.overlaps import with_overlaps
from lstmdoctor.errors import LstmdoctorError, NotData, Refused, Unreadable, Usage
from lstmdoctor.live.callers import CallSite
from lstmdoctor.live.spoken_help import spoken_help
from lstmdoctor.models import read_model, read_model_for
from lstmdoctor.models.live import is_live_model, read_live_model
from lstmdoctor.records import frozen_record
from lstmdoctor.text import kind_text


@frozen_record
class Asked:
    """What a diagnosis of live objects is asked for, besides the objects.

    Parameters
    ----------
    site : CallSite
        The user's call, for the names in cures.
    look : Look
    mapping : mapping or None
    choices : Choices or None
    progress : callable or None
    built_by_data : bool
        Whether the model was built by the first batch that it met.
    """

    site: CallSite = field(default_factory=CallSite)
    look: Look = field(default_factory=Look)
    mapping: Mapping[str, str] | None = None
    choices: Choices | None = None
    progress: Progress | None = None
    built_by_data: bool = False


@contextmanager
def plain_python_errors(only_paths: bool = False) -> Iterator[None]:
    """Turn what is refused of live objects into what Python raises for arguments; files stay `Refused`."""
    __tracebackhide__ = True
    try:
        yield
    except NotData as error:
        raise TypeError(str(error)) from None
    except LstmdoctorError as error:
        if only_paths or isinstance(error, Refused):
            raise
        raise ValueError(spoken_help(str(error))) from None


def spec_of_model(model: object, built_by_data: bool = False, data: object = None) -> ModelSpec:
    """The `ModelSpec` of a path or a live model; raises `NotData` for anything else."""
    if isinstance(model, ModelSpec):
        return model
    if is_path(model):
        file = os.fspath(model)
        return read_model_for(file, data_path(data)) if is_path(data) else read_model(file)
    if is_live_model(model):
        return read_live_model(model, built_by_data)
    what = model.__name__ if isinstance(model, type) else kind_text(model)
    raise NotData(f"model: is {what}, no model: a Keras model, or the path of a saved one, is expected")


def fed_by(x: object, y: object, look: Look) -> Iterator[Fed]:
    """Everything that is to be looked at: the arrays themselves, or some batches.

    Raises
    ------
    Unreadable
        There are labels beside what hands out batches, which Keras refuses.
    """
    kind = None if is_path(x) else batch_kind_of(x)
    if kind is None:
        yield Fed(x, y)
    elif y is not None:
        raise Unreadable(f"is {kind_text(x)}, whose batches hold their labels, and fit takes none beside it")
    else:
        yield from kind.batches(x, look)


def shapes_of_inputs(spec: ModelSpec) -> dict[str, Shape | None]:
    """What the model takes, by name; with its batch axis as it enforces that."""
    return {one.name: one.shape for one in spec.inputs}


def shapes_of_outputs(spec: ModelSpec) -> dict[str, Shape | None]:
    """What the model gives, by name."""
    return {one.name: one.shape for one in spec.outputs}


def open_data_object(x: object, expression: str, spec: ModelSpec, asked: Asked) -> tuple[Source, DataFile]:
    """Data as the diagnosis takes it, from a path or from what a program holds."""
    if is_path(x):
        source = open_source(data_path(x), spec, asked.mapping, asked.choices)
        look = asked.look
        return source, describe_source(source, spec, look.header_only, asked.progress, look.histograms)
    source = source_of_data(x, expression, spec, asked)
    with refusals_of_objects():
        look = asked.look
        shown = describe_source(source, spec, look.header_only, asked.progress, look.histograms)
    return source, placed_values(source, shown)


def asked_table(asked: Asked) -> Table:
    """What the columns of a table are for."""
    return Table() if asked.choices is None else asked.choices.table


def source_of_data(x: object, expression: str, spec: ModelSpec, asked: Asked) -> Source:
    """Data as it is read for a model, not yet looked at."""
    if is_path(x):
        return open_source(data_path(x), spec, asked.mapping, asked.choices)
    source = open_with_name(x, expression, asked.look, shapes_of_inputs(spec), asked_table(asked))
    return unpacked_as_asked(source, spec, asked.choices)


def source_of_labels(
    y: object, expression: str, source: Source, spec: ModelSpec, asked: Asked
) -> tuple[Sequences, ...]:
    """The arrays of the labels, not yet looked at."""
    if y is None or is_path(y):
        opened = open_labels(None if y is None else data_path(y), source, spec)
        return opened.labels if opened is not None else ()
    refuse_moved_rows(source, expression)
    return open_with_name(y, expression, asked.look, shapes_of_outputs(spec)).arrays


def lone_labels(y: object, spec: ModelSpec) -> tuple[object, str]:
    """The labels and "", or the one array and "[0]" of a list of one that Keras takes for the only output.

    A list of numbers is none: Keras takes each of them for the labels of an output.
    """
    if isinstance(y, list | tuple) and len(y) == 1 and len(spec.outputs) <= 1 and shape_of_tensor(y[0]):
        return y[0], "[0]"
    return y, ""


def open_label_object(
    y: object, expression: str, source: Source, spec: ModelSpec, asked: Asked
) -> DataFile | None:
    """Labels as the diagnosis takes them; those beside the data in a file where none were given."""
    if y is None or is_path(y):
        opened = open_labels(None if y is None else data_path(y), source, spec)
        shown = describe_labels(opened, spec, asked.look.header_only, asked.look.histograms)
        return shown if asked.look.header_only else with_overlaps(shown, opened, source)
    refuse_moved_rows(source, expression)
    found = open_with_name(y, expression, asked.look, shapes_of_outputs(spec))
    with refusals_of_objects():
        look = asked.look
        outputs = len(spec.outputs)
        arrays = describe_arrays(
            found, found.arrays, (), outputs, look.header_only, histograms=look.histograms
        )
    given = placed_values(found, DataFile(found.path, found.format, arrays, found.remarks))
    return given if asked.look.header_only else with_overlaps(given, found, source)


def open_with_name(
    value: object,
    expression: str,
    look: Look,
    wanted: Mapping[str, Shape | None],
    table: Table | None = None,
) -> Source:
    """A live object as a source; what is wrong with it is said under the name that it has."""
    try:
        return open_live_source(value, expression, look, wanted, table)
    except NotData as error:
        raise NotData(f"{expression}: {error}") from None
    except LstmdoctorError as error:
        raise Usage(f"{expression}: {error}") from None


@contextmanager
def refusals_of_objects() -> Iterator[None]:
    """Refusals that name an expression of a program, where else they name a file."""
    try:
        yield
    except Refused as error:
        raise Usage(str(error)) from None


def placed_values(source: Source, shown: DataFile) -> DataFile:
    """The description with the first bad value of a sample at its place in the whole."""
    arrays = tuple(
        replace_facts(named, array.placed) if isinstance(array, SampledSequences) else named
        for named, array in zip(shown.arrays, source.arrays, strict=True)
    )
    return replace(shown, arrays=arrays)


def replace_facts(named: Named, change: Callable[[Facts], Facts]) -> Named:
    """An array with other facts."""
    return replace(named, facts=change(named.facts))
