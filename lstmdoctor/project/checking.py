"""The verb behind `check`: every task of a configuration in one process, each model read once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.reports import Report
from lstmdoctor.core.run import Refusal, Result, Run, Task
from lstmdoctor.core.sharding import ShardsDone
from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.diagnosis.diagnosing import worst_first
from lstmdoctor.diagnosis.file_pair import diagnose_files
from lstmdoctor.errors import Refused, Usage
from lstmdoctor.files.array_paths import split_array_path
from lstmdoctor.files.forked_children import shared_children
from lstmdoctor.models import read_model
from lstmdoctor.project.selection import select_findings, unused_ignores

Progress = Callable[[int, int], None]


def check_project(
    tasks: Sequence[Task],
    progress: Progress | None = None,
    histograms: bool = False,
    tell: Callable[[ShardsDone], None] | None = None,
) -> tuple[Result, ...]:
    """The result of every task, all findings included; a refused file stops none of the others.

    What several checks ask about is looked at once.

    Parameters
    ----------
    progress : callable, optional
        Called with the number of tasks done and of all.
    histograms : bool
        Count how the values are spread as well.
    tell : callable, optional
        Told after every shard of data in several files.
    """
    models: dict[str, ModelSpec | Refused] = {}
    outcomes: dict[Hashable, Report | Refusal] = {}
    results = []
    with shared_children():
        for done, task in enumerate(tasks, 1):
            question = task.question
            if question not in outcomes:
                shards = None if task.shards is None else replace(task.shards, tell=tell)
                outcomes[question] = check_task(replace(task, shards=shards), models, histograms)
            results.append(Result(task, outcomes[question]))
            if progress is not None:
                progress(done, len(tasks))
    return tuple(beside_training(results))


def check_task(task: Task, models: dict[str, ModelSpec | Refused], histograms: bool) -> Report | Refusal:
    """The outcome of one task; the model is taken from `models`, or read and left there."""
    try:
        if task.model not in models:
            models[task.model] = model_or_refusal(task.model)
        model = models[task.model]
        if isinstance(model, Refused):
            raise model
        return diagnose_task(task, model, histograms)
    except Refused as error:
        return Refusal(error.path, error.reason, split_array_path(error.path)[0])
    except Usage as error:
        return Refusal(task.data, str(error), split_array_path(task.data)[0])


def model_or_refusal(path: str) -> ModelSpec | Refused:
    """The model, or why it cannot be read: that too is found out once."""
    try:
        return read_model(path)
    except Refused as error:
        return error


def diagnose_task(task: Task, model: ModelSpec, histograms: bool) -> Report:
    """The report on one pair."""
    return diagnose_files(
        model,
        task.shards or task.data,
        task.label_shards or task.labels,
        task.mapping,
        Choices(horizon=task.horizon, table=task.table),
        header_only=task.header_only,
        histograms=histograms,
    )


def beside_training(results: Sequence[Result]) -> Iterator[Result]:
    """The results, each with what differs from the first file of the first split of its check."""
    first: dict[str, Result] = {}
    for result in results:
        if not result.task.split or isinstance(result.outcome, Refusal):
            yield result
            continue
        other = first.setdefault(result.task.check, result)
        if other.task.split == result.task.split or isinstance(other.outcome, Refusal):
            yield result
            continue
        from lstmdoctor.project.splits import compare_splits

        more = compare_splits(other.outcome, result.outcome, result.task.split, other.task.split)
        found = sorted((*result.outcome.findings, *more), key=worst_first)
        yield replace(result, outcome=replace(result.outcome, findings=tuple(found)))


def on_files(results: Sequence[Result]) -> tuple[str, ...]:
    """What reading a file has to say and no finding does: bytes after the end, members left out."""
    reports = [result.outcome for result in results if isinstance(result.outcome, Report)]
    files = [file for report in reports for file in (report.data, report.labels) if file is not None]
    said = [f"{file.path}: {remark}" for file in files for remark in file.remarks]
    said += [f"{one.path}: {one.reason}; left out" for file in files for one in file.unread]
    return tuple(dict.fromkeys(said))


def reported_run(
    results: Sequence[Result], known: str | None = None, *, single: bool = False, whole: bool = True
) -> Run:
    """The run that is reported: without what is ignored or known, with remarks on files and useless ignores.

    Parameters
    ----------
    known : str, optional
        Path of a baseline.
    single : bool
        One pair was named on the command line.
    whole : bool
        Everything that there is was looked at.

    Raises
    ------
    Refused
        The baseline cannot be read.
    """
    remarks = (*on_files(results), *unused_ignores(results))
    if known is not None:
        from lstmdoctor.project import baseline

        results, left = baseline.without_known_findings(results, baseline.read_baseline(known))
        remarks = (*remarks, *baseline.stale_entry_remarks(results, left, known, whole))
    return Run(tuple(map(select_findings, results)), single, remarks)
