"""The diagnosis of data and labels that stand in files."""

from __future__ import annotations

from collections.abc import Mapping

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.reports import Report
from lstmdoctor.core.sharding import DataPath
from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.data.sequences.source import Progress
from lstmdoctor.diagnosis.description import describe_labels, describe_source, open_labels, open_source
from lstmdoctor.diagnosis.diagnosing import diagnose_facts
from lstmdoctor.diagnosis.overlaps import with_overlaps


def diagnose_files(
    model: ModelSpec,
    data: DataPath,
    labels: DataPath | None = None,
    mapping: Mapping[str, str] | None = None,
    choices: Choices | None = None,
    *,
    header_only: bool = False,
    histograms: bool = False,
    progress: Progress | None = None,
) -> Report:
    """The report on one pair of files; raises `Refused` and `Usage`."""
    source = open_source(data, model, mapping, choices)
    shown = describe_source(source, model, header_only, progress, histograms)
    opened = open_labels(labels, source, model)
    answers = describe_labels(opened, model, header_only, histograms)
    if not header_only:
        answers = with_overlaps(answers, opened, source)
    return diagnose_facts(model, shown, answers, mapping, choices)
