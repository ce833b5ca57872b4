"""Real steps that the mask skips

What it is
    Inside the sequences stand steps whose every feature equals the value that the model masks. They are not
    padding, yet the mask cannot know.

Why it matters
    A masked step is not read: the state of the layer passes it by. Two such steps among 20 changed the output
    of an LSTM by 1.7 % in a measurement; counts, scaled values and token ids can have far more of them.

What Keras says
    Nothing.

Example
    ``Masking(mask_value=0.0)`` and hourly counts in which nothing happened at night.

Cure
    Pad with a value that the data cannot have, and mask that: ``Masking(mask_value=-1.0)`` for counts. For
    token ids keep 0 for padding and begin with 1.

Risk
    A trained model has to be trained again. Where the gaps are steps without a measurement, written over with
    the mask value on purpose, skipping them is right: then this is a note.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.padding import free_value, is_masked_input, padding_value_run, timed_values
from lstmdoctor.checks.shared.truncated import has_lost_values
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.faults import Cure, Fault, Finding, Severity
from lstmdoctor.core.values import Values
from lstmdoctor.text import count_noun

FAULT = Fault(
    "LD306",
    "mask-collision",
    "warning",
    meaning="real timesteps equal the mask value and are skipped",
    cure=Cure(
        "pad with a value that the data does not hold, and mask that", "keras.layers.Masking(mask_value=-1.0)"
    ),
)


def find(case: Case) -> Iterator[Finding]:
    """Steps of the mask value that are neither at the beginning nor at the end of their sequence."""
    for pair in case.pairs:
        values, mask = timed_values(pair), pair.input.mask_value
        if values is None or mask is None or not is_masked_input(pair.input):
            continue
        run = padding_value_run(values, mask)
        if run is None or not run.inner_steps or has_lost_values(pair, values):
            continue
        real = sum(size * number for size, number in run.lengths)
        share = run.inner_steps / real
        yield FAULT.found(
            pair.input.name,
            f"{count_noun(run.inner_steps, 'timestep')} inside sequences ({masked_share_text(share)} of "
            f"{real:,}) are "
            f"{mask:g}, which the model masks: skipped as if they were padding",
            mask_collision_advice(pair, mask, values),
            severity=mask_collision_severity(mask, values),
            evidence={"mask": mask, "steps": run.inner_steps, "real_steps": real, "share": round(share, 6)},
        )


def mask_collision_severity(mask: float, values: Values) -> Severity:
    """A note for a value beyond the data, such as -999, that marks what was not measured."""
    return "note" if mask != 0 and mask in (values.low, values.high) else FAULT.severity


def masked_share_text(share: float) -> str:
    """``3.4 %``, ``under 0.1 %``."""
    return "under 0.1 %" if share < 0.001 else f"{share * 100:.1f} %"


def mask_collision_advice(pair: Pair, mask: float, values: Values) -> str:
    """Another value, which only a `Masking` layer can have."""
    if mask_collision_severity(mask, values) == "note":
        return "leave it where these are steps without a measurement"
    if pair.input.embedding is not None:
        return "keep 0 for padding: let the ids of real tokens begin with 1"
    value = free_value(mask, values)
    return f"pad with {value:g}, which is no value of the data, and mask that: Masking(mask_value={value})"
