"""What a CTC loss inside a model makes of the labels that are an input of it."""

from __future__ import annotations

from lstmdoctor.checks.shared.padding import padding_value_run
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.spec import CtcCall
from lstmdoctor.core.values import Values
from lstmdoctor.text import count_noun, safe_text

Words = tuple[str, str]


def ctc_input_words(case: Case, call: CtcCall) -> list[Words]:
    """Message and help of everything that ``K.ctc_batch_cost`` cannot align; the last class is the blank."""
    steps, classes = call.shape[1:] if call.shape is not None and len(call.shape) == 3 else (None, None)
    labels = values_of_input(case, call.labels)
    said = [
        *long_input_words(values_of_input(case, call.input_length), call, steps),
        *long_label_words(
            values_of_input(case, call.label_length), call, steps, width_of_input(case, call.labels)
        ),
    ]
    if labels is not None and classes is not None and holds_blank(labels, classes):
        said.append(
            (
                f"the ids in '{safe_text(call.labels)}' go up to {labels.high:g}, and layer "
                f"'{safe_text(call.layer)}' gets {count_noun(classes, 'class', 'classes')}, the last of them "
                f"the blank: ids are 0 to {classes - 2:,}",
                f"give the layer before it {int(labels.high) + 2:,} units, or number the classes anew",
            )
        )
    return said


def long_input_words(values: Values | None, call: CtcCall, steps: int | None) -> list[Words]:
    """Lengths of outputs that are longer than the output."""
    if values is None or steps is None or not values.high > steps:
        return []
    name = safe_text(call.input_length or "")
    return [
        (
            f"the lengths in '{name}' go up to {values.high:g}, and layer '{safe_text(call.layer)}' gets "
            f"{count_noun(steps, 'timestep')}",
            f"fill '{name}' with the timesteps of the output, {steps:,} at the most",
        )
    ]


def long_label_words(
    values: Values | None, call: CtcCall, steps: int | None, width: int | None
) -> list[Words]:
    """Lengths of labels that are longer than the output, or than the labels."""
    if values is None:
        return []
    name, layer = safe_text(call.label_length or ""), safe_text(call.layer)
    if steps is not None and values.high > steps:
        return [
            (
                f"the labels of a sample are up to {values.high:g} by '{name}', and layer '{layer}' gets "
                f"{count_noun(steps, 'timestep')}: CTC cannot align them",
                "leave such samples out, or let the model shorten less before that layer",
            )
        ]
    if width is not None and values.high > width:
        return [
            (
                f"the lengths in '{name}' go up to {values.high:g}, and '{safe_text(call.labels)}' has "
                f"{count_noun(width, 'place')} for labels",
                f"count the labels of each sample again for '{name}'",
            )
        ]
    return []


def holds_blank(values: Values, classes: int) -> bool:
    """Whether an id is the blank, or no class at all, and not what fills short rows."""
    run = padding_value_run(values, values.high)
    fills = run is not None and (run.back_steps or run.front_steps or run.only)
    return values.integral and values.high >= classes - 1 and not fills


def pair_of_input(case: Case, name: str | None) -> Pair | None:
    """The pair of an input."""
    return next((pair for pair in case.pairs if pair.input.name == name), None)


def values_of_input(case: Case, name: str | None) -> Values | None:
    """What was found in the array of an input; None where nobody looked, or nothing finite is in it."""
    pair = pair_of_input(case, name)
    values = pair.facts.values if pair is not None else None
    return None if values is None or values.high != values.high else values


def width_of_input(case: Case, name: str) -> int | None:
    """Size of the second axis of the array of an input, where all rows have one."""
    pair = pair_of_input(case, name)
    axis = pair.facts.axes[1] if pair is not None and pair.facts.rank > 1 else None
    return axis if isinstance(axis, int) else None
