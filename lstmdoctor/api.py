"""The verbs: read the files, decide, write. The command line calls these and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.findings import DataFile, Report, Verification
from lstmdoctor.core.sharding import DataPath
from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.data import open_data
from lstmdoctor.data.sequences.source import Progress, Sequences, Source
from lstmdoctor.diagnosis import diagnosing as diagnosis
from lstmdoctor.diagnosis.description import (
    describe_arrays,
    describe_labels,
    describe_source,
    open_labels,
    open_source,
)
from lstmdoctor.models import looks_like_model, read_model, read_model_for


def diagnose(
    model: str,
    data: DataPath,
    *,
    labels: str | None = None,
    mapping: Mapping[str, str] | None = None,
    choices: Choices | None = None,
    header_only: bool = False,
    histograms: bool = False,
    verify: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Say whether a data file fits a saved model, and why not.

    Parameters
    ----------
    model : str
    data : str or Shards
        A path, which may name one array, as in ``train.npz::X``; a pattern, or several paths.
    labels : str, optional
        Path of the labels; those that stand beside the data in one file are found by their names.
    mapping : mapping, optional
        Input name to array name, where neither names nor shapes tell.
    choices : Choices, optional
        Decisions that the readings must respect.
    header_only : bool
        Look at no value.
    histograms : bool
        Count how the values are spread as well, for the pictures of the HTML report.
    verify : bool
        Let Keras itself predict on a batch of the data as it is, in a process of its own; with labels also
        evaluate it and train one step on a copy.
    progress : callable, optional
        Told the samples looked at so far and all samples; None for all where nobody knows how long it takes.

    Raises
    ------
    Refused
        A file cannot be read; the text names it and says why.
    Usage
        The request contradicts itself or the files.
    """
    spec = read_model_for(model, data)
    source = open_source(data, spec, mapping)
    shown = describe_source(source, spec, header_only, progress, histograms)
    beside = open_labels(labels, source, spec)
    shown_labels = describe_labels(beside, spec, header_only, histograms)
    report = diagnosis.diagnose_facts(spec, shown, shown_labels, mapping, choices)
    if not verify:
        return report
    if progress is not None:
        progress(0, None)
    return replace(report, verification=verify_source(report, source, beside.labels if beside else ()))


def verify_source(report: Report, source: Source, labels: Sequence[Sequences]) -> Verification:
    """What Keras says to a batch of the data as it is, and of its labels."""
    from lstmdoctor.verify.asking import verify_batch
    from lstmdoctor.verify.batch import Batch, BatchArray, labels_of_outputs

    arrays = {array.name: array for array in source.arrays}
    inputs = tuple(
        BatchArray(
            pair.input.name,
            arrays[pair.array.name] if pair.member is None else arrays[pair.array.name].split()[pair.member],
        )
        for pair in report.case.pairs
    )
    listed = any(pair.member is not None for pair in report.case.pairs)
    outputs = [output.name for output in report.model.outputs]
    return verify_batch(report.model, Batch(inputs, labels_of_outputs(outputs, labels), listed))


def inspect(path: str) -> ModelSpec | DataFile:
    """What one file holds, model or data."""
    if looks_like_model(path):
        return read_model(path)
    source = open_data(path)
    arrays = describe_arrays(source, (*source.arrays, *source.labels), (), 0, header_only=True)
    return DataFile(path, source.format, arrays, source.remarks, source.file)
