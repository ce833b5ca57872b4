"""An array that no input of the model takes

What it is
    The data file has an array more than the model has inputs, and it does not look like labels or like the
    arrays of another split (``x_test``, ``val_x``, ...).

Why it matters
    Keras 3 leaves superfluous keys of a dict out, at most with a warning. If the array was meant for the
    model, the model trains without it. A model that was itself built from a dict takes the arrays in the
    sorted order of the keys, as many as it has inputs: a key in front of its own moves every array behind it
    into another input, without a word where the shapes agree. Then this is an error.

What Keras says
    A dict: nothing, or in tf.keras 2 the warning ``Input dict contained keys ['weather'] which did not match
    any model input. They will be ignored by the model.`` A list with one array too many: ``Layer "mi"
    expects 2 named input(s) ..., but it received 3 input tensors``.

Example
    An ``.npz`` with ``seq_in``, ``static_in`` and ``weather`` for a model of the first two.

Cure
    Leave the array out, or build a model that takes it.

Risk
    None: the cured file holds what the model takes and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.missing_input import stacked_axis
from lstmdoctor.checks.shared.words import cure_remedy, found_shape_words
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.roles.samples import features_apart, has_input_shape, samples_apart
from lstmdoctor.text import safe_text

FAULT = Fault(
    "LD104",
    "unknown-input",
    "warning",
    meaning="an array came that no input takes",
    cure=Cure("leave out the array that no input takes", "print(model.input_names)"),
)

MOST_SHOWN = 64
"""Arrays left over that are told one by one; a model of so many inputs is not known to exist."""


def find(case: Case) -> Iterator[Finding]:
    """Arrays left over, but for those that wait for a choice between inputs of one shape."""
    inputs = [safe_text(spec.name) for spec in case.model.inputs]
    apart = samples_apart(case) or features_apart(case) or stacked_axis(case) is not None
    if inputs and not apart and len(case.unknown) > MOST_SHOWN:
        yield summary_finding(case, inputs)
        return
    for array in case.unknown if inputs and not apart else ():
        if any(has_input_shape(spec, array.facts) for spec in case.undecided):
            continue
        stolen = displaced_input_pair(case, array.name)
        if stolen is not None:
            yield FAULT.found(
                stolen.input.name,
                f"array '{safe_text(array.name)}' of shape {found_shape_words(array.facts)} goes into no "
                "input, and Keras 3 "
                "fills a model that was built from a dict in the sorted order of the keys: input "
                f"'{safe_text(stolen.input.name)}' would get another array than its own",
                "leave it out: give the model a dict of its own inputs alone",
                severity="error",
                remedy=cure_remedy(stolen),
                evidence={"array": array.name, "inputs": [spec.name for spec in case.model.inputs]},
            )
            continue
        yield FAULT.found(
            None,
            f"array '{safe_text(array.name)}' of shape {found_shape_words(array.facts)} goes into no input, "
            f"the model has {', '.join(inputs)}",
            "leave it out, or name its input with --map",
            evidence={"array": array.name, "inputs": [spec.name for spec in case.model.inputs]},
        )


def summary_finding(case: Case, inputs: list[str]) -> Finding:
    """One finding for very many arrays, which are rather the samples of one."""
    first, last = (safe_text(case.unknown[place].name) for place in (0, -1))
    return FAULT.found(
        None,
        f"{len(case.unknown):,} arrays, '{first}' to '{last}', go into no input, "
        f"the model has {', '.join(inputs)}",
        "put the samples of one input into one array, or name its array with --map",
        evidence={"array": case.unknown[0].name, "arrays": len(case.unknown), "inputs": list(inputs)},
    )


def displaced_input_pair(case: Case, name: str) -> Pair | None:
    """The first input that gets another array where this one stands in the dict as well.

    Measured on Keras 3.15: it takes as many arrays as there are inputs, in the sorted order of the keys.
    """
    keys, version = case.model.keys, case.model.keras_version or "3"
    if not keys or version.startswith(("1.", "2.")) or any(pair.member is not None for pair in case.pairs):
        return None
    behind = [pair for pair in case.pairs if pair.input.name == pair.array.name and pair.input.name > name]
    return min(behind, key=lambda pair: pair.input.name, default=None)
