"""The cure as something to paste: a command line, or the same edits in Python."""

from __future__ import annotations

from dataclasses import field, replace

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.data_file import is_expression
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.goal import Goal, goal_of
from lstmdoctor.core.labels import LABEL_CURES
from lstmdoctor.core.readings import Reading
from lstmdoctor.core.reports import Report
from lstmdoctor.core.sharding import How
from lstmdoctor.records import frozen_record
from lstmdoctor.report.files_beside import facts_of_labels, files_beside, labels_path
from lstmdoctor.report.shell_words import path_word, quoted_shell_word
from lstmdoctor.report.spoken import fix_call
from lstmdoctor.text import python_literal

NOTHING = Reading((), 0, by_itself=True)


@frozen_record
class Request:
    """The files and options that a command repeats.

    Parameters
    ----------
    model : str or None
        None for a `fix` without a model.
    data : str
    labels : str or None
        None unless the labels have a file of their own.
    mapping : tuple of str
        ``INPUT=ARRAY`` pairs.
    choices : Choices
        Decisions that were already made.
    output : str or None
    force : bool
    repeats : bool
        A recorded treatment is repeated: the decisions were made when it was recorded.
    more : tuple of str
        Paths of data beside the first.
    live : bool
        The data is no file: `model`, `data` and `labels` are expressions of a program.
    sized : Choices or None
        The choices with those that name the size of the output, without which the reading that would be
        applied unasked is not.
    split : float or None
        Share of the timesteps that goes into the first of two files.
    labels_output : str or None
        The file for the labels that the user named.
    answers : tuple of Facts
        The labels, where they can go along with the data.
    how : {"auto", "rows", "sequences"}
        What several files are, as ``--shards`` says.
    """

    model: str | None
    data: str
    labels: str | None = None
    mapping: tuple[str, ...] = ()
    choices: Choices = field(default_factory=Choices)
    output: str | None = None
    force: bool = False
    repeats: bool = False
    more: tuple[str, ...] = ()
    live: bool = False
    sized: Choices | None = None
    split: float | None = None
    labels_output: str | None = None
    answers: tuple[Facts, ...] = ()
    how: How = "auto"


def request_of(report: Report) -> Request:
    """The request that a report answers."""
    beside = report.labels is None or report.labels.path == report.data.path
    labels = None if beside or report.labels is None or report.data.unread else report.labels.path
    live, model = report.data.live, report.caller or python_literal(report.model.path)
    data, *more = readable_words(report) or report.data.words or (report.data.path,)
    mapping, choices = report.mapping, report.case.choices
    whole = Request(report.model.path, data, labels, mapping, choices, more=tuple(more), how=report.data.how)
    return request_with_needs(replace(whole, model=model, live=True) if live else whole, report)


def readable_words(report: Report) -> tuple[str, ...]:
    """The files that were read, where others were left out: a treatment leaves none out."""
    shards = report.data.arrays[0].shards if report.data.unread and report.data.arrays else ()
    return tuple(shard.path for shard in shards)


def request_with_needs(request: Request, report: Report) -> Request:
    """The request with what no command leads to the end without: values, the size."""
    growth = report.case.growth
    sized = growth.decided if growth is not None and not growth.named else None
    choices = with_needed_values(request.choices, report)
    return replace(
        request,
        choices=choices,
        sized=None if sized is None else with_needed_values(sized, report),
        answers=facts_of_labels(report),
    )


def with_needed_values(choices: Choices, report: Report) -> Choices:
    """The choices with the value for gaps and the cure of labels that findings lead to."""
    fill = report.fill if choices.fill_nan is None else choices.fill_nan
    needed, wished = report.label_cure, choices.label_cure
    kept = tuple(one for one in LABEL_CURES if one in needed or (one == "one-hot" and one in wished))
    return replace(choices, fill_nan=fill, label_cure=kept if needed else wished)


def command(reading: Reading, chosen: Reading | None, goal: Goal, request: Request) -> str:
    """The exact command line that applies a reading; "" for a batch, which is cured where it is made.

    Parameters
    ----------
    reading : Reading
        The one to apply.
    chosen : Reading or None
        The one that `fix` applies unless told otherwise.
    goal : Goal
        What the input wants.
    request : Request
        The files, and the options that were given.
    """
    if reading == chosen:
        options = options_of_choices(request.sized or request.choices)
    else:
        options = options_of_choices(request.choices) | options_of_reading(reading, goal, request.choices)
    if request.live and not is_expression(request.data):
        return ""
    if request.live:
        return fix_call(request.model or "None", request.data, request.labels, options, request.choices.table)
    options |= files_beside(
        reading, goal, request.answers, named_labels_output(request), (request.data, request.labels)
    )
    paths = (request.model, request.data, *request.more)
    words = ["lstmdoctor", "fix", *(path_word(path) for path in paths if path is not None)]
    if request.labels is not None:
        words += ["--labels", path_word(request.labels)]
    for pair in request.mapping:
        words += ["--map", quoted_shell_word(pair)]
    words += map(quoted_shell_word, request.choices.table.options())
    words += ["--shards", request.how] if request.how != "auto" else []
    for option, value in options.items():
        words += [f"{option}={value}"] if value.startswith("-") else [option, quoted_shell_word(value)]
    if request.split is not None:
        words += ["--split", f"{request.split:g}"]
    if request.output is not None:
        words += ["-o", path_word(request.output)]
    return " ".join([*words, "--force"] if request.force else words)


def value_cure_command(request: Request) -> str:
    """The command that cures data and labels in which nothing but values is wrong."""
    return command(NOTHING, NOTHING, goal_of(None, request.choices), request)


def named_labels_output(request: Request) -> str | None:
    """The file for the labels where one is written whatever the reading is."""
    if request.labels_output is not None or not request.choices.label_cure:
        return request.labels_output
    return labels_path(request.data, request.labels)


def options_of_choices(choices: Choices) -> dict[str, str]:
    """The options that make these choices."""
    values = {
        "--cure": "+".join(choices.cure) or None,
        "--pad": choices.pad,
        "--padding": None if choices.padding == "auto" else choices.padding,
        "--truncate": choices.truncate,
        "--pad-value": None if choices.pad_value is None else f"{choices.pad_value:g}",
        "--window": choices.window,
        "--stride": None if choices.stride == 1 else choices.stride,
        "--horizon": choices.horizon,
        "--remainder": choices.remainder,
        "--fill-nan": None if choices.fill_nan is None else f"{choices.fill_nan:g}",
        "--dtype": choices.dtype,
        "--label-cure": "+".join(choices.label_cure) or None,
    }
    return {option: str(value) for option, value in values.items() if value is not None}


def options_of_reading(reading: Reading, goal: Goal, choices: Choices) -> dict[str, str]:
    """The options that single a reading out: those of its edits, else its id."""
    open_edits = [step.edit for step in reading.steps if not step.edit.alone(goal, choices)]
    options = {
        option: value for edit in open_edits for option, value in options_from_words(edit.options()).items()
    }
    if open_edits and all(edit.options() for edit in open_edits):
        return options
    return {"--cure": reading.id} | options


def options_from_words(words: tuple[str, ...]) -> dict[str, str]:
    """``("--pad", "60")`` as a mapping."""
    return dict(zip(words[::2], words[1::2], strict=True))


def edit_code_lines(reading: Reading) -> list[str]:
    """One line for every edit, on the variable ``x``."""
    return [step.edit.python("x") for step in reading.steps]
