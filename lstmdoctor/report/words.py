"""Sentences that the text reports of all commands share."""

from __future__ import annotations

import os
from collections.abc import Sequence

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.data_file import DataFile, is_expression
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.faults import SEVERITIES
from lstmdoctor.core.goal import Goal
from lstmdoctor.core.growth import Growth
from lstmdoctor.core.readings import Reading
from lstmdoctor.core.reports import Report
from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.text import byte_size_text, count_noun, safe_text, shape_text

CLASSES_SHOWN = 12
SEPARATORS = f"{os.sep}{os.altsep or ''}"
CONTAINERS = {
    "tuple": "tuple",
    "object-array": "object array",
    "nested-numbers": "nested lists of numbers",
    "folder": "folder",
    "dict": "dict",
}


def file_name(path: str) -> str:
    """The last part of a path, which is enough inside a report."""
    return safe_text(os.path.basename(path.rstrip(SEPARATORS)) or path)


def array_words(facts: Facts) -> str:
    """``(200, 20 to 59, 100) float32``."""
    if facts.mixed_rank:
        ranks = " and ".join(str(rank - 1) for rank in facts.ranks)
        return f"{count_noun(facts.samples, 'sequence')} of {ranks} axes, {safe_text(facts.dtype)}"
    return f"{shape_text([str(axis).replace('..', ' to ') for axis in facts.axes])} {safe_text(facts.dtype)}"


def container_words(facts: Facts) -> str:
    """``array``, ``list``, ``object array``."""
    return CONTAINERS.get(facts.wrapping, "list" if facts.container == "list" else "array")


def model_words(model: ModelSpec) -> str:
    """``Sequential, Keras 3.15.1``."""
    version = f", Keras {safe_text(model.keras_version)}" if model.keras_version else ""
    return f"{safe_text(model.class_name)}{version}"


def edit_words(reading: Reading, *, done: bool) -> str:
    """What was done to the data, or what to do to it, edit by edit."""
    return ", then ".join(step.edit.sentence(done=done) for step in reading.steps) or "nothing to do"


def result_words(reading: Reading) -> str:
    """The shape and dtype that a reading gives."""
    return "" if reading.result is None else array_words(reading.result)


def side_words(reading: Reading, goal: Goal, choices: Choices) -> str:
    """Why padding goes where it goes; empty where there is none or the user said so."""
    if choices.padding != "auto" or not reading.has("pad"):
        return ""
    if goal.mask_value is not None:
        return "the model masks padding, and the fast kernels want it at the end"
    if goal.opaque:
        return "nobody can tell whether the model masks padding, and in front it does the least harm"
    if goal.no_model and not goal.unmasked:
        return "the fast kernels want padding at the end; mask it in the model"
    if goal.read_evenly:
        return "neither side is right, the model reads both ends alike and masks nothing; add a mask"
    return "the model does not mask padding, and weighs the last timesteps most"


def class_order_words(names: Sequence[str]) -> str:
    """``classes in the order of their ids: 0 cat, 1 dog``."""
    shown = ", ".join(f"{place} {safe_text(name, 40)}" for place, name in enumerate(names[:CLASSES_SHOWN]))
    more = f", ... ({len(names):,} in all)" if len(names) > CLASSES_SHOWN else ""
    return f"classes in the order of their ids: {shown}{more}"


def growth_words(growth: Growth, data: DataFile) -> str:
    """How large the output is beside the data."""
    times, name = growth.written // max(1, growth.read), file_name(data.location)
    return f"{byte_size_text(growth.written)}, {times:,} times the {byte_size_text(growth.read)} of {name}"


def severity_tally(report: Report) -> str:
    """``2 errors, 1 note``; empty without findings."""
    numbers = [(report.number(severity), severity) for severity in SEVERITIES]
    return ", ".join(count_noun(number, severity) for number, severity in numbers if number)


VERDICTS = {
    "treatable": "lstmdoctor fix cures it",
    "needs-choice": "lstmdoctor fix cures it once you have chosen",
    "untreatable": "lstmdoctor cannot cure this",
}
OF_BATCHES = {
    "treatable": "to be cured where the batches are made",
    "needs-choice": "to be cured where the batches are made, once you have chosen",
}
"""Of data that hands out batches, which `fix` takes none of."""


def verdict_words(report: Report) -> str:
    """``1 error: lstmdoctor fix cures it``, or ``fits, with 1 warning``."""
    if report.verdict == "healthy":
        return f"fits, with {severity_tally(report)}"
    batches = report.data.live and not is_expression(report.data.path)
    words = VERDICTS | OF_BATCHES if batches else VERDICTS
    return f"{severity_tally(report)}: {words[report.verdict]}"


def looked_at_words(report: Report) -> str:
    """``looked at 200 samples, all their values, and 200 labels``: what a clean bill stands on."""
    samples = count_noun(max((pair.facts.samples for pair in report.case.pairs), default=0), "sample")
    seen = all(pair.facts.values is not None for pair in report.case.pairs)
    words = f"looked at {samples}, {'all their values' if seen else 'not at their values'}"
    if not report.case.labels:
        return f"{words}; no labels were given"
    labels = count_noun(max(array.facts.samples for array in report.case.labels), "label")
    trained = any(output.loss for output in report.model.outputs)
    return f"{words}, and {labels}" + ("" if trained else "; the model names no loss to compare them by")


def join_with_and(words: Sequence[str]) -> str:
    """``a, b and c``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
