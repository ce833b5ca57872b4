"""Faults that a call shows, and no array: a pair in a list, validation without labels, keys of labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lstmdoctor.core.faults import Finding
from lstmdoctor.core.reports import Report
from lstmdoctor.core.spec import ModelSpec, Shape
from lstmdoctor.data.live.batches import batch_kind_of, fed_from_element
from lstmdoctor.data.live.look import Fed
from lstmdoctor.data.live.tensors import shape_of_tensor
from lstmdoctor.diagnosis.diagnosing import worst_first
from lstmdoctor.live.callers import CallSite
from lstmdoctor.messages.faults import FAULTS
from lstmdoctor.text import count_noun, safe_text, shape_text

PAIR = 2
TAKEN_AS_IT_IS = ("", "generator")
"""Where a list stays one in Keras 3: of that of a `PyDataset` or `DataLoader` it makes a tuple."""


def unpacked_as_tuple(fed: Fed, spec: ModelSpec) -> Fed:
    """A batch of a generator with the data and labels of a list, which Keras 2 takes for a tuple."""
    older = (spec.keras_version or "").startswith("2.")
    if not older or fed.kind != "generator" or not isinstance(fed.x, list):
        return fed
    return fed if fed.y is not None else fed_from_element(tuple(fed.x), fed.where, fed.kind)


def pair_in_list(fed: Fed, spec: ModelSpec) -> Fed | None:
    """Data and labels apart, where a model of one input was given both in one list; else None."""
    given, shape = fed.x, spec.inputs[0].shape
    if fed.y is not None or fed.kind not in TAKEN_AS_IT_IS or len(spec.inputs) != 1 or shape is None:
        return None
    if not isinstance(given, list | tuple) or len(given) != PAIR:
        return None
    data, labels = map(shape_of_tensor, given)
    if not data or not labels or len(data) != len(shape) or data[0] != labels[0]:
        return None
    answers = [one.shape[-1] for one in spec.outputs if one.shape]
    shorter = len(labels) < len(data) or labels[-1] in answers
    return Fed(given[0], given[1], fed.where, fed.kind) if shorter and not is_input(labels, shape) else None


def is_input(found: Shape, wanted: Shape) -> bool:
    """Whether an array could go into an input of this shape."""
    pairs = zip(wanted[1:], found[1:], strict=False)
    return len(found) == len(wanted) and all(size in (None, own) for size, own in pairs)


def site_of_pair(site: CallSite, names: tuple[str, str]) -> CallSite:
    """The call with the members of the list as its data and labels."""
    own = {
        name: site.expressions.get(f"{names[0]}[{place}]", f"{site.expression(names[0])}[{place}]")
        for place, name in enumerate(names)
    }
    return replace(site, expressions={**site.expressions, **own})


def pair_finding(fed: Fed, site: CallSite, names: tuple[str, str]) -> Finding:
    """That data and labels came in a list; `fed` has them apart."""
    shapes = [shape_text(shape_of_tensor(one) or ()) for one in (fed.x, fed.y)]
    words = f"data and labels came in one list, {' and '.join(shapes)}: each is taken for an input"
    if fed.kind:
        return FAULTS["LD901"].found(None, f"{words} ({fed.where})", "make a tuple of them: x, y")
    own = ", ".join(map(site.expression, names))
    return FAULTS["LD901"].found(None, words, f"hand them over one behind the other: {safe_text(own)}")


def unlabelled_finding(spec: ModelSpec, data: object, labels: object, expression: str) -> Finding | None:
    """That validation data has no labels to compare with, where the model has a loss that does."""
    compares = spec.kind != "other" and any(output.loss for output in spec.outputs)
    if labels is not None or not compares or batch_kind_of(data) is not None:
        return None
    shape = shape_of_tensor(data)
    of = f" for {count_noun(shape[0], 'sample')}" if shape and shape[0] is not None else ""
    return FAULTS["LD701"].found(
        None,
        f"there are no labels{of}, and fit compares the answers of the model with them after every epoch",
        f"give both in a tuple: validation_data=({safe_text(expression)}, y_val)",
    )


def with_refused_keys(finding: Finding, labels: object, spec: ModelSpec) -> Finding:
    """An error in the place of the note on names of labels, where they are keys that Keras will look up."""
    outputs = [output.name for output in spec.outputs]
    if finding.fault.code != "LD702" or finding.severity != "note" or not isinstance(labels, Mapping):
        return finding
    wrong = [str(key) for key in labels if str(key) not in outputs]
    if not wrong or len(wrong) == len(labels):  # none is an output's: the loss may know them by other names
        return finding
    missing = [name for name in outputs if name not in map(str, labels)]
    keys, names = (", ".join(f"'{safe_text(one)}'" for one in some) for some in (wrong, missing))
    words = f"the labels have the key{'s' * (len(wrong) > 1)} {keys}, which no output is called"
    return replace(
        finding,
        severity="error",
        message=f"{words}, and none for {names}",
        help="give the labels the names of the outputs: "
        + ", ".join(f"'{safe_text(name)}'" for name in outputs),
    )


def with_own_finding(report: Report, finding: Finding) -> Report:
    """The report with one more finding, of what the call and not the data shows."""
    return replace(report, findings=tuple(sorted((finding, *report.findings), key=worst_first)))
