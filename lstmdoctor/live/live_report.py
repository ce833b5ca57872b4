"""The diagnosis of live objects: every pair of data and labels on its own, joined into one report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from lstmdoctor.core.data_file import DataFile, is_target
from lstmdoctor.core.faults import SEVERITIES, Finding
from lstmdoctor.core.plans import Named
from lstmdoctor.core.reports import Report, Verification
from lstmdoctor.core.sharding import is_path
from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.data.live.batches import LONGEST_TUPLE, batch_kind_of
from lstmdoctor.data.live.look import Fed
from lstmdoctor.data.live.tensors import holds_tensor
from lstmdoctor.diagnosis.diagnosing import diagnose_facts, worst_first
from lstmdoctor.errors import NotData, Unreadable, Usage
from lstmdoctor.live.call_faults import (
    unlabelled_finding,
    unpacked_as_tuple,
    with_own_finding,
    with_refused_keys,
)
from lstmdoctor.live.element_faults import rebuilt_call
from lstmdoctor.live.pairs import (
    Asked,
    fed_by,
    lone_labels,
    open_data_object,
    open_label_object,
    source_of_data,
    source_of_labels,
    spec_of_model,
)
from lstmdoctor.live.spoken_findings import Speech, spoken_finding
from lstmdoctor.models.live import FORMAT
from lstmdoctor.text import count_noun, kind_text

VALIDATION = "validation_data"
ROLES = {
    "x": ("x", "data"),
    "y": ("y", "labels"),
    f"{VALIDATION}[0]": ("x_val", "validation data"),
    f"{VALIDATION}[1]": ("y_val", "labels of the validation data"),
    VALIDATION: ("x_val", "validation data"),
}
"""What an argument is called where the call has no name for it, and what it is."""
PAIR = "(x, y), (x, y, weights) or what hands out batches"
NOT_RUN = Verification("not tried", "a live model is not run: save it, and name the file")
BATCHES = 840
"""Divisible by every batch size up to 8 and by many others."""


def diagnose_objects(
    model: object, x: object, y: object = None, validation: object = None, asked: Asked | None = None
) -> Report:
    """Say whether what a program holds fits a model.

    Parameters
    ----------
    model, x, y : object
        Paths or live objects.
    validation : object
        As `fit` takes it: (x, y), (x, y, weights) or what hands out batches; None for none.
    asked : Asked, optional

    Raises
    ------
    LstmdoctorError
        Something is no model or no data.
    """
    wish = asked or Asked()
    spec = spec_of_model(model, wish.built_by_data, x)
    batch = next((one.batch for one in spec.inputs if one.batch), None)
    if batch is not None:
        wish = replace(wish, look=replace(wish.look, any_samples=batch * BATCHES))
    caller = "" if is_path(model) else wish.site.expression("model")
    report = replace(diagnose_pair(spec, x, y, wish, ("x", "y")), caller=caller)
    if validation is None:
        return report
    return with_validation(report, replace(validation_report(spec, validation, wish), caller=caller))


def diagnose_pair(spec: ModelSpec, x: object, y: object, asked: Asked, names: tuple[str, str]) -> Report:
    """The report on data and labels; of several batches on the first that is worse than all others."""
    name = asked.site.expression(names[0])
    try:
        fed_at_once = list(fed_by(x, y, asked.look))
    except Unreadable as error:
        raise Usage(f"{name}: {error}") from None
    found = [diagnose_fed(spec, fed, asked, names) for fed in fed_at_once]
    if not found:
        kind = batch_kind_of(x)
        what = kind.name if kind is not None else "data"
        raise Usage(
            f"{name}: a {what} of which nothing is known before a batch is taken; ask for one with batches=1"
        )
    return min(found, key=report_sort_key)


def report_sort_key(report: Report) -> tuple[int, ...]:
    """Sort key: the worst report first."""
    return tuple(-report.number(severity) for severity in SEVERITIES[:2])


def diagnose_fed(spec: ModelSpec, fed: Fed, asked: Asked, names: tuple[str, str]) -> Report:
    """The report on one pair, or on one batch."""
    fed = unpacked_as_tuple(fed, spec)
    meant = rebuilt_call(fed, spec, asked.site, names)
    if meant is not None:
        report = diagnose_fed(spec, meant.fed, replace(asked, site=meant.site), names)
        return with_own_finding(report, meant.finding)
    x_name, y_name = (asked.site.expression(name) for name in names)
    y, item = lone_labels(fed.y, spec)
    y_name = asked.site.expressions.get(f"{names[1]}{item}", y_name + item)
    if fed.kind:
        x_name, y_name = ", ".join(filter(None, [x_name, fed.where])), f"labels of {x_name}"
    source, shown = open_data_object(fed.x, x_name, spec, asked)
    labels = open_label_object(y, y_name, source, spec, asked)
    if not fed.kind:
        shown = with_free_name(with_spoken_places(shown, names[0], asked), names[0], asked)
        labels = None if labels is None else with_free_name(labels, names[1], asked)
    report = diagnose_facts(spec, shown, labels, asked.mapping, asked.choices)
    if not shown.live:  # files are cured by the command line
        return report
    names_of_inputs = {
        pair.input.name: shown.variable(pair.array.name, pair.member) for pair in report.case.pairs
    }
    only = [*names_of_inputs.values(), x_name][: 1 + len(names_of_inputs)]
    variables = {"": only[0] if len(report.case.pairs) < 2 and is_target(only[0]) else "x"} | names_of_inputs
    speech = Speech(fed, variables, asked.site, names, y_name)
    known = [
        one
        for one in report.findings
        if not is_guess_of_spec(one, fed, spec) and not is_met_by_tensor(one, fed)
    ]
    told = (with_refused_keys(spoken_finding(one, speech), fed.y, spec) for one in known)
    return replace(report, findings=tuple(sorted(told, key=worst_first)))


def is_guess_of_spec(finding: Finding, fed: Fed, spec: ModelSpec) -> bool:
    """Whether a finding counts on one input, of a model that may have several and does not show them.

    A list of arrays is then one array for each input, and its length no number of samples; of a dataset only
    the first axis of one element is known.
    """
    opaque = spec.kind == "other" or any(one.shape is None for one in spec.inputs)
    several = fed.kind == "tf.data" or isinstance(fed.x, list | tuple | Mapping)
    return opaque and (finding.fault.code == "LD104" or (several and finding.fault.code == "LD701"))


def is_met_by_tensor(finding: Finding, fed: Fed) -> bool:
    """Whether a finding asks for a tensor of text where there is one."""
    tensor = fed.kind == "tf.data" or (not isinstance(fed.x, np.ndarray) and holds_tensor(fed.x))
    return tensor and finding.fault.code == "LD108" and finding.severity == "note"


def with_spoken_places(shown: DataFile, name: str, asked: Asked) -> DataFile:
    """The data with the expressions of what stands in a dict or list that the call writes out."""

    def spoken(array: Named) -> Named:
        keys = [f"{name}[{array.name!r}]", *(f"{name}[{i}]" for i in range(len(array.members)))]
        own = tuple(asked.site.expressions[key] for key in keys if key in asked.site.expressions)
        return replace(array, place=replace(array.place, own=own)) if own else array

    return replace(shown, arrays=tuple(map(spoken, shown.arrays)))


def with_free_name(shown: DataFile, parameter: str, asked: Asked) -> DataFile:
    """Live data with a name that is free in the program, and whether the call says its own."""
    site, (letter, what) = asked.site, ROLES[parameter]
    if not shown.live or shown.table is not None or not site.file:
        return shown
    unsaid = "" if parameter in site.expressions else f"the {what} of the call"
    return replace(shown, free=site.free_name(letter), unsaid=unsaid)


def validation_report(spec: ModelSpec, validation: object, asked: Asked) -> Report:
    """The report on ``validation_data``."""
    if isinstance(validation, tuple | list):
        if not 1 <= len(validation) <= LONGEST_TUPLE:
            raise Usage(f"{VALIDATION}: has {count_noun(len(validation), 'member')}, and {PAIR} is expected")
        own = asked.site.expressions.get(VALIDATION)
        names = {} if own is None else {f"{VALIDATION}[{i}]": f"{own}[{i}]" for i in range(2)}
        site = replace(asked.site, expressions=names | dict(asked.site.expressions))
        y = validation[1] if len(validation) > 1 else None
        places = (f"{VALIDATION}[0]", f"{VALIDATION}[1]")
        report = diagnose_pair(spec, validation[0], y, replace(asked, site=site), places)
        return with_labels_wanted(report, validation[0], y, site.expression(places[0]))
    if isinstance(validation, str | bytes | int | float | complex):
        raise NotData(f"{VALIDATION}: is {kind_text(validation)}, and {PAIR} is expected")
    report = diagnose_pair(spec, validation, None, asked, (VALIDATION, f"{VALIDATION}[1]"))
    known = asked.site.expressions.get(VALIDATION, "x_val")
    return with_labels_wanted(report, validation, None, known)


def with_labels_wanted(report: Report, data: object, labels: object, expression: str) -> Report:
    """The report, with a finding where the loss of the model will miss the labels."""
    finding = unlabelled_finding(report.model, data, labels, expression)
    return report if finding is None else with_own_finding(report, finding)


def diagnose_validation(model: object, validation: object, asked: Asked) -> Report:
    """The report on ``validation_data`` alone, where nothing can be said of the data itself."""
    spec = spec_of_model(model, asked.built_by_data)
    found = replace(validation_report(spec, validation, asked), caller=asked.site.expression("model"))
    return with_validation(replace(found, findings=()), found)


def with_validation(report: Report, other: Report) -> Report:
    """One report of two: the findings of the second say where they were found; LD8 speak of the model."""
    added = [
        replace(one, message=f"{VALIDATION}: {one.message}", place=VALIDATION)
        for one in other.findings
        if not one.fault.code.startswith("LD8")
    ]
    joined = sorted((*report.findings, *added), key=worst_first)
    return replace(report, findings=tuple(joined), validation=other)


def with_verification(report: Report, x: object, y: object, asked: Asked) -> Report:
    """The report with what Keras says to a batch of the data and labels, where the model is a file."""
    if report.model.format == FORMAT:
        return replace(report, verification=NOT_RUN)
    from lstmdoctor.verify.asking import verify_batch
    from lstmdoctor.verify.batch import Batch, BatchArray, labels_of_outputs

    if asked.progress is not None:
        asked.progress(0, None)
    source = source_of_data(x, asked.site.expression("x"), report.model, asked)
    alone, item = lone_labels(y, report.model)
    beside = source_of_labels(alone, asked.site.expression("y") + item, source, report.model, asked)
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
    labels = labels_of_outputs(outputs, beside)
    return replace(report, verification=verify_batch(report.model, Batch(inputs, labels, listed)))
