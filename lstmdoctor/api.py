"""The verbs: read what is given, decide, answer.

What reads live objects is imported where there are some: files alone do without it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal, TypeGuard

from lstmdoctor.core.sharding import How, Path, data_path, is_path
from lstmdoctor.core.showing import show_nouns_with
from lstmdoctor.live.arguments import choices_from, with_columns

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from lstmdoctor.core.choices import Choices, Side
    from lstmdoctor.core.data_file import DataFile
    from lstmdoctor.core.explanation import Explanation
    from lstmdoctor.core.outcome import Treatment
    from lstmdoctor.core.reports import Report
    from lstmdoctor.core.run import FailOn
    from lstmdoctor.core.spec import ModelSpec
    from lstmdoctor.data.sequences.source import Progress
    from lstmdoctor.live.live_cure import Fixed
    from lstmdoctor.treatment.wanted import Wanted

show_nouns_with("lstmdoctor.report.views")  # reports on files too, which need nothing of live objects


def diagnose(
    model: object,
    x: object,
    y: object = None,
    *,
    validation_data: object = None,
    labels: object = None,
    mapping: Mapping[str, str] | None = None,
    choices: Choices | None = None,
    id: str | Sequence[str] = (),
    time: str | None = None,
    values: str | Sequence[str] = (),
    target: str | None = None,
    window: int | None = None,
    horizon: int | None = None,
    header_only: bool = False,
    batches: int = 1,
    histograms: bool = False,
    verify: bool = False,
    shards: How = "auto",
    jobs: int | None = None,
    executor: str | Executor | None = None,
    progress: Progress | None = None,
) -> Report:
    """Say whether data fits a model, and why not.

    Parameters
    ----------
    model : path or Keras model
        A saved model, or a live one of Keras 3, tf_keras or tf.keras 2, which is read and never run.
    x, y : path or object
        Whatever `fit` takes, samples first: arrays of shape (samples, timesteps, features), lists, dicts,
        tensors, tables, datasets, loaders. A path may name one array, as in ``train.npz::X``; labels that
        stand beside the data in one file are found by their names. A list of paths, or a pattern, is one
        data set in several files.
    validation_data : object, optional
        As `fit` takes it; its findings say where they were found.
    labels : path or object, optional
        Another name for `y`.
    mapping : mapping, optional
        Input name to array name, where neither names nor shapes tell.
    choices : Choices, optional
        Decisions that the readings must respect.
    id, time, values, target : str or sequence of str, optional
        What the columns of a table are for, be it a file or a DataFrame: which sequence a row belongs to, its
        place in time, the features, the labels.
    window, horizon : int, optional
        Timesteps of a window, and steps behind it that are its labels.
    header_only : bool
        Look at no value. Else arrays up to 1 GiB are read, larger ones at three places.
    batches : int
        Batches taken from a new iterator of a dataset or loader; 0 takes none.
    histograms : bool
        Count how the values are spread as well, for the pictures of the HTML report.
    verify : bool
        Let Keras itself predict on a batch, in a process of its own, and with labels evaluate it and train
        one step on a copy; for models in files.
    shards : {"auto", "rows", "sequences"}
        Whether each of several files holds samples or is one sequence.
    jobs : int, optional
        Files that are looked at a time.
    executor : Executor or str, optional
        What looks at several files: threads unless given. A `concurrent.futures.Executor`, or what the
        option of the command line takes.
    progress : callable, optional
        Told the samples looked at so far and all samples; None for all where nobody knows how long it takes.

    Raises
    ------
    Refused
        A file cannot be read; the text names it and says why.
    Usage
        The request contradicts itself or the files.
    TypeError, ValueError
        An object is no model or no data; one sentence with what was expected.
    """
    from lstmdoctor.data.shards.paths import given_shards

    x, own = given_shards(x, shards, jobs, executor), given_shards(given_labels(y, labels))
    if is_path(model) and is_path(x) and is_files(own) and validation_data is None and not verify:
        from lstmdoctor.models import read_model_for

        data = data_path(x)
        spec = read_model_for(os.fspath(model), data)
        from lstmdoctor.diagnosis.file_pair import diagnose_files  # with what reads data, after the model

        return diagnose_files(
            spec,
            data,
            None if own is None else data_path(own),
            mapping,
            with_columns(choices, id, time, values, target, horizon, window),
            header_only=header_only,
            histograms=histograms,
            progress=progress,
        )
    from lstmdoctor.data.live.look import Look
    from lstmdoctor.live.asking import asked_by
    from lstmdoctor.live.live_report import diagnose_objects, with_verification
    from lstmdoctor.live.pairs import plain_python_errors

    look = Look(header_only, batches, histograms=histograms)
    decided = with_columns(choices, id, time, values, target, horizon, window)
    asked = asked_by(None if is_path(x) else sys._getframe(1), look, mapping, decided, progress)
    with plain_python_errors(is_path(model) and is_path(x)):
        report = diagnose_objects(model, x, own, validation_data, asked)
        return with_verification(report, x, own, asked) if verify else report


def check(
    model: object,
    x: object,
    y: object = None,
    *,
    validation_data: object = None,
    fail_on: FailOn = "error",
    select: str | Sequence[str] = (),
    ignore: str | Sequence[str] = (),
    labels: object = None,
    mapping: Mapping[str, str] | None = None,
    choices: Choices | None = None,
    id: str | Sequence[str] = (),
    time: str | None = None,
    values: str | Sequence[str] = (),
    target: str | None = None,
    window: int | None = None,
    horizon: int | None = None,
    header_only: bool = False,
    batches: int = 1,
    shards: How = "auto",
    jobs: int | None = None,
    executor: str | Executor | None = None,
) -> Report:
    """Raise unless data fits a model; for the line before `fit`, and for tests.

    Parameters
    ----------
    model, x, y, validation_data, labels, mapping, choices, header_only, batches, shards, jobs, executor
        As for `diagnose`, as `id`, `time`, `values`, `target`, `window` and `horizon`.
    fail_on : {"error", "warning", "note", "never"}
        The mildest finding that raises.
    select, ignore : code or sequence of codes
        Codes such as ``LD304``, or beginnings of codes, that count, or do not.

    Raises
    ------
    DataShapeError
        With the report; its text is that of the report.
    """
    __tracebackhide__ = True
    from lstmdoctor.data.live.look import Look
    from lstmdoctor.data.shards.paths import given_shards
    from lstmdoctor.live.asking import asked_by, checked_report
    from lstmdoctor.live.live_report import diagnose_objects
    from lstmdoctor.live.pairs import plain_python_errors

    x, own = given_shards(x, shards, jobs, executor), given_shards(given_labels(y, labels))
    look = Look(header_only, batches)
    decided = with_columns(choices, id, time, values, target, horizon, window)
    asked = asked_by(None if is_path(x) else sys._getframe(1), look, mapping, decided)
    with plain_python_errors(is_path(model) and is_path(x)):
        report = diagnose_objects(model, x, own, validation_data, asked)
        return checked_report(report, fail_on, select, ignore)


def fix(
    model: object,
    x: object,
    y: object = None,
    *,
    pad: int | str | None = None,
    padding: Literal["auto", "pre", "post"] = "auto",
    truncate: Side | None = None,
    pad_value: float | None = None,
    window: int | None = None,
    stride: int = 1,
    horizon: int | None = None,
    remainder: Literal["drop", "pad"] | None = None,
    fill_nan: float | None = None,
    dtype: str | None = None,
    cure: str | Sequence[str] = (),
    label_cure: str | Sequence[str] = (),
    id: str | Sequence[str] = (),
    time: str | None = None,
    values: str | Sequence[str] = (),
    target: str | None = None,
    split: float | None = None,
    wanted: Wanted | None = None,
    labels: object = None,
    mapping: Mapping[str, str] | None = None,
    choices: Choices | None = None,
    dry_run: bool = False,
    shards: How = "auto",
    jobs: int | None = None,
    executor: str | Executor | None = None,
    progress: Progress | None = None,
) -> Fixed | Treatment:
    """Make the array that the model takes, when it is clear which one that is.

    Parameters
    ----------
    model, x, y : path or object
        As for `diagnose`. Where data is a path, a file is written; `model` may then be None.
    pad, padding, truncate, pad_value, window, stride, horizon, remainder, fill_nan, dtype, cure, label_cure
        What the options of the same names on the command line say.
    id, time, values, target : str or sequence of str, optional
        As for `diagnose`.
    split : float, optional
        Share of the timesteps of every series that is for training: what is behind goes into
        `Fixed.validation`, or into files of its own.
    wanted : Wanted, optional
        Which files to write, and where; for paths.
    labels, mapping, choices, shards, jobs, executor, progress
        As for `diagnose`; `choices` stands for all the options together.
    dry_run : bool
        Decide everything, write nothing; for paths.

    Returns
    -------
    Fixed or Treatment
        `Fixed` for live data: new arrays, the inputs stay as they are. `Treatment` for paths.

    Raises
    ------
    DataShapeError
        Live data needs a choice, or nothing cures it; the text names the arguments that choose.
    Refused, Usage, TypeError, ValueError
        As `diagnose`; also where an output cannot be written.
    """
    from lstmdoctor.data.shards.paths import given_shards
    from lstmdoctor.live.asking import asked_by
    from lstmdoctor.treatment.fixing import fix as fix_files
    from lstmdoctor.treatment.wanted import with_split

    decided = choices or choices_from(
        *(pad, padding, truncate, pad_value, window, stride, horizon, remainder, fill_nan, dtype, cure),
        label_cure,
    )
    decided = with_columns(decided, id, time, values, target, None, None) or decided
    x, own = given_shards(x, shards, jobs, executor), given_shards(given_labels(y, labels))
    if is_path(x) and (model is None or is_path(model)):
        named = None if own is None else data_path(own) if is_path(own) else ""
        return fix_files(
            None if model is None else os.fspath(model),
            data_path(x),
            wanted=with_split(wanted, split),
            labels=named,
            mapping=mapping,
            choices=decided,
            dry_run=dry_run,
            progress=progress,
        )
    from lstmdoctor.data.live.look import Look
    from lstmdoctor.live.live_cure import fix_objects
    from lstmdoctor.live.pairs import plain_python_errors

    asked = asked_by(sys._getframe(1), Look(), mapping, decided, progress)
    with plain_python_errors():
        return fix_objects(model, x, own, asked, split)


def apply(
    treatment: Path,
    data: Path | Sequence[Path],
    *,
    output: str | None = None,
    force: bool = False,
    resume: bool = False,
    shards: How = "auto",
    jobs: int | None = None,
    executor: str | Executor | None = None,
    progress: Progress | None = None,
) -> Treatment:
    """Repeat a recorded treatment on other data in files.

    Parameters
    ----------
    treatment : path
        A file that `fix` wrote: ``<out>.treatment.json``.
    data : path or list of paths
        Data of the same kind: same container, rank and features; any number of samples.
    output, force, resume
        As for `Wanted`.
    shards, jobs, executor, progress
        As for `diagnose`.

    Raises
    ------
    Refused, Usage
        A file cannot be read, or the treatment does not apply to this data.
    """
    from lstmdoctor.data.shards.paths import given_shards
    from lstmdoctor.treatment.applying import apply as apply_to_files

    given = given_shards(data, shards, jobs, executor)
    if not is_path(given):
        raise TypeError(f"data: a {type(data).__name__}, a path or a list of paths is expected")
    record = os.fspath(treatment)
    return apply_to_files(
        record, data_path(given), output=output, force=force, resume=resume, progress=progress
    )


def explain(error_or_text: BaseException | str) -> Explanation | Report:
    """What an error or a fault means: an exception is diagnosed on its own objects, a text is read.

    Parameters
    ----------
    error_or_text : exception or str
        An exception of Keras with its traceback, or what was printed, as pasted; or the code or name of a
        fault, such as ``LD207``, whose page an `Explanation` then shows.

    Returns
    -------
    Report or Explanation
        A report where the call of Keras, with its model and its data, stands in the traceback.
    """
    from lstmdoctor.live.asking import explained_error

    return explained_error(error_or_text)


def inspect(path: Path) -> ModelSpec | DataFile:
    """What one file holds, model or data."""
    from lstmdoctor.core.data_file import DataFile
    from lstmdoctor.data import open_data
    from lstmdoctor.diagnosis.description import describe_arrays
    from lstmdoctor.models import looks_like_model, read_model

    file = os.fspath(path)
    if looks_like_model(file):
        return read_model(file)
    source = open_data(file)
    arrays = describe_arrays(source, (*source.arrays, *source.labels), (), 0, header_only=True)
    remarks = (*source.remarks, *(f"'{name}' is {what}" for name, what in source.left.items()))
    return DataFile(file, source.format, arrays, remarks, source.file, source.table)


def given_labels(y: object, labels: object) -> object:
    """The labels under either name; raises `TypeError` for both."""
    if y is not None and labels is not None:
        raise TypeError("y and labels are two names of one thing: give one of them")
    return labels if y is None else y


def is_files(value: object) -> TypeGuard[Path | None]:
    """Whether labels are in a file, or there are none."""
    return value is None or is_path(value)
