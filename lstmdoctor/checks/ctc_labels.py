"""Labels that a CTC loss cannot align with the output

What it is
    The model is trained with a CTC loss, and its labels are longer than the output has timesteps, hold ids at
    or beyond the number of classes, or are padded with a value that counts as a class.

Why it matters
    CTC places the labels of a sample one after the other in the timesteps of the output; two equal ones in a
    row need a blank between them. A sample whose labels do not fit has no such path: its loss is infinite,
    and it teaches nothing, or training stops.

What Keras says
    ``K.ctc_batch_cost`` and ``tf.nn.ctc_loss`` on sparse labels: ``Not enough time for target transition
    sequence``, ``Saw a non-null label (index >= num_classes - 1) following a null label``, ``All labels must
    be nonnegative integers``, ``sequence_length(0) <= 12``. ``keras.losses.CTC`` says nothing of either: the
    loss becomes very large, or negative.

Example
    ``y`` of shape (200, 20), all 20 ids used, for a model whose output has 12 timesteps.

Cure
    For ``keras.losses.CTC``, number the classes from 1, pad with 0, and give the output one unit more than
    there are classes. For ``K.ctc_batch_cost``, number them from 0 and leave the last unit to the blank.
    Leave out the samples whose labels are longer than the output.

Risk
    A model that was trained on shifted ids has to be trained again.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from lstmdoctor.checks.shared.crossed_targets import label_targets
from lstmdoctor.checks.shared.ctc_in_model import ctc_input_words, pair_of_input
from lstmdoctor.checks.shared.padding import padding_value_run
from lstmdoctor.checks.shared.targets import (
    Target,
    label_evidence,
    label_output_words,
    label_subject_words,
)
from lstmdoctor.checks.shared.words import found_shape_words
from lstmdoctor.core.cases import Case
from lstmdoctor.core.facts import Histogram
from lstmdoctor.core.faults import Cure, Evidence, Fault, Finding, Severity
from lstmdoctor.core.spec import OutputSpec
from lstmdoctor.core.values import Values
from lstmdoctor.keras_rules.losses import CtcRule, ctc_rule, names_ctc
from lstmdoctor.text import count_noun

FAULT = Fault(
    "LD707",
    "ctc-labels",
    "error",
    meaning="a CTC loss cannot align the labels with the output",
    cure=Cure(
        "number the classes from 1 and pad with 0 for keras.losses.CTC, from 0 with the blank last for "
        "K.ctc_batch_cost; leave out labels longer than the output",
        "print(y.shape, model.output_shape, y.min(), y.max())",
    ),
)


Words = tuple[str, str]


def find(case: Case) -> Iterator[Finding]:
    """What a CTC loss makes of the labels; of one that is only called so, what none can align."""
    yield from ctc_layer_findings(case)
    for target in label_targets(case):
        rule = ctc_rule(target.output.loss, case.model.keras_version)
        if rule is not None:
            said = ctc_words(target, rule)
        elif names_ctc(target.output.loss or ""):
            said = own_ctc_words(target)
        else:
            continue
        severity: Severity = FAULT.severity if rule is not None else "warning"
        for message, advice in said:
            yield FAULT.found(None, message, advice, severity=severity, evidence=ctc_evidence(target))


def ctc_layer_findings(case: Case) -> Iterator[Finding]:
    """A loss inside the model: as ``K.ctc_batch_cost`` where inputs say the lengths, else as any."""
    call = case.model.ctc
    pair = pair_of_input(case, call.labels) if call is not None else None
    if call is None or pair is None:
        return
    if call.label_length is not None:
        said = ctc_input_words(case, call)
    else:
        output = OutputSpec(call.layer, call.shape, loss=call.layer)
        said = own_ctc_words(Target(output, pair.facts, call.shape, (), several=False))
    severity: Severity = FAULT.severity if call.label_length is not None else "warning"
    for message, advice in said:
        evidence: dict[str, Evidence] = {"layer": call.layer, "expected": list(call.shape or ())}
        yield FAULT.found(call.labels, message, advice, severity=severity, evidence=evidence)


def ctc_evidence(target: Target) -> dict[str, Evidence]:
    """What every finding about labels carries, and their range."""
    values = target.facts.values
    extremes = {} if values is None else {"low": values.low, "high": values.high}
    return {**label_evidence(target), **extremes}


def ctc_words(target: Target, rule: CtcRule) -> list[Words]:
    """Message and help of everything that a built-in CTC loss cannot take."""
    if target.facts.rank != 2 or target.facts.container == "list":
        return [label_rows_words(target)] if target.facts.axes else []
    values = target.facts.values
    if values is None or not values.number or math.isnan(values.low):
        return []
    found = (negative_words(target, values), beyond_words(target, values), blank_words(target, rule, values))
    said = [words for words in found if words is not None]
    return said if values.low < 0 else [*said, *too_long_words(target, rule, values)]


def label_rows_words(target: Target) -> Words:
    """Labels that are not one array of (batch, length)."""
    shape, rank = found_shape_words(target.facts), target.facts.rank
    held = f"{label_subject_words(target)} {shape}"
    if target.facts.container == "list" and rank == 2:
        return (
            f"{held} in a list, and {target.output.loss} takes one array of (batch, length)",
            'make one array, padded with 0: y = keras.utils.pad_sequences(y, padding="post")',
        )
    one_hot = rank == 3 and target.facts.axes[2] == target.units
    advice = (
        "turn one-hot rows into ids: y = y.argmax(axis=-1)" if one_hot else "give a row of ids per sample"
    )
    return f"{held}, and {target.output.loss} takes ids of (batch, length)", advice


def negative_words(target: Target, values: Values) -> Words | None:
    """Values below 0, such as a padding of -1: each counts as a label."""
    if values.low >= 0:
        return None
    run = padding_value_run(values, values.low)
    padded = run is not None and run.back_steps + run.front_steps > 0
    words = f"the labels{label_output_words(target)} " + (
        f"are padded with {values.low:g}" if padded else f"go down to {values.low:g}"
    )
    full = values.low == -1 and target.units is not None and values.high >= target.units - 1
    return (
        f"{words}, which counts as a label and is no class: {target.output.loss} pads with 0, which is "
        "the blank",
        "pad with 0: y[y < 0] = 0, where no class is 0, else y = y + 1"
        + (", with one unit more in the last layer" if full else ""),
    )


def beyond_words(target: Target, values: Values) -> Words | None:
    """Ids that have no unit; there is one unit less than ids, where nobody counted the blank."""
    units = target.units
    if units is None or values.high < units:
        return None
    return (
        f"the ids{label_output_words(target)} go up to {values.high:g}, the model has "
        f"{count_noun(units, 'unit')} for the ids 1 to {units - 1:,} and the blank, 0",
        f"give the last layer {int(values.high) + 1:,} units, or number the classes from 1 to {units - 1:,}",
    )


def blank_words(target: Target, rule: CtcRule, values: Values) -> Words | None:
    """A 0 between or before labels; any 0, where this Keras reads each place."""
    if values.low < 0:
        return None
    if rule.padding == "nothing":
        return (
            (
                f"some of the labels{label_output_words(target)} are 0, the blank: up to Keras 3.3 "
                f"{target.output.loss} reads every place of a row, and nothing stands for padding",
                "take Keras 3.4 or later, which pads with 0, or batches of labels of one length",
            )
            if values.low == 0
            else None
        )
    if values.alignments is None or not values.alignments.blanks:
        return None
    rows = count_noun(values.alignments.blanks, "sample")
    run = padding_value_run(values, 0.0)
    front = run is not None and run.front_steps and not run.inner_steps
    return (
        f"{rows} {'has' if values.alignments.blanks == 1 else 'have'} a 0 "
        f"{'before' if front else 'among'} the labels{label_output_words(target)}, and 0 is the blank of "
        f"{target.output.loss}: as many labels from the end are not read",
        'pad at the end: keras.utils.pad_sequences(ys, padding="post")'
        if front
        else "number the classes from 1, and pad with 0 at the end only",
    )


def too_long_words(target: Target, rule: CtcRule, values: Values) -> list[Words]:
    """Labels that need more timesteps than the output has."""
    steps = target.shape[1] if target.shape is not None and len(target.shape) == 3 else None
    needed = needed_steps(target, rule, values)
    long = sum(number for size, number in needed if steps is not None and size > steps)
    if steps is None or not long:
        return []
    longest = max(size for size, _ in needed)
    return [
        (
            f"the labels{label_output_words(target)} of {count_noun(long, 'sample')} need up to "
            f"{longest:,} timesteps, repeats counted twice, and the output has {steps:,}",
            "leave these samples out, or let the model shorten less before its output",
        )
    ]


def needed_steps(target: Target, rule: CtcRule, values: Values) -> Histogram:
    """Timesteps that the labels need, and of how many samples."""
    if rule.padding == "blank":
        return values.alignments.needed if values.alignments is not None else ()
    length = target.facts.axes[1]
    return ((length, target.facts.samples),) if isinstance(length, int) else ()


def own_ctc_words(target: Target) -> list[Words]:
    """What no CTC can align, whatever pads and is blank: too many labels, ids that no unit has."""
    values, shape = target.facts.values, target.shape
    if values is None or shape is None or len(shape) != 3 or target.facts.rank != 2:
        return []
    sizes = [max((size for size, _ in run.lengths), default=0) for run in values.runs]
    shortest = min(sizes, default=0)
    said: list[Words] = []
    if shape[1] is not None and shortest > shape[1]:
        said.append(
            (
                f"the labels{label_output_words(target)} of a sample are up to {shortest:,}, and the output "
                f"has {shape[1]:,} timesteps: CTC cannot align them",
                "leave such samples out, or let the model shorten less before its output",
            )
        )
    run = padding_value_run(values, values.high)
    pads = run is not None and (run.back_steps or run.front_steps or run.only)
    if target.units is not None and values.high >= target.units and not pads and values.integral:
        said.append(
            (
                f"the ids{label_output_words(target)} go up to {values.high:g}, the model has "
                f"{count_noun(target.units, 'unit')}, one of them for the blank",
                f"give the last layer {int(values.high) + 2:,} units, or number the classes anew",
            )
        )
    return said
